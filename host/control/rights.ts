// Rights in escrow, as the host decides on them: coupons and cards of gift vouchers that are printed, shares of
// budgets, and vouchers that move from one terminal to another. docs/vouchers.md describes the rules.
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { limits } from "../../firmware/core/limits.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import { ruleKey } from "../../firmware/core/right-key.js";
import { RightKind } from "../../firmware/policy/rights.js";
import { readAsked } from "../../firmware/wire/ask.js";
import { Feature } from "../../firmware/wire/capabilities.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { isKnown, RecordKind } from "../../firmware/wire/record.js";
import { sealRightCode, voucherText } from "../../firmware/wire/right-code.js";
import { sealRights } from "../../firmware/wire/rights.js";
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import type { Guard } from "../guard.js";
import type { LogEntry } from "../ledger/slice.js";
import { hostLimits } from "../limits.js";
import type { Rules } from "./rules.js";
import type { CouponBatch, IssuedRow, RightHolder, RightSubject, VoucherBatch } from "../store/rights.js";
import type { Store } from "../store/store.js";
import type { Devices } from "./devices.js";

export interface RightsOptions {
	readonly store: Pick<Store, "rights" | "terminals">;
	/** Resolves when the ledgers have folded every entry of the log. */
	readonly caughtUp: () => Promise<void>;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly guard: Guard;
	readonly merchant: string;
	readonly rules: Pick<Rules, "inEffect">;
	readonly devices: Devices;
	/** Returns false when the terminal is not online. */
	readonly send: (terminal: string, leaf: "rights", payload: Uint8Array) => boolean;
}

export interface CouponOrder {
	/** The campaign's name. */
	readonly campaign: string;
	readonly count: number;
	/** The last day on which they are good, "2026-12-24"; undefined for no end. */
	readonly lastDay?: string | undefined;
	/** The only terminal that takes them; undefined for any that the campaign allows. */
	readonly terminal?: string | undefined;
}

export interface BudgetChange {
	/** The rule's identifier. */
	readonly rule: string;
	readonly unit: "uses" | "minor";
	readonly total: number;
}

export interface BudgetGrant extends Omit<BudgetChange, "total"> {
	readonly terminal: string;
	readonly amount: number;
}

/** A budget as operators see it. */
export interface BudgetView extends BudgetChange {
	/** What may still be issued. */
	readonly left: number;
	readonly terminals: readonly RightHolder[];
}

/** A printed code, and what stands beside it. */
export interface PrintedCode {
	readonly name: string;
	readonly code: string;
}

const dayMs = 86_400_000;
const voucherIdBytes = 8;

export class Rights {
	readonly #options: RightsOptions;
	/** Who waits for a voucher, by its key; the newest request counts. */
	readonly #asked = new Map<string, string>();

	constructor(options: RightsOptions) {
		this.#options = options;
	}

	/** Returns the first serial. Rejects with HostFault COUPONS_INVALID. */
	async issueCoupons({ campaign, count, lastDay, terminal }: CouponOrder): Promise<CouponBatch> {
		const { store, clock, rules } = this.#options;
		const known = (await rules.inEffect()).campaigns.find(({ name }) => name === campaign);
		if (!known) throw new HostFault("COUPONS_INVALID", `there is no campaign "${campaign}"`);
		const home = terminal === undefined ? 0 : await this.numberOf(terminal);
		if (home === 0 && !known.isEverywhere)
			throw new HostFault("COUPONS_INVALID", `coupons of "${campaign}" are for one terminal: name it`);
		const day = lastDay === undefined ? 0 : Math.floor(Date.parse(`${lastDay}T00:00Z`) / dayMs);
		if (!Number.isInteger(day) || day < 0 || day > 0xffff) throw new HostFault("COUPONS_INVALID", "last day");
		const createdMs = clock.now();
		const batch = { campaign: known.number, count, lastDay: day, home, createdMs };
		return { ...batch, first: await store.rights.issueCoupons(batch) };
	}

