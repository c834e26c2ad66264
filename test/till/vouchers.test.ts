import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/builder.js";
import { RightKind } from "../../firmware/policy/rights.js";
import { RecordKind, TenderKind } from "../../firmware/wire/record.js";
import { sealRightCode, voucherText } from "../../firmware/wire/right-code.js";
import { saleFault } from "../../firmware/pricing/sale-check.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { hostSigner, stallCatalog, TillHarness } from "./harness.js";

const catalog: CatalogSource = { ...stallCatalog, hasVouchers: true };
const id = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 9);
const card = sealRightCode(hostSigner, "north", { kind: "voucher", id });
const other = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 10);
const otherCard = sealRightCode(hostSigner, "north", { kind: "voucher", id: other });

function stall(): TillHarness {
	return new TillHarness({ catalog, rightsBytes: 131_072 }).keepRights().openShift();
}

function scan(till: TillHarness, ...codes: string[]): TillHarness {
	for (const each of codes) {
		till.scan(each);
		till.runTimers();
	}
	return till;
}

function sell(till: TillHarness, amountMinor: number, text = card): TillHarness {
	scan(till, text).act({ kind: "choose", index: 0 }).key(amountMinor).act("confirm", "pay", "cash", "exact", "next");
	return till.keepRights();
}

/** Opens the payment page and scans the voucher there. */
function present(till: TillHarness, text = card): TillHarness {
	return scan(till.act("pay"), text);
}

const choose = { kind: "choose", index: 0 } as const;
const balance = (till: TillHarness): number | undefined => till.page("choice").amountMinor;
const notice = (till: TillHarness): unknown => till.till.view().notice;

