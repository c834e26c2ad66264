// What this terminal may spend without asking: used coupons, balances of gift vouchers, and shares of rules' budgets. A
// materialised fold of the journal: a record is durable before the store has its effect, and after a power cut the
// records behind the store's mark are folded before anything is granted.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { couponKey, rightKeyBytes, ruleKey } from "../../core/right-key.js";
import { fromHex } from "../../core/bytes.js";
import { afterSelling, afterSpending, noRight, RightKind, rightMax, type RightState } from "../../policy/rights.js";
import { type KnownRecord, type Place, RecordKind, type SaleRecord, TenderKind } from "../../wire/record.js";
import type { TillOptions } from "../options.js";
import { decodeKnown, peekKind } from "./recovery.js";
import type { RightsOptions } from "./rights-options.js";

type BookOptions = Pick<TillOptions, "journal" | "cbor" | "ports">;

export interface VoucherLeft {
	/** 8 bytes. */
	readonly key: Uint8Array;
	readonly left: number;
}

/** The entry that says which records the store includes. */
const markKind = 0xfe;
const markKey: Uint8Array = /* @__PURE__ */ Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0);
/** Bits of the mark: rights were lost with a damaged sector; there are shares of rules' budgets. */
const markLost = 1;
const markBudgets = 2;
const everything: Place = { epoch: 1, sequence: 1 };

export class RightsBook {
	readonly #options: BookOptions;
	readonly #rights: RightsOptions;
	#isNew: boolean;
	#flags = 0;
	/** The first record that the store lacks; undefined while it has all. */
	#foldFrom: Place | undefined;
	/** The newest record that the mark names. */
	#marked: Place | undefined;
	/** The bucket whose vouchers are given back to the host next, once a shift has closed; undefined for none. */
	#returning: number | undefined;

	/** Writes nothing. */
	constructor(options: BookOptions, rights: RightsOptions) {
		this.#options = options;
		this.#rights = rights;
		this.#isNew = rights.isNew;
		if (rights.isNew) return;
		const mark = rights.store.find(markKind, markKey);
		if (mark && (mark.left & ~rights.store.buckets) === 0) {
			const { epoch, sequence, issued } = mark;
			this.#flags = issued;
			this.#marked = { epoch, sequence };
			this.#foldFrom = { epoch, sequence: sequence + 1 };
		} else {
			const first = options.journal.walk(everything.epoch, everything.sequence).next();
			const isWhole = !first || (first.epoch === rights.firstEpoch && first.sequence === 1);
			// A journal from the first record on restores all of it.
			this.#flags = isWhole ? markBudgets : markLost | markBudgets;
			this.#foldFrom = everything;
		}
	}