	/** The codes of a batch. Rejects with HostFault HTTP_NOT_FOUND. */
	async couponCodes(campaign: number, first: number): Promise<PrintedCode[]> {
		const { store, signer, merchant, rules } = this.#options;
		const batches = await store.rights.couponBatches();
		const batch = batches.find((each) => each.campaign === campaign && each.first === first);
		if (!batch) throw new HostFault("HTTP_NOT_FOUND", `coupons ${campaign}/${first}`);
		const { count, lastDay, home } = batch;
		const { campaigns } = await rules.inEffect();
		const name = campaigns.find(({ number }) => number === campaign)?.name ?? String(campaign);
		return Array.from({ length: count }, (_, at) => {
			const serial = first + at;
			const code = { kind: "coupon", campaign, serial, lastDay, home } as const;
			return { name: `${name} ${serial}`, code: sealRightCode(signer, merchant, code) };
		});
	}

	/** Cards that are worth nothing until a terminal sells them. */
	async issueVouchers(count: number): Promise<VoucherBatch> {
		const createdMs = this.#options.clock.now();
		return { batch: await this.#options.store.rights.issueVouchers(count, createdMs), count, createdMs };
	}

	/** The codes of a batch. Rejects with HostFault HTTP_NOT_FOUND. */
	async voucherCodes(number: number): Promise<PrintedCode[]> {
		const { store, signer, merchant } = this.#options;
		const batch = (await store.rights.voucherBatches()).find((each) => each.batch === number);
		if (!batch) throw new HostFault("HTTP_NOT_FOUND", `vouchers ${number}`);
		return Array.from({ length: batch.count }, (_, at) => {
			const id = voucherId(number, at + 1);
			return { name: voucherText(id), code: sealRightCode(signer, merchant, { kind: "voucher", id }) };
		});
	}

	async budgets(): Promise<BudgetView[]> {
		const { store, caughtUp } = this.#options;
		await caughtUp();
		const budgets = await store.rights.budgets();
		return Promise.all(
			budgets.map(async ({ kind, key, rule, total }): Promise<BudgetView> => {
				const terminals = await store.rights.holders({ kind, key });
				const left = terminals.reduce((sum, each) => sum - each.issued + each.returned, total);
				const unit = kind === RightKind.ruleUses ? "uses" : "minor";
				return { rule, unit, total, left: Math.max(0, left), terminals };
			}),
		);
	}

	/** Rejects with HostFault RIGHT_UNAVAILABLE for a rule that is not shared out. */
	async setBudget({ rule, unit, total }: BudgetChange): Promise<void> {
		const { store, rules } = this.#options;
		if (!(await rules.inEffect()).rules.some(({ id, isAllotted }) => id === rule && isAllotted))
			throw new HostFault("RIGHT_UNAVAILABLE", `rule "${rule}" is not shared out among terminals`);
		await store.rights.setBudget({ ...this.subjectOf(rule, unit), rule, total });
	}

	/** Gives a terminal more of a budget. Rejects with HostFault RIGHT_UNAVAILABLE. */
	async grant({ rule, unit, terminal, amount }: BudgetGrant): Promise<void> {
		const { store, caughtUp, clock } = this.#options;
		const subject = this.subjectOf(rule, unit);
		await caughtUp();
		const budget = (await store.rights.budgets()).find(({ kind, key }) => isSame({ kind, key }, subject));
		const row = await store.terminals.find(terminal);
		const granted =
			budget && row
				? await store.rights.grant({
						...{ ...subject, terminal, epoch: row.epoch, amount },
						...{ budget: budget.total, atMs: clock.now() },
					})
				: 0;
		if (granted === 0) throw new HostFault("RIGHT_UNAVAILABLE", `rule "${rule}", ${terminal}`);
		await this.push(terminal);
	}

	/** A terminal asks to be lent a right. Rejects with Fault WIRE_*. */
	async receiveAsk(terminal: string, payload: Uint8Array): Promise<void> {
		const asked = readAsked(this.#options.cbor, payload);
		if (!asked || asked.kind !== RightKind.voucher) return;
		const subject = { kind: asked.kind, key: toHex(asked.key) };
		if (await this.lend(terminal, subject)) return;
		this.#asked.delete(subject.key);
		this.#asked.set(subject.key, terminal);
		const [oldest] = this.#asked.keys();
		if (this.#asked.size > hostLimits.rightsAskedMax && oldest !== undefined) this.#asked.delete(oldest);
		const holders = await this.#options.store.rights.holders(subject);
		for (const holder of holders)
			if (holder.terminal !== terminal && leftAt(holder) > 0) await this.recall(holder, subject);
	}

	/** Records were committed: what came back is lent to who waits for it. */
	follow(entries: readonly LogEntry[]): void {
		if (this.#asked.size === 0) return;
		const returned = entries.flatMap(({ decoded = [] }) =>
			decoded.flatMap((record) =>
				record && isKnown(record) && record.kind === RecordKind.rightsReturned ? record.returned : [],
			),
		);
		for (const { kind, key } of returned) {
			const subject = { kind, key: toHex(key) };
			const terminal = this.#asked.get(subject.key);
			if (terminal === undefined) continue;
			this.#options.guard.run(
				"rights",
				async () => {
					if (await this.lend(terminal, subject)) this.#asked.delete(subject.key);
				},
				() => undefined,
			);
		}
	}

	/** What a terminal is told when its session begins, and after a grant; empty for one that knows no rights. */
	async messages(terminal: string): Promise<Uint8Array[]> {
		if (!this.knowsRights(terminal)) return [];
		const { rights, terminals } = this.#options.store;
		const row = await terminals.find(terminal);
		if (!row) return [];
		const issued = await rights.pending(terminal, limits.rightsPerMessageMax);
		const used = await rights.couponsUsedElsewhere(terminal, limits.usedCouponsPerMessageMax);
		if (issued.length + used.length === 0) return [];
		return [this.seal(terminal, row.epoch, { issued, used })];
	}

	private async push(terminal: string): Promise<void> {
		for (const message of await this.messages(terminal)) this.#options.send(terminal, "rights", message);
	}

	/** Issues all that came back of a voucher to the terminal. Returns false where there is nothing. */
	private async lend(terminal: string, subject: RightSubject): Promise<boolean> {
		const { store, caughtUp, clock } = this.#options;
		await caughtUp();
		const row = await store.terminals.find(terminal);
		if (!row) return false;
		const grant = { ...subject, terminal, epoch: row.epoch, amount: undefined, budget: 0, atMs: clock.now() };
		if ((await store.rights.grant(grant)) === 0) return false;
		await this.push(terminal);
		return true;
	}

	private async recall({ terminal, issued }: RightHolder, { kind, key }: RightSubject): Promise<void> {
		const row = await this.#options.store.terminals.find(terminal);
		if (!row || !this.knowsRights(terminal)) return;
		const recalled = [{ kind, key: fromHex(key)!, issued }];
		this.#options.send(terminal, "rights", this.seal(terminal, row.epoch, { recalled }));
	}

	private seal(
		terminal: string,
		epoch: number,
		{
			issued = [],
			recalled = [],
			used = [],
		}: {
			readonly issued?: readonly IssuedRow[];
			readonly recalled?: Parameters<typeof sealRights>[2]["recalled"];
			readonly used?: Parameters<typeof sealRights>[2]["used"];
		},
	): Uint8Array {
		const { cbor, signer, merchant } = this.#options;
		return sealRights(cbor, signer, {
			...{ merchant, terminal, epoch, recalled },
			issued: issued.map(({ kind, key, issued: all, before }) => ({
				kind,
				key: fromHex(key)!,
				issued: all,
				before,
			})),
			used: used.map(({ campaign, serial }) => ({ campaign, serial })),
		});
	}

	private knowsRights(terminal: string): boolean {
		return this.#options.devices.get(terminal).capabilities?.features.includes(Feature.rights) === true;
	}

	private subjectOf(rule: string, unit: BudgetChange["unit"]): RightSubject {
		const kind = unit === "uses" ? RightKind.ruleUses : RightKind.ruleMinor;
		return { kind, key: toHex(ruleKey(this.#options.digest, rule)) };
	}

	/** Of the terminal's topics, as coupons name it. Rejects with HostFault COUPONS_INVALID. */
	private async numberOf(terminal: string): Promise<number> {
		const row = await this.#options.store.terminals.find(terminal);
		const number = Number.parseInt(row?.topicRoot.split("/").at(-1) ?? "", 36);
		if (!(number > 0 && number <= 0xffff)) throw new HostFault("COUPONS_INVALID", `terminal "${terminal}"`);
		return number;
	}
}

/** What a terminal may still spend, as far as its records have arrived. @forTests */
export function leftAt({ received, sold, spent, returned }: RightHolder): number {
	return sold + received - spent - returned;
}

function isSame(a: RightSubject, b: RightSubject): boolean {
	return a.kind === b.kind && a.key === b.key;
}

function voucherId(batch: number, number: number): Uint8Array {
	const id = new Uint8Array(voucherIdBytes);
	const view = new DataView(id.buffer);
	view.setUint32(0, batch);
	view.setUint32(4, number);
	return id;
}
