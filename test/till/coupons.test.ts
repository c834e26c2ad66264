import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/builder.js";
import type { CatalogSourceRule } from "../../firmware/catalog/source.js";
import { ruleKey } from "../../firmware/core/right-key.js";
import { RightKind } from "../../firmware/policy/rights.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { type CouponCode, sealRightCode } from "../../firmware/wire/right-code.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import { hostSigner, stallCatalog, TillHarness } from "./harness.js";

const rule: CatalogSourceRule = {
	...{
		id: "summer",
		name: "Summer coupon",
		kind: "amount",
		amountMinor: 100,
		class: "coupon",
		priority: 10,
		items: [],
	},
	campaign: "SUMMER",
};
const lent: CatalogSourceRule = {
	...{
		id: "lent",
		name: "First guests",
		kind: "percent",
		basisPoints: 1_000,
		class: "basket",
		priority: 10,
		items: [],
	},
	isAllotted: true,
};
const catalog: CatalogSource = {
	...stallCatalog,
	campaigns: [
		{ number: 3, name: "SUMMER", isEverywhere: true },
		{ number: 4, name: "HOME", isEverywhere: false },
		...[5, 6, 7].map((number) => ({ number, name: `C${number}`, isEverywhere: true })),
	],
	rules: [
		rule,
		{ ...rule, id: "home", campaign: "HOME", name: "Home coupon" },
		...[5, 6, 7].map((number) => ({
			...rule,
			id: `c${number}`,
			name: `C${number}`,
			campaign: `C${number}`,
			amountMinor: 1,
		})),
	],
};
const coupon: CouponCode = { kind: "coupon", campaign: 3, serial: 17, lastDay: 0, home: 0 };
/** 2026-11-21. */
const today = 20_778;

function code(change: Partial<CouponCode> = {}, merchant = "north"): string {
	return sealRightCode(hostSigner, merchant, { ...coupon, ...change });
}

function stall(source: CatalogSource = catalog): TillHarness {
	return new TillHarness({ catalog: source, rightsBytes: 131_072 }).keepRights().openShift();
}

/** Scans goods, then codes, and lets their signatures be verified. */
function scan(till: TillHarness, ...codes: string[]): TillHarness {
	for (const each of codes) {
		till.scan(each);
		till.runTimers();
	}
	return till;
}

const notice = (till: TillHarness): unknown => till.till.view().notice;
const total = (till: TillHarness): number => till.page("sell").totalMinor;