describe("a gift voucher", () => {
	it("is sold as a line without tax that no rule reduces, and its amount may be spent here", () => {
		const off = { id: "off", name: "Off", kind: "percent" as const, basisPoints: 1_000, priority: 1, items: [] };
		const source: CatalogSource = { ...catalog, rules: [{ ...off, class: "basket" }] };
		const till = new TillHarness({ catalog: source, rightsBytes: 131_072 }).keepRights().openShift();
		scan(till, card).act(choose).key(5_000).act("confirm");
		scan(till, "COF").act("pay", "cash", "exact", "next");
		const sale = till.of(RecordKind.sale)[0]!;
		expect(sale.lines.at(-1)).toMatchObject({
			name: "Gift voucher",
			amountMinor: 5_000,
			taxes: 0,
			voucher: voucherText(id),
		});
		expect(sale.document).toMatchObject({ totalMinor: 5_234, cashMinor: 5_234 });
		expect(sale.taxes).toEqual([expect.objectContaining({ baseMinor: 234, taxMinor: 39 })]);
		expect(saleFault({ ...sale, totalMinor: 5_234 })).toBeUndefined();
		expect(balance(scan(till, card))).toBe(5_000);
	});

	it("pays all or a part, and the ticket says what is left", () => {
		const till = sell(stall(), 300);
		present(scan(till, "COF"));
		expect(balance(till)).toBe(300);
		till.act(choose);
		expect(till.page("paid")).toMatchObject({ totalMinor: 260, tender: "voucher", changeMinor: 0 });
		const { ticket } = till.printer.printed.at(-1)!;
		expect(ticket).toMatchObject({ tenders: [{ kind: "voucher", amountMinor: 260, leftMinor: 40 }] });
		expect(till.drawerOpened).toBe(1);
		till.act("next");
		present(scan(till, "TEA")).act(choose);
		expect(till.page("tender")).toMatchObject({ restMinor: 150, tenders: [{ label: "voucher", value: 40 }] });
		till.act("cash", "exact", "next");
		expect(till.of(RecordKind.sale).at(-1)!.tenders).toMatchObject([
			{ kind: TenderKind.voucher, amountMinor: 40, reference: voucherText(id) },
			{ kind: TenderKind.cash, amountMinor: 150 },
		]);
		present(scan(till, "TEA"));
		expect([notice(till), balance(till)]).toEqual(["VOUCHER_ASKED", 0]);
	});

	it("that is nowhere near is asked for, or refused while the host is out of reach", () => {
		const till = present(scan(stall(), "COF"));
		expect([notice(till), balance(till), till.asked]).toEqual(["VOUCHER_ASKED", 0, ["2 0000000100000009"]]);
		const issued = [{ kind: RightKind.voucher, key: id, issued: 700, before: 0 }];
		const message = { merchant: "north", terminal: "t1", epoch: 1, issued, recalled: [], used: [] };
		till.till.takeRights(message);
		expect(balance(till)).toBe(700);
		till.till.takeRights(message);
		expect(balance(till)).toBe(700);
		till.act(choose);
		expect(till.page("paid").totalMinor).toBe(260);
		const alone = stall();
		alone.isHostReached = false;
		expect(notice(present(scan(alone, "COF")))).toBe("VOUCHER_ELSEWHERE");
		alone.act("back", "cash", "exact", "next");
		expect(alone.of(RecordKind.sale)[0]!.tenders).toHaveLength(1);
	});

	it("taken for a part is free again when the sale is given up, and not before", () => {
		const till = sell(stall(), 100);
		present(scan(till, "COF")).act(choose);
		expect(till.page("tender").restMinor).toBe(160);
		till.act("back");
		till.act("keepPart");
		present(scan(till, "TEA"));
		expect(balance(till)).toBe(0);
		till.act("back", "back", "basket", { kind: "line", index: 0 }, "remove");
		till.act("parked", { kind: "recall", index: 0 }, "back", "returnCash", "next");
		till.act("pay");
		expect(balance(scan(till, card))).toBe(100);
	});

	it("in a payment by card whose outcome is open is not lost and not doubled", () => {
		const till = sell(stall(), 100);
		present(scan(till, "COF")).act(choose, "card", "back");
		till.reader.answer({ kind: "unknown" });
		till.act("next");
		expect(balance(present(scan(till, "TEA")))).toBe(0);
		let again = till.reboot().keepRights();
		again.act("next");
		expect(balance(present(scan(again, "TEA")))).toBe(0);
		again.act("back", "cash", "exact", "next");
		again.act("parked", { kind: "recall", index: 0 });
		again.reader.answerInquiry({ kind: "declined", reason: "" });
		again.act("cash", "exact", "next");
		again = again.reboot().keepRights();
		const spent = again.of(RecordKind.sale).flatMap(({ tenders }) => tenders.filter(({ kind }) => kind === 3));
		expect(spent.map(({ amountMinor }) => amountMinor)).toEqual([100]);
	});

	it("goes back to the host when the shift closes, or when the host asks, less what is being paid with it", () => {
		const till = sell(sell(stall(), 500), 900, otherCard);
		present(scan(till, "COF")).act(choose, "next");
		const recalled = [{ kind: RightKind.voucher, key: id, issued: 0 }];
		till.till.takeRights({ merchant: "north", terminal: "t1", epoch: 1, issued: [], recalled, used: [] });
		till.keepRights();
		expect(till.of(RecordKind.rightsReturned).flatMap(({ returned }) => returned)).toEqual([
			{ kind: RightKind.voucher, key: id, amount: 240 },
		]);
		till.act("menu", "closeShift").key(1_400).act("confirm").keepRights();
		expect(till.of(RecordKind.rightsReturned).flatMap(({ returned }) => returned)[1]).toEqual({
			...{ kind: RightKind.voucher, key: other, amount: 900 },
		});
		till.keepRights();
		expect(till.of(RecordKind.rightsReturned)).toHaveLength(2);
	});

	it("is refused in training, where vouchers are not in use, and by a foreign signature", () => {
		expect(notice(scan(new TillHarness({ rightsBytes: 131_072 }).openShift(), card))).toBe("VOUCHER_NOT_SOLD_HERE");
		const foreign = sealRightCode(hostSigner, "south", { kind: "voucher", id });
		expect(notice(scan(stall(), foreign))).toBe("CODE_FORGED");
		expect(notice(scan(stall().act("menu", "settings", "training", "back", "back"), card))).toBe("TRAINING");
	});

	it("is never spent beyond its balance, wherever the power is cut", () => {
		for (let skip = 0; skip < 10; skip++)
			for (const mode of cutModes)
				for (const which of ["flash", "rightsFlash"] as const) {
					let till = sell(stall(), 300);
					till[which]!.cutPower(skip, mode, () => 0.4);
					try {
						present(scan(till, "TEA")).act(choose, "next").keepRights();
					} catch (error) {
						if (!(error instanceof PowerCut)) throw error;
					}
					till = till.reboot().keepRights();
					const spent = (): number =>
						till
							.of(RecordKind.sale)
							.flatMap(({ tenders }) => tenders)
							.reduce(
								(sum, tender) => sum + (tender.kind === TenderKind.voucher ? tender.amountMinor : 0),
								0,
							);
					till.act("next");
					expect([skip, mode, which, balance(scan(till, card))]).toEqual([skip, mode, which, 300 - spent()]);
				}
	});
});