	/** A part of the store was damaged: what was granted before counts as spent. */
	get isLost(): boolean {
		return (this.#flags & markLost) !== 0;
	}

	/** The store includes every record. */
	get isFolded(): boolean {
		return this.#foldFrom === undefined;
	}

	/** What the store has of the subject; undefined for nothing. */
	stateOf(kind: number, key: Uint8Array): RightState | undefined {
		return this.#isNew ? undefined : this.#rights.store.find(kind, key, this.isFolded);
	}

	isUsed(campaign: number, serial: number): boolean {
		return this.stateOf(RightKind.coupon, couponKey(campaign, serial)) !== undefined;
	}

	/**
	 * Before a right of this subject is used for the first time. Throws Fault RIGHTS_STARTING where it can be in a
	 * moment, or RIGHTS_FULL.
	 */
	prepare(kind: number, key: Uint8Array): void {
		const { store } = this.#rights;
		if (!this.isFolded) throw new Fault("RIGHTS_STARTING");
		if (this.#isNew && !this.begin()) throw new Fault("RIGHTS_STARTING", "mark");
		if (store.hasRoom(kind, key)) return;
		throw new Fault(store.isFull(kind, key) ? "RIGHTS_FULL" : "RIGHTS_STARTING", `kind ${kind}`);
	}

	get options(): RightsOptions {
		return this.#rights;
	}

	/** Vouchers of the next part of the store, of which something is left; undefined once all were listed. */
	nextReturned(): readonly VoucherLeft[] | undefined {
		const bucket = this.#returning;
		if (bucket === undefined || !this.isFolded) return undefined;
		const entries = this.#rights.store.entriesOf(bucket);
		this.#returning = entries && bucket + 1;
		return entries?.filter(({ kind, left }) => kind === RightKind.voucher && left > 0);
	}

	/** Another terminal has used the coupon, says the host. */
	noteUsed(campaign: number, serial: number): void {
		const key = couponKey(campaign, serial);
		if (this.#isNew && !this.begin()) return;
		if (this.stateOf(RightKind.coupon, key)) return;
		this.#rights.store.put({ kind: RightKind.coupon, key, epoch: 0, sequence: 0, ...noRight });
	}

	/** A record of this boot is durable. */
	note(record: KnownRecord, place: Place): void {
		if (record.kind === RecordKind.shiftClosed && !this.#isNew) this.#returning = 0;
		if (this.#foldFrom === undefined && !this.apply(record, place)) this.#foldFrom = place;
	}

	/** Folds some of the records that the store lacks. Returns whether there may be more. */
	foldSome(): boolean {
		const { journal, cbor } = this.#options;
		const from = this.#foldFrom;
		if (!from) return false;
		const cursor = journal.walk(from.epoch, from.sequence);
		for (let records = 0; records < limits.foldRecords; records++) {
			const entry = cursor.next();
			if (!entry) {
				this.#foldFrom = undefined;
				return false;
			}
			const { epoch, sequence, payload } = entry;
			const record = isOfRights(peekKind(payload)) ? decodeKnown(cbor, payload, epoch) : undefined;
			this.#foldFrom = { epoch, sequence };
			// Without room the same record is tried again after the store's upkeep.
			if (record && !this.apply(record, this.#foldFrom)) return false;
			this.#foldFrom = { epoch, sequence: sequence + 1 };
		}
		return true;
	}

	/**
	 * Between sales: folds, makes room, and marks how far the store is. Returns whether there is more to do.
	 * `isWanted`: the catalog has coupons or vouchers, so that the store may be needed.
	 */
	idle(isWanted: boolean): boolean {
		if (this.#isNew && !isWanted) return false;
		if (this.#rights.store.idle()) return true;
		if (this.#foldFrom) return this.foldSome() || this.#foldFrom === undefined;
		if (!this.#isNew) this.keepMark();
		return false;
	}

	private keepMark(): void {
		const { epoch, sequence } = this.#options.journal;
		const marked = this.#marked;
		if (marked?.epoch === epoch && sequence - marked.sequence < limits.rightsMarkEvery) return;
		this.mark();
	}

	private mark(): boolean {
		const { store } = this.#rights;
		const { epoch, sequence } = this.#options.journal;
		const place = { epoch, sequence };
		if (!store.put({ kind: markKind, key: markKey, ...place, issued: this.#flags, left: store.buckets }))
			return false;
		this.#marked = place;
		return true;
	}

	/** Returns false where there is no room yet. The mark comes first: a store without one is a damaged one. */
	private begin(): boolean {
		if (!this.#rights.store.hasRoom(markKind, markKey)) return false;
		this.#rights.begin();
		this.#isNew = false;
		return this.mark();
	}

	/** False where the store has no room now. */
	private apply(record: KnownRecord, place: Place): boolean {
		switch (record.kind) {
			case RecordKind.sale:
				return this.applySale(record, place);
			case RecordKind.rightsGranted:
				return record.granted.every(({ kind, key, issued, amount }) => {
					if (kind === RightKind.ruleUses || kind === RightKind.ruleMinor) this.#flags |= markBudgets;
					return this.change(kind, key, place, (state) => ({
						issued: Math.max(state.issued, issued),
						left: Math.min(rightMax, state.left + amount),
					}));
				});
			case RecordKind.rightsReturned:
				return record.returned.every(({ kind, key, amount }) =>
					this.change(kind, key, place, (state) => afterSpending(state, amount)),
				);
			default:
				return true;
		}
	}

	private applySale(sale: SaleRecord, place: Place): boolean {
		const { coupons, lines, tenders, discounts } = sale;
		let isDone = true;
		for (const { campaign, serial } of coupons ?? [])
			isDone = this.change(RightKind.coupon, couponKey(campaign, serial), place, (state) => state) && isDone;
		const named: string[] = [];
		for (const { voucher } of lines) if (voucher !== undefined && !named.includes(voucher)) named.push(voucher);
		for (const { kind, reference } of tenders)
			if (kind === TenderKind.voucher && !named.includes(reference)) named.push(reference);
		for (const voucher of named) isDone = this.applyVoucher(sale, voucher, place) && isDone;
		if ((this.#flags & markBudgets) !== 0 && discounts.length > 0)
			for (const id of new Set(discounts.map(({ promotion }) => promotion)))
				isDone = this.applyRule(sale, id, place) && isDone;
		return isDone;
	}

	private applyVoucher({ lines, tenders }: SaleRecord, voucher: string, place: Place): boolean {
		const key = fromHex(voucher);
		if (key?.length !== rightKeyBytes) return true;
		let sold = 0;
		let spent = 0;
		for (const line of lines) if (line.voucher === voucher) sold += line.amountMinor;
		for (const { kind, reference, amountMinor } of tenders)
			if (kind === TenderKind.voucher && reference === voucher) spent += amountMinor;
		return this.change(RightKind.voucher, key, place, (state) => afterSpending(afterSelling(state, sold), spent));
	}

	/** A rule whose budget is not shared out has no entry, and gets none. */
	private applyRule({ discounts }: SaleRecord, id: string, place: Place): boolean {
		const key = ruleKey(this.#options.ports.digest, id);
		let minor = 0;
		for (const { promotion, amountMinor } of discounts) if (promotion === id) minor -= amountMinor;
		const spend = (kind: number, amount: number): boolean =>
			this.stateOf(kind, key) === undefined ||
			this.change(kind, key, place, (state) => afterSpending(state, amount));
		const isCounted = spend(RightKind.ruleUses, 1);
		return spend(RightKind.ruleMinor, minor) && isCounted;
	}

	/** Skips a record that the entry includes already. */
	private change(kind: number, key: Uint8Array, place: Place, next: (state: RightState) => RightState): boolean {
		const { store } = this.#rights;
		if (this.#isNew && !this.begin()) return false;
		const entry = store.find(kind, key);
		if (entry && !isLater(place, entry)) return true;
		const { issued, left } = next(entry ?? noRight);
		return store.put({ kind, key, ...place, issued, left });
	}
}

function isOfRights(kind: number): boolean {
	return kind === RecordKind.sale || kind === RecordKind.rightsGranted || kind === RecordKind.rightsReturned;
}

function isLater(a: Place, b: Place): boolean {
	return a.epoch === b.epoch ? a.sequence > b.sequence : a.epoch > b.epoch;
}