describe("a coupon", () => {
	it("reduces the basket from the scan on, explains itself, and is in the sale's record", () => {
		const till = scan(stall(), "COF", "COF", code());
		expect(total(till)).toBe(420);
		expect(till.act("basket").page("basket").lines.at(-1)).toMatchObject({
			name: "Summer coupon",
			amountMinor: -100,
		});
		till.act("pay", "cash", "exact", "next");
		expect(till.of(RecordKind.sale)[0]).toMatchObject({
			coupons: [{ campaign: 3, serial: 17, amountMinor: 100 }],
			document: { totalMinor: 420 },
		});
	});

	it.each([
		["a changed one", code().replace(/.$/, (last) => (last === "A" ? "B" : "A")), "CODE_FORGED"],
		["another merchant's", code({}, "south"), "CODE_FORGED"],
		["one of no campaign", code({ campaign: 99 }), "COUPON_UNKNOWN"],
		["one of the vouchers' number", code({ campaign: 0 }), "COUPON_UNKNOWN"],
		["an expired one", code({ lastDay: today - 1 }), "COUPON_EXPIRED"],
		["one of another stall", code({ home: 8 }), "COUPON_OTHER_STALL"],
		["one without the stall that it needs", code({ campaign: 4 }), "COUPON_OTHER_STALL"],
	])("is refused with a sentence where it is %s, and nothing changes", (_, text, fault) => {
		const till = scan(stall(), "COF", text);
		expect([notice(till), total(till)]).toEqual([fault, 260]);
		till.act("pay", "cash", "exact", "next");
		expect(till.of(RecordKind.sale)[0]!.coupons).toBeUndefined();
	});

	it("is taken on its last day and at its own stall", () => {
		expect(total(scan(stall(), "COF", code({ lastDay: today })))).toBe(160);
		expect(total(scan(stall(), "COF", code({ campaign: 4, home: 7 })))).toBe(160);
	});

	it("cannot be judged by date while the clock is unset; one without a date can", () => {
		const till = stall();
		till.quality = 0;
		expect(notice(scan(till, "COF", code({ lastDay: today })))).toBe("COUPON_CLOCK_UNSET");
		expect(total(scan(till, code()))).toBe(160);
	});

	it("is one of its campaign in a basket, and one of four", () => {
		const till = scan(stall(), "COF", code());
		expect(notice(scan(till, code({ serial: 18 })))).toBe("COUPON_IN_BASKET");
		scan(till, code({ campaign: 5 }), code({ campaign: 6 }), code({ campaign: 7 }));
		expect(total(till)).toBe(157);
		expect(notice(scan(till, code({ campaign: 4, home: 7 })))).toBe("COUPONS_FULL");
	});

	it("needs goods, and goes with them", () => {
		const till = scan(stall(), code());
		expect(notice(till)).toBe("COUPON_NEEDS_GOODS");
		scan(till, "COF", code());
		till.act("basket", { kind: "line", index: 0 }, "remove");
		scan(till, "COF");
		expect(total(till)).toBe(260);
	});

	it("that takes nothing off is shown and not spent", () => {
		const source = { ...catalog, rules: [{ ...rule, basketSpendMinor: 1_000 }] };
		const till = scan(stall(source), "COF", code());
		expect(till.act("basket").page("basket").lines.at(-1)).toMatchObject({ amountMinor: 0, isPromotion: true });
		till.act("pay", "cash", "exact", "next");
		expect(till.of(RecordKind.sale)[0]!.coupons).toBeUndefined();
		expect(notice(scan(till, "COF", code()))).toBeUndefined();
	});

	it("is spent once at a stall, also after the power was cut", () => {
		let till = scan(stall(), "COF", code());
		till.act("pay", "cash", "exact", "next");
		expect(notice(scan(till, "COF", code()))).toBe("COUPON_USED");
		till = till.reboot().keepRights();
		expect(notice(scan(till, "COF", code()))).toBe("COUPON_USED");
		expect(total(till)).toBe(260);
	});

	it("has to wait while the till reads its rights", () => {
		const till = scan(stall(), "COF", code()).act("pay", "cash", "exact", "next").reboot();
		expect(notice(scan(till, "COF", code({ serial: 18 })))).toBe("RIGHTS_STARTING");
		till.act("basket", { kind: "line", index: 0 }, "remove");
		till.keepRights();
		expect(total(scan(till, "COF", code({ serial: 18 })))).toBe(160);
	});

	it("stays with a parked basket, which does not spend it", () => {
		const till = scan(stall(), "COF", code()).act("basket", "park");
		scan(till, "TEA", code()).act("pay", "cash", "exact", "next");
		till.act("parked", { kind: "recall", index: 0 });
		expect([notice(till), till.page("basket").totalMinor]).toEqual(["COUPON_USED", 260]);
		const other = scan(stall(), "COF", code()).act("basket", "park");
		other.act("parked", { kind: "recall", index: 0 });
		expect(other.page("basket").totalMinor).toBe(160);
	});

	it("in a payment whose outcome is open is not free for another sale", () => {
		const till = scan(stall(), "COF", code()).act("pay", "card", "back");
		till.reader.answer({ kind: "unknown" });
		till.act("next");
		expect(notice(scan(till, "COF", code()))).toBe("COUPON_IN_PAYMENT");
	});

	it("is refused on a board without memory for it, and where that memory was lost", () => {
		const bare = new TillHarness({ catalog }).openShift();
		expect(notice(scan(bare, "COF", code()))).toBe("RIGHTS_ABSENT");
		const till = scan(stall(), "COF", code()).act("pay", "cash", "exact", "next");
		till.rightsFlash!.cells.fill(0xff);
		const restored = till.reboot().keepRights();
		// The journal has everything since the first record.
		expect(notice(scan(restored, "COF", code()))).toBe("COUPON_USED");
	});

	it("is never spent twice, wherever the power is cut", () => {
		for (let skip = 0; skip < 8; skip++)
			for (const mode of cutModes)
				for (const which of ["flash", "rightsFlash"] as const) {
					let till = scan(stall(), "COF", code());
					till[which]!.cutPower(skip, mode, () => 0.4);
					try {
						till.act("pay", "cash", "exact", "next").keepRights();
					} catch (error) {
						if (!(error instanceof PowerCut)) throw error;
					}
					till = till.reboot().keepRights();
					scan(till, "COF", code()).act("pay", "cash", "exact", "next");
					till.keepRights();
					scan(till, "COF", code()).act("pay", "cash", "exact", "next");
					const spent = till.of(RecordKind.sale).filter(({ coupons }) => coupons);
					expect([skip, mode, which, spent.length]).toEqual([skip, mode, which, 1]);
				}
	});
});

