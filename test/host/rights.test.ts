import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { ruleKey } from "../../firmware/core/right-key.js";
import { RightKind } from "../../firmware/policy/rights.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import type { AlarmChange } from "../../host/alarms.js";
import { NodeDigest } from "../../host/crypto.js";
import { type CouponUse, coupons } from "../../host/ledger/coupons/ledger.js";
import { rights, type RightMove } from "../../host/ledger/rights/ledger.js";
import type { Slice, SliceRecord } from "../../host/ledger/slice.js";
import { openLocalStore } from "../../host/store/sqlite/local.js";

const tools = { cbor: new CborCodec(), digest: new NodeDigest(), drawerToleranceMinor: 0 };
const voucher = "0000000100000009";

type Body = Partial<Extract<KnownRecord, { kind: 16 }>>;

function sale(terminal: string, sequence: number, body: Body): SliceRecord {
	const document = { series: 1, number: sequence, totalMinor: 0, cashMinor: 0 };
	const nothing = { lines: [], discounts: [], taxes: [], tenders: [], roundingMinor: 0, changeMinor: 0, taxMode: 0 };
	const record = { kind: RecordKind.sale, document, currency: "EUR", catalogVersion: 1, ...nothing, ...body };
	return recordOf(terminal, sequence, record as unknown as KnownRecord);
}

function recordOf(terminal: string, sequence: number, record: KnownRecord): SliceRecord {
	const booked = { wallMs: 1_000 * sequence, day: 1, hour: 1, staff: 0, shift: 1 };
	const place = { epoch: 1, sequence };
	return { terminal, place, receivedMs: 1, record, booked, document: undefined };
}

const slice = (records: readonly SliceRecord[]): Slice => ({ marks: [], records });
const standing = (changes: readonly AlarmChange[]): Map<string, number> => {
	const alarms = new Map<string, number>();
	for (const change of changes) {
		const name = `${change.alarm.terminal} ${change.alarm.detail}`;
		if (change.kind === "clear") alarms.delete(name);
		else alarms.set(name, change.alarm.amountMinor);
	}
	return alarms;
};

describe("the ledger of coupons", () => {
	const uses = [
		sale("b", 4, { coupons: [{ campaign: 3, serial: 1, amountMinor: 50 }] }),
		sale("a", 9, { coupons: [{ campaign: 3, serial: 1, amountMinor: 70 }] }),
		sale("b", 2, { coupons: [{ campaign: 3, serial: 1, amountMinor: 30 }] }),
		sale("c", 1, { coupons: [{ campaign: 3, serial: 2, amountMinor: 10 }] }),
	];

	it("finds the same second uses and their money in any order and any slices", () => {
		fc.assert(
			fc.property(
				fc.shuffledSubarray(uses, { minLength: uses.length }),
				fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }),
				(records, sizes) => {
					let known: CouponUse[] = [];
					const alarms: AlarmChange[] = [];
					for (let at = 0; at < records.length;) {
						const part = records.slice(at, at + sizes[at % sizes.length]!);
						at += part.length;
						const names = coupons.wants(slice(part)).map(({ campaign, serial }) => `${campaign}/${serial}`);
						const held = known.filter(({ campaign, serial }) => names.includes(`${campaign}/${serial}`));
						const folded = coupons.fold(tools, slice(part), held);
						known = [...known, ...folded.changes];
						alarms.push(...folded.alarms);
					}
					expect([...standing(alarms)].sort()).toEqual([
						["b coupon 3/1, record 1/2", 30],
						["b coupon 3/1, record 1/4", 50],
					]);
				},
			),
			{ numRuns: 200 },
		);
	});
});

