// Parked baskets: durable, so that no power cut loses one, and each closed exactly once.
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { PaymentOutcome, RecordKind } from "../../firmware/wire/record.js";
import { checkPayments } from "./payment-audit.js";
import { attemptKeys } from "./payment-keys.js";
import { TillHarness } from "./harness.js";

const noCharge: ReadonlyMap<string, number> = new Map();
const recall = (index: number) => ({ kind: "recall", index }) as const;

function parked(stall = new TillHarness().openShift(), ...codes: string[]): TillHarness {
	return stall.scan(...(codes.length > 0 ? codes : ["COF"])).act("basket", "park");
}

const list = (stall: TillHarness): (readonly [string, number])[] => {
	const { sales } = stall.act("parked").page("parked");
	stall.act("back");
	return sales.map(({ label, value }) => [label, value] as const);
};

describe("a parked basket", () => {
	it("is recorded before it leaves the screen, and not parked if it cannot be saved", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO").act("basket");
		const append = stall.journal.append.bind(stall.journal);
		stall.journal.append = () => {
			throw new Fault("JOURNAL_FULL", "test");
		};
		stall.act("park");
		expect(stall.page("fault").code).toBe("JOURNAL_FULL");
		expect(stall.act("next").page("basket").totalMinor).toBe(500);
		stall.journal.append = append;
		stall.act("park");
		expect(stall.records().at(-1)).toMatchObject({
			kind: RecordKind.basketParked,
			closes: [],
			document: undefined,
			basket: { currency: "EUR", totalMinor: 500, lines: [{ sku: "COF" }, { sku: "CRO" }], taxes: [{}, {}] },
		});
	});

	it("survives power cuts, parked and recalled alike, with its prices and weights", () => {
		let stall = parked(parked(), "CRO", "CRO", "TEA");
		stall = stall.reboot().act("next");
		expect(list(stall)).toEqual([
			["Coffee", 260],
			["Croissant +1", 670],
		]);
		stall.act("parked", recall(1));
		expect(stall.page("basket")).toMatchObject({
			totalMinor: 670,
			parked: 1,
			lines: [{ quantity: 2 }, { quantity: 1 }],
		});
		// The recalled basket is still parked in the journal.
		stall = stall.reboot().act("next");
		expect(list(stall)).toHaveLength(2);
		checkPayments(stall, noCharge);
	});

	it("is closed by its sale, its void and the removal of its last line", () => {
		const sold = parked().act("parked", recall(0), "pay", "cash", "exact");
		expect(sold.records().at(-1)).toMatchObject({
			kind: RecordKind.sale,
			closes: [{ sequence: sold.journal.sequence - 1 }],
		});
		const void_ = parked().act("parked", recall(0), "void");
		expect(void_.records().at(-1)).toMatchObject({
			kind: RecordKind.saleVoided,
			closes: [{ sequence: void_.journal.sequence - 1 }],
		});
		const dropped = parked().act("parked", recall(0), { kind: "line", index: 0 }, "remove");
		expect(dropped.records().at(-1)).toMatchObject({
			kind: RecordKind.basketDropped,
			closes: [{ sequence: dropped.journal.sequence - 1 }],
		});
		const counted = parked().act("parked", recall(0), { kind: "line", index: 0 }, { kind: "quantity", delta: -1 });
		expect(counted.records().at(-1)).toMatchObject({ kind: RecordKind.basketDropped });
		for (const stall of [sold, void_, dropped, counted]) {
			expect(checkPayments(stall, noCharge).parked.size).toBe(0);
			const again = stall.reboot().act("next");
			expect(list(again)).toEqual([]);
			again.act("menu", "closeShift");
			expect(again.page("keypad").purpose).toBe("count");
		}
	});

	it("emptied without having been parked leaves no record", () => {
		const stall = new TillHarness().openShift().scan("COF").act("basket", { kind: "line", index: 0 }, "remove");
		expect(stall.of(RecordKind.basketDropped)).toEqual([]);
	});

	it("that is parked again replaces the earlier one", () => {
		const stall = parked().act("parked", recall(0), "back").scan("TEA").act("basket", "park");
		const [first, second] = stall.of(RecordKind.basketParked);
		expect(second).toMatchObject({
			closes: [{ sequence: stall.journal.sequence - 1 }],
			basket: { totalMinor: 450 },
		});
		expect(first!.closes).toEqual([]);
		expect(list(stall)).toEqual([["Coffee +1", 450]]);
		expect(list(stall.reboot().act("next"))).toEqual([["Coffee +1", 450]]);
	});

	it("is exchanged with the one in hand, which needs no second parking place", () => {
		let stall = new TillHarness().openShift();
		for (const code of ["COF", "CRO", "TEA", "COF"]) parked(stall, code);
		stall.scan("TEA", "TEA").act("parked", recall(1), "parked", recall(3));
		expect(stall.page("basket")).toMatchObject({ totalMinor: 380, parked: 4 });
		stall.act("parked", recall(0), "void", "parked");
		expect(stall.page("parked").sales).toHaveLength(4);
		checkPayments(stall, noCharge);
		stall = stall.reboot().act("next");
		expect(list(stall)).toHaveLength(4);
		expect(stall.scan("COF").act("basket", "park").till.view().notice).toBe("PARKING_FULL");
	});

	it("that cannot be read is not treated as empty", () => {
		const stall = parked(parked(), "CRO").scan("TEA");
		const at = Buffer.from(stall.flash.cells).lastIndexOf("CRO");
		for (let n = 0; n < 3; n++) stall.flash.disturb(at + n, 0x5a);
		stall.act("parked", recall(1));
		expect(stall.till.view().notice).toBe("JOURNAL_DAMAGED");
		expect(stall.act("back").page("sell").totalMinor).toBe(190);
	});

	it("adds further units to its lines after recall, at the price it was rung up at", () => {
		const stall = parked();
		stall.act("parked", recall(0), "back").scan("COF");
		expect(stall.page("sell")).toMatchObject({ units: 2, last: { quantity: 2, amountMinor: 520 } });
	});

	it("is not sold while no shift is open", () => {
		const stall = parked().act("menu", "closeShift");
		expect(stall.till.view().notice).toBe("SALE_OPEN");
		expect(stall.page("menu").shiftOpen).toBe(true);
	});
});