describe("a rule whose budget is shared out", () => {
	const grant = (kind: number, issued: number, before = 0): Parameters<TillHarness["till"]["takeRights"]>[0] => ({
		...{ merchant: "north", terminal: "t1", epoch: 1, recalled: [], used: [] },
		issued: [{ kind, key: ruleKey(nodeDigest, "lent"), issued, before }],
	});
	const shared = { ...catalog, rules: [lent] };

	it("applies as often as the host has issued here, whatever comes twice or late", () => {
		const till = stall(shared);
		expect(total(scan(till, "COF"))).toBe(260);
		till.act("pay", "cash", "exact", "next");
		till.till.takeRights(grant(RightKind.ruleUses, 2));
		till.till.takeRights(grant(RightKind.ruleUses, 1));
		till.till.takeRights(grant(RightKind.ruleUses, 2));
		expect(till.of(RecordKind.rightsGranted)).toHaveLength(1);
		for (const expected of [234, 234, 260]) {
			expect(total(scan(till, "COF"))).toBe(expected);
			till.act("pay", "cash", "exact", "next");
		}
		const again = till.reboot().keepRights();
		again.till.takeRights(grant(RightKind.ruleUses, 2));
		expect(total(scan(again, "COF"))).toBe(260);
	});

	it("takes no more money off than was issued here", () => {
		const till = stall(shared);
		till.till.takeRights(grant(RightKind.ruleMinor, 30));
		expect(total(scan(till, "COF"))).toBe(234);
		till.act("pay", "cash", "exact", "next");
		expect(total(scan(till, "COF"))).toBe(256);
		till.act("pay", "cash", "exact", "next");
		expect(total(scan(till, "COF"))).toBe(260);
	});

	it("grants nothing that was meant for the board before, or for another chain", () => {
		const till = stall(shared);
		till.till.takeRights(grant(RightKind.ruleUses, 5, 5));
		expect(total(scan(till, "COF"))).toBe(260);
		till.till.takeRights({ ...grant(RightKind.ruleUses, 9), epoch: 2 });
		expect(till.of(RecordKind.rightsGranted)[0]!.granted[0]).toMatchObject({ issued: 5, amount: 0 });
	});

	it("gives back what is left when the host asks, once nothing is being sold", () => {
		const till = stall(shared);
		till.till.takeRights(grant(RightKind.ruleUses, 3));
		scan(till, "COF");
		const recalled = [{ kind: RightKind.ruleUses, key: ruleKey(nodeDigest, "lent"), issued: 3 }];
		till.till.takeRights({ ...grant(RightKind.ruleUses, 3), issued: [], recalled });
		expect(till.of(RecordKind.rightsReturned)).toHaveLength(0);
		till.act("pay", "cash", "exact", "next").keepRights();
		expect(till.of(RecordKind.rightsReturned)[0]!.returned[0]).toMatchObject({ amount: 2 });
		till.till.takeRights({ ...grant(RightKind.ruleUses, 3), issued: [], recalled });
		expect(till.of(RecordKind.rightsReturned)).toHaveLength(1);
		expect(total(scan(till, "COF"))).toBe(260);
	});
});