describe("the ledger of rights", () => {
	const line = { sku: "", name: "Gift voucher", quantity: 1, unitMinor: 500, amountMinor: 500, taxes: 0, voucher };
	const spent = (minor: number): Body => ({ tenders: [{ kind: 3, amountMinor: minor, reference: voucher }] });

	it("has a voucher's balance, and an alarm while more was spent than sold", () => {
		const fold = (records: readonly SliceRecord[], before: readonly RightMove[]) => {
			const sums = { key: voucher, sold: 0, spent: 0, currency: "EUR" };
			for (const move of before)
				Object.assign(sums, { sold: sums.sold + move.sold, spent: sums.spent + move.spent });
			return rights.fold(tools, slice(records), { vouchers: [sums], shares: [] });
		};
		const first = fold([sale("a", 2, spent(200))], []);
		expect([...standing(first.alarms)]).toEqual([[` voucher ${voucher}`, 200]]);
		const second = fold([sale("a", 1, { lines: [line] })], first.changes);
		expect([...standing([...first.alarms, ...second.alarms])]).toEqual([]);
		const third = fold([sale("b", 1, spent(301))], [...first.changes, ...second.changes]);
		expect([...standing(third.alarms)]).toEqual([[` voucher ${voucher}`, 1]]);
	});

	it("counts what a shared rule took from the terminal's share on, and ignores names that are no vouchers", () => {
		const discounts = [{ promotion: "lent", name: "Lent", amountMinor: -30, taxes: 1 }];
		const key = ruleKey(tools.digest, "lent");
		const granted = [{ kind: RightKind.ruleMinor, key, issued: 100, amount: 100 }];
		const { changes } = rights.fold(
			tools,
			slice([
				sale("a", 1, { discounts }),
				recordOf("a", 2, { kind: RecordKind.rightsGranted, granted } as unknown as KnownRecord),
				sale("a", 3, { discounts }),
				sale("b", 1, { discounts, tenders: [{ kind: 3, amountMinor: 5, reference: "no voucher" }] }),
			]),
			{ vouchers: [], shares: [] },
		);
		expect(changes.map(({ sequence, key: of, received, spent: taken }) => [sequence, of, received, taken])).toEqual(
			[
				[2, toHex(key), 100, 0],
				[3, toHex(key), 0, 30],
			],
		);
	});
});

describe("grants in the store", () => {
	it("never exceed the budget, are entries of the log, and begin anew with a board's chain", async () => {
		const store = openLocalStore({ folder: undefined, merchant: "demo" });
		const enrol = (epoch: number): Promise<unknown> =>
			store.terminals.grant({
				...{
					terminal: "a",
					name: "A",
					epoch,
					publicKey: new Uint8Array(32).fill(epoch),
					head: new Uint8Array(32),
				},
				...{ passwordHash: new Uint8Array(32).fill(epoch), codeId: undefined, atMs: 1 },
			});
		await enrol(1);
		const subject = { kind: RightKind.ruleUses, key: "00".repeat(8) };
		const grant = (epoch: number, amount: number | undefined): Promise<number> =>
			store.rights.grant({ ...subject, terminal: "a", epoch, amount, budget: 10, atMs: 1 });
		expect(await grant(1, 6)).toBe(6);
		expect(await grant(1, 5)).toBe(0);
		expect(await grant(2, 1)).toBe(0);
		expect(await store.rights.pending("a", 10)).toMatchObject([{ epoch: 1, issued: 6, before: 0 }]);
		expect((await store.ledgers.read(0, 100)).map(({ kind }) => kind)).toEqual(["epoch", "right"]);
		await enrol(2);
		expect(await store.rights.pending("a", 10)).toEqual([]);
		expect(await grant(2, undefined)).toBe(4);
		expect(await store.rights.pending("a", 10)).toMatchObject([{ epoch: 2, issued: 10, before: 6 }]);
		expect(await grant(2, 1)).toBe(0);
		await store.close();
	});

	it("number coupons and cards without gaps", async () => {
		const store = openLocalStore({ folder: undefined, merchant: "demo" });
		const batch = { campaign: 3, count: 5, lastDay: 0, home: 0, createdMs: 1 };
		expect([await store.rights.issueCoupons(batch), await store.rights.issueCoupons(batch)]).toEqual([1, 6]);
		expect(await store.rights.issueCoupons({ ...batch, campaign: 4 })).toBe(1);
		expect([await store.rights.issueVouchers(5, 1), await store.rights.issueVouchers(5, 1)]).toEqual([1, 2]);
		await store.close();
	});
});