describe("a parked basket whose record moves", () => {
	it("to a new chain is the same basket: in the list, in hand, and on the tender page", () => {
		const listed = parked().openEpoch();
		expect(list(listed)).toEqual([["Coffee", 260]]);
		listed.act("parked", recall(0), "pay", "cash", "exact");
		const inHand = parked().act("parked", recall(0)).openEpoch();
		expect(inHand.page("basket").parked).toBe(0);
		inHand.act("pay", "cash", "exact");
		const paying = parked().act("parked", recall(0), "pay").openEpoch().act("cash", "exact");
		const voided = parked().act("parked", recall(0)).openEpoch().act("void");
		const asking = parked().act("parked", recall(0), "pay").openEpoch().act("card");
		asking.openEpoch().reader.answer({ kind: "approved", reference: "tok" });
		for (const stall of [listed, inHand, paying, voided, asking]) {
			const charged = new Map(
				stall.reader.requests.map(({ idempotencyKey, amountMinor }) => [idempotencyKey, amountMinor]),
			);
			expect(checkPayments(stall, charged).parked.size).toBe(0);
			expect(list(stall.act("next"))).toEqual([]);
			expect(list(stall.reboot().act("next"))).toEqual([]);
		}
	});

	it("because it is old is the same basket, also while it is in hand", () => {
		for (const inHand of [false, true]) {
			let stall = parked(new TillHarness({ sizeBytes: 65_536 }).openShift());
			for (let sale = 0; sale < 500; sale++) {
				stall.sellCash("TEA");
				if (sale % 50 === 0) stall.journal.release(1, stall.journal.sequence);
			}
			if (inHand) {
				stall.act("parked", recall(0), "back");
				for (let opened = 0; opened < 300; opened++) stall.act("menu", "noSale");
			}
			expect(stall.of(RecordKind.basketParked).at(-1)!.closes).toHaveLength(1);
			if (!inHand) {
				stall = stall.reboot().act("next", "parked", recall(0));
			}
			stall.act("pay", "cash", "exact", "next");
			expect(list(stall)).toEqual([]);
			expect(list(stall.reboot().act("next"))).toEqual([]);
		}
	});
});

