// What records say about rights: vouchers sold and spent, and what terminals received of the host and gave back. The
// sums of a voucher's rows are what the merchant owes on it.
import { fromHex, toHex } from "../../../firmware/core/bytes.js";
import { rightKeyBytes, ruleKey } from "../../../firmware/core/right-key.js";
import type { Digest } from "../../../firmware/core/ports.js";
import { RightKind } from "../../../firmware/policy/rights.js";
import { isKnown, RecordKind, type SaleRecord, TenderKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import type { Ledger } from "../ledger.js";
import type { SliceRecord } from "../slice.js";

/** One subject in the record at this place. */
export interface RightMove {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	/** One of `RightKind`, or of a newer version. */
	readonly kind: number;
	/** 8 bytes as hexadecimal digits. */
	readonly key: string;
	/** Of a voucher. */
	readonly sold: number;
	readonly spent: number;
	/** What the terminal was granted, and all that it knew to be issued to it then. */
	readonly received: number;
	readonly issued: number;
	readonly returned: number;
	/** Empty where the record has none. */
	readonly currency: string;
	readonly wallMs: number;
}

export interface VoucherSums {
	readonly key: string;
	readonly sold: number;
	readonly spent: number;
	readonly currency: string;
}

/** A rule's share that a terminal has received. */
export interface ReceivedShare {
	readonly terminal: string;
	readonly kind: number;
	readonly key: string;
}

export interface RightsWants {
	readonly vouchers: readonly string[];
	/** Rules that took something off at a terminal. */
	readonly rules: readonly Omit<ReceivedShare, "kind">[];
}

export interface RightsState {
	readonly vouchers: readonly VoucherSums[];
	readonly shares: readonly ReceivedShare[];
}

export const rights: Ledger<RightsWants, RightsState, readonly RightMove[]> = {
	codes: ["VOUCHER_OVERSPENT"],

	wants({ records }) {
		const vouchers = records.flatMap((each) => (each.record ? vouchersOf(each) : [])).map(({ key }) => key);
		return { vouchers: [...new Set(vouchers)], rules: records.flatMap(rulesOf) };
	},

	fold({ digest }, { records }, { vouchers, shares }) {
		const known = new Set(shares.map(shareName));
		const sums = new Map(vouchers.map((each) => [each.key, each]));
		const moves: RightMove[] = [];
		const alarms: AlarmChange[] = [];
		for (const each of records) {
			const own = [...vouchersOf(each), ...messagesOf(each), ...sharesOf(digest, each, known)];
			for (const move of own) {
				if (move.received > 0 || move.issued > 0) known.add(shareName(move));
				if (move.kind === RightKind.voucher && move.sold + move.spent > 0) add(sums, move);
			}
			moves.push(...own);
			for (const { key } of own.filter(({ kind, sold, spent }) => kind === RightKind.voucher && sold + spent > 0))
				alarms.push(alarmOf(sums.get(key)!, each.receivedMs));
		}
		return { changes: moves, alarms };
	},
};

/** The rules' keys are computed by the fold, which has a digest. */
function rulesOf({ terminal, record }: SliceRecord): Omit<ReceivedShare, "kind">[] {
	if (!record || !isKnown(record) || record.kind !== RecordKind.sale) return [];
	return [...new Set(record.discounts.map(({ promotion }) => promotion))].map((key) => ({ terminal, key }));
}

/** The names of vouchers in a sale; others are no identifiers, whoever wrote them. */
function vouchersOf(source: SliceRecord): RightMove[] {
	const { record } = source;
	if (!record || !isKnown(record) || record.kind !== RecordKind.sale) return [];
	const sold = new Map<string, number>();
	const spent = new Map<string, number>();
	for (const { voucher, amountMinor } of record.lines)
		if (voucher !== undefined) sold.set(voucher, (sold.get(voucher) ?? 0) + amountMinor);
	for (const { kind, reference, amountMinor } of record.tenders)
		if (kind === TenderKind.voucher) spent.set(reference, (spent.get(reference) ?? 0) + amountMinor);
	return [...new Set([...sold.keys(), ...spent.keys()])]
		.filter((key) => fromHex(key)?.length === rightKeyBytes)
		.map((key) => ({
			...moveOf(source, RightKind.voucher, key),
			...{ sold: sold.get(key) ?? 0, spent: spent.get(key) ?? 0 },
		}));
}

function messagesOf(source: SliceRecord): RightMove[] {
	const { record } = source;
	if (!record || !isKnown(record)) return [];
	if (record.kind === RecordKind.rightsGranted)
		return record.granted.map(({ kind, key, issued, amount }) => {
			return { ...moveOf(source, kind, toHex(key)), received: amount, issued };
		});
	if (record.kind !== RecordKind.rightsReturned) return [];
	return record.returned.map(({ kind, key, amount }) => ({ ...moveOf(source, kind, toHex(key)), returned: amount }));
}

/** Of the shares that the terminal had received before the sale. */
function sharesOf(digest: Digest, source: SliceRecord, known: ReadonlySet<string>): RightMove[] {
	const { record, terminal } = source;
	if (!record || !isKnown(record) || record.kind !== RecordKind.sale) return [];
	const sale: SaleRecord = record;
	return rulesOf(source).flatMap(({ key: id }) => {
		const key = toHex(ruleKey(digest, id));
		const isShared = (kind: number): boolean => known.has(shareName({ terminal, kind, key }));
		const minor = sale.discounts.reduce((sum, each) => (each.promotion === id ? sum - each.amountMinor : sum), 0);
		return [
			...(isShared(RightKind.ruleUses) ? [{ ...moveOf(source, RightKind.ruleUses, key), spent: 1 }] : []),
			...(isShared(RightKind.ruleMinor) ? [{ ...moveOf(source, RightKind.ruleMinor, key), spent: minor }] : []),
		];
	});
}

function moveOf({ terminal, place, record, booked }: SliceRecord, kind: number, key: string): RightMove {
	const currency = record && "currency" in record && typeof record.currency === "string" ? record.currency : "";
	const nothing = { sold: 0, spent: 0, received: 0, issued: 0, returned: 0 };
	return { terminal, ...place, kind, key, ...nothing, currency, wallMs: booked.wallMs };
}

function add(sums: Map<string, VoucherSums>, { key, sold, spent, currency }: RightMove): void {
	const before = sums.get(key);
	sums.set(key, { key, sold: (before?.sold ?? 0) + sold, spent: (before?.spent ?? 0) + spent, currency });
}

/** More was spent of it than it was sold for, or its sale has not arrived yet. */
function alarmOf({ key, sold, spent, currency }: VoucherSums, atMs: number): AlarmChange {
	const alarm = { code: "VOUCHER_OVERSPENT", terminal: "", detail: `voucher ${key}` } as const;
	const amountMinor = spent - sold;
	if (amountMinor <= 0) return { kind: "clear", alarm };
	return { kind: "set", alarm: { ...alarm, amountMinor, currency }, count: 1, atMs };
}

function shareName({ terminal, kind, key }: ReceivedShare): string {
	return `${terminal} ${kind} ${key}`;
}
