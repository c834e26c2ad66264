// Used coupons, and those that were used more than once with the money that this took off. Which use counts as the
// first does not depend on the order in which records arrive: the one of the lowest terminal, epoch and sequence.
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import type { Ledger } from "../ledger.js";
import type { SliceRecord } from "../slice.js";

export interface CouponName {
	readonly campaign: number;
	readonly serial: number;
}

/** A row of the sale at this place. */
export interface CouponUse extends CouponName {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	/** What its rule took off. */
	readonly amountMinor: number;
	readonly currency: string;
	readonly wallMs: number;
}

export const coupons: Ledger<readonly CouponName[], readonly CouponUse[], readonly CouponUse[]> = {
	codes: ["COUPON_SPENT_TWICE"],
	wants: ({ records }) => records.flatMap(usesOf),

	fold(_tools, { records }, known) {
		const changes = records.flatMap(usesOf);
		const atMs = new Map(records.map(({ terminal, place, receivedMs }) => [nameOf(terminal, place), receivedMs]));
		const alarms: AlarmChange[] = [];
		for (const uses of grouped([...known, ...changes])) {
			for (const use of uses.sort(compareUses).slice(1)) {
				const { terminal, campaign, serial, epoch, sequence, amountMinor, currency } = use;
				const detail = `coupon ${campaign}/${serial}, record ${epoch}/${sequence}`;
				const alarm = { code: "COUPON_SPENT_TWICE", terminal, detail, amountMinor, currency } as const;
				alarms.push({ kind: "set", alarm, count: 1, atMs: atMs.get(nameOf(terminal, use)) ?? use.wallMs });
			}
		}
		return { changes, alarms };
	},
};

function usesOf({ terminal, place, record, booked }: SliceRecord): CouponUse[] {
	if (!record || !isKnown(record) || record.kind !== RecordKind.sale || !record.coupons) return [];
	const { currency } = record;
	const { wallMs } = booked;
	return record.coupons.map((coupon) => ({ ...coupon, terminal, ...place, currency, wallMs }));
}

/** Only those that were used more than once. */
function grouped(uses: readonly CouponUse[]): CouponUse[][] {
	const groups = new Map<string, CouponUse[]>();
	for (const use of uses) {
		const name = `${use.campaign}/${use.serial}`;
		groups.set(name, [...(groups.get(name) ?? []), use]);
	}
	return [...groups.values()].filter(({ length }) => length > 1);
}

function compareUses(a: CouponUse, b: CouponUse): number {
	if (a.terminal !== b.terminal) return a.terminal < b.terminal ? -1 : 1;
	return a.epoch - b.epoch || a.sequence - b.sequence;
}

function nameOf(terminal: string, { epoch, sequence }: { readonly epoch: number; readonly sequence: number }): string {
	return `${terminal}/${epoch}/${sequence}`;
}