describe("a parked basket that a card was asked for", () => {
	it("is listed with its payment only", () => {
		const stall = parked(parked(), "TEA").act("parked", recall(1), "pay", "card");
		const again = stall.reboot();
		expect(again.page("openPayment").amountMinor).toBe(190);
		again.act("next");
		expect(again.of(RecordKind.paymentEnded)[0]).toMatchObject({
			outcome: PaymentOutcome.unresolved,
			closes: [{}],
		});
		expect(list(again)).toEqual([
			["Tea", 190],
			["Coffee", 260],
		]);
		expect(list(again.reboot().act("next"))).toHaveLength(2);
		checkPayments(again, noCharge);
	});

	it("is parked again completely when the payment is withdrawn after a restart", () => {
		const stall = parked().act("parked", recall(0), "pay", "card", "back");
		stall.runTimers();
		const again = stall.act("next").reboot();
		const [[text, hex] = ["", ""]] = [...attemptKeys(stall)];
		again.till.takePaymentAnswer({
			...{ merchant: "north", terminal: "t1", epoch: 1, sequence: Number(text.split("/")[1]), reference: "" },
			outcome: PaymentOutcome.withdrawn,
			key: new Uint8Array(Buffer.from(hex, "hex")),
		});
		expect(list(again.act("next"))).toEqual([["Coffee", 260]]);
		expect(checkPayments(again, noCharge).parked.size).toBe(1);
	});
});

describe("shutting down on an empty battery", () => {
	it.each([
		["a basket in hand", (stall: TillHarness) => stall],
		["a basket on the tender page", (stall: TillHarness) => stall.act("pay")],
	])("parks %s", (_name, act) => {
		const stall = act(new TillHarness().openShift().scan("COF"));
		expect(stall.till.end()).toBe(false);
		stall.journal.close();
		expect(list(stall.reboot().act("next"))).toEqual([["Coffee", 260]]);
	});

	it("keeps cash that has paid a part, and its basket, until the next start", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "split").key(100);
		stall.act("confirm", "cash", "exact");
		expect(stall.till.end()).toBe(false);
		stall.journal.close();
		const again = stall.reboot();
		expect(again.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 100 });
		again.act("back", "returnCash", "next");
		expect(again.page("sell").units).toBe(1);
		expect(checkPayments(again, noCharge).held.size).toBe(0);
	});

	it("leaves a card payment, or its part, to the next start", () => {
		const asking = new TillHarness().openShift().scan("COF").act("pay", "card");
		expect(asking.till.end()).toBe(false);
		expect(asking.reader.cancels).toBe(1);
		expect(asking.reboot().page("openPayment").amountMinor).toBe(260);
		const part = new TillHarness().openShift().scan("COF").act("pay", "split").key(100).act("confirm", "card");
		part.reader.answer({ kind: "approved", reference: "tok" });
		expect(part.till.end()).toBe(false);
		expect(part.reboot().page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 100 });
	});

	it("reports that no parking place is left", () => {
		const stall = new TillHarness().openShift();
		for (let i = 0; i < 4; i++) parked(stall);
		expect(stall.scan("COF").till.end()).toBe(true);
	});
});
