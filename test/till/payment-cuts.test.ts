// The power goes in the middle of a card payment: before and after each record, and inside each write to flash. The
// first screen after it says what was under way, the reader is asked by the same key, and it completes the very sale or
// is withdrawn.
import { describe, expect, it } from "vitest";
import { PaymentOutcome, RecordKind } from "../../firmware/wire/record.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { Gateway } from "./gateway.js";
import { checkBooks } from "./payment-books.js";
import { attemptKeys } from "./payment-keys.js";
import { TillHarness } from "./harness.js";

const approved = { kind: "approved", reference: "tok" } as const;
const cancelled = { kind: "cancelled" } as const;
const asking = (): TillHarness => new TillHarness().openShift().scan("COF", "CRO").act("pay", "card");

describe("a power cut while a card is asked", () => {
	it("is told first, with its amount, and the reader is asked by the same key", () => {
		const stall = asking();
		const again = stall.reboot();
		expect(again.page("openPayment")).toEqual({
			kind: "openPayment",
			amountMinor: 500,
			state: "asking",
			isInterrupted: true,
		});
		expect(again.sounds).toEqual(["attention"]);
		expect(again.reader.inquiries.map((inquiry) => inquiry.idempotencyKey)).toEqual([
			stall.reader.requests[0]!.idempotencyKey,
		]);
		expect(again.reader.requests).toEqual([]);
		// Asking writes nothing: a second cut finds all as it was.
		expect(again.journal.sequence).toBe(stall.journal.sequence);
		const third = again.reboot();
		expect(third.reader.inquiries[0]!.idempotencyKey).toBe([...attemptKeys(stall).values()][0]);
	});

	it("completes the very sale when it was charged", () => {
		const again = asking().reboot();
		again.reader.tell(approved);
		expect(again.page("paid")).toMatchObject({ receiptNumber: 1, totalMinor: 500, tender: "card" });
		expect(again.of(RecordKind.sale)).toMatchObject([
			{ lines: [{ sku: "COF" }, { sku: "CRO" }], tenders: [{ reference: "tok" }] },
		]);
		expect(again.printer.printed).toMatchObject([{ isCopy: false, ticket: { receiptNumber: 1 } }]);
		expect(again.act("next").page("sell").units).toBe(0);
		expect(again.reboot().page("resumed")).toMatchObject({ last: "sale", receiptNumber: 1 });
	});

	it("gives the basket back when it was not charged, and the next card has another key", () => {
		const again = asking().reboot();
		again.reader.tell(cancelled);
		expect(again.page("tender")).toMatchObject({ dueMinor: 500, paidMinor: 0 });
		expect(again.till.view().notice).toBe("CARD_NOT_CHARGED");
		expect(again.of(RecordKind.paymentEnded)).toMatchObject([{ outcome: PaymentOutcome.withdrawn }]);
		expect(again.act("back").page("sell")).toMatchObject({ units: 2, totalMinor: 500 });
		again.scan("TEA").act("pay", "card").reader.answer(approved);
		expect(again.of(RecordKind.sale)).toMatchObject([{ document: { totalMinor: 690 } }]);
		expect(new Set(attemptKeys(again).values()).size).toBe(2);
	});

	it("was declined: says so, and the basket is back", () => {
		const again = asking().reboot();
		again.reader.tell({ kind: "declined", reason: "" });
		expect(again.page("tender").dueMinor).toBe(500);
		expect(again.till.view().notice).toBe("CARD_DECLINED");
	});

	it.each(["unknown", "silent"] as const)("sells on where the reader is %s, and the payment stays open", (kind) => {
		const again = asking().reboot();
		if (kind === "unknown") again.reader.tell({ kind: "unknown" });
		else again.runTimers();
		expect(again.page("openPayment")).toMatchObject({ state: "silent", isInterrupted: true });
		again.act("next");
		expect(again.page("sell").units).toBe(0);
		expect(again.of(RecordKind.paymentEnded)).toMatchObject([{ outcome: PaymentOutcome.unresolved, closes: [] }]);
		again.sellCash("TEA");
		const third = again.reboot();
		// It was decided to go on without it: it does not come first again.
		expect(third.page("resumed")).toMatchObject({ last: "sale", totalMinor: 190 });
		expect(third.till.view().status.openPayments).toBe(1);
		third.act("next", "parked", { kind: "recall", index: 0 });
		expect(third.page("openPayment")).toMatchObject({ isInterrupted: false, state: "asking" });
		third.reader.tell(approved);
		expect(third.of(RecordKind.sale)).toMatchObject([
			{ lines: [{ sku: "TEA" }] },
			{ lines: [{ sku: "COF" }, { sku: "CRO" }] },
		]);
	});

	it("can be left for later while the reader is still asked, and its late word counts", () => {
		const again = asking().reboot().act("next").scan("TEA");
		again.reader.tell(approved);
		expect(again.page("sell").totalMinor).toBe(190);
		expect(again.of(RecordKind.sale)).toMatchObject([{ document: { totalMinor: 500 } }]);
	});

	it("goes on where nothing was left open with what was last", () => {
		const stall = asking();
		stall.reader.answer({ kind: "declined", reason: "" });
		expect(stall.reboot().page("resumed").last).toBe("shift");
	});

	it("keeps what a parked basket came to: it is parked again, or sold once", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF")
			.act("basket", "park", "parked", { kind: "recall", index: 0 }, "pay", "card");
		const withdrawn = stall.reboot();
		withdrawn.reader.tell(cancelled);
		withdrawn.act("back");
		// The power goes again with the basket in hand: it is still parked.
		const third = withdrawn.reboot();
		third.act("next", "parked");
		expect(third.page("parked").sales).toMatchObject([{ label: "Coffee", isPayment: false }]);
		third.act({ kind: "recall", index: 0 }, "pay", "card");
		const fourth = third.reboot();
		fourth.reader.tell(approved);
		expect(fourth.act("next", "parked").page("parked").sales).toEqual([]);
		expect(fourth.of(RecordKind.sale)).toHaveLength(1);
	});

	it("asks by the right key also where the count of starts was lost and has begun again", () => {
		let stall = new TillHarness().openShift().sellCash("TEA").reboot().act("next").sellCash("TEA").reboot();
		for (const bootCount of [1, 2]) {
			stall = new TillHarness({ before: stall, bootCount });
			stall.act("next").scan("COF").act("pay", "card");
			const key = stall.reader.requests[0]!.idempotencyKey;
			const again = stall.reboot();
			expect(again.reader.inquiries[0]!.idempotencyKey).toBe(key);
			again.reader.tell(approved);
			stall = again;
		}
		const boots = stall.of(RecordKind.booted);
		expect(boots.map((boot) => boot.boots)).toEqual(boots.map(() => 1));
	});

	it("shows a damaged attempt as what it is, and lets the till go on", () => {
		const stall = asking();
		const at = Buffer.from(stall.flash.cells).lastIndexOf("CRO");
		const again = stall.reboot();
		for (let n = 0; n < 3; n++) stall.flash.disturb(at + n, 0x5a);
		again.reader.tell(approved);
		expect(again.page("openPayment").amountMinor).toBe(500);
		expect(again.of(RecordKind.sale)).toEqual([]);
		again.act("notCharged");
		expect(again.page("sell").units).toBe(0);
		expect(again.till.view().status.openPayments).toBe(0);
		again.sellCash("TEA");
		expect(again.of(RecordKind.sale)).toHaveLength(1);
	});
});

describe("a power cut in the middle of a split", () => {
	it("with cash first has the cash back, and completes with the card", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "cash");
		stall.act({ kind: "note", amountMinor: 500 }, "card");
		const again = stall.reboot();
		expect(again.page("openPayment").amountMinor).toBe(200);
		again.reader.tell(approved);
		expect(again.page("paid")).toMatchObject({
			tender: "split",
			totalMinor: 500,
			changeMinor: 200,
			givenMinor: 500,
		});
		expect(again.drawerOpened).toBe(1);
	});

	it("with cash first has the cash back when the card was not charged", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "cash");
		const again = stall.act({ kind: "note", amountMinor: 500 }, "card").reboot();
		again.reader.tell(cancelled);
		expect(again.page("tender")).toMatchObject({
			dueMinor: 500,
			paidMinor: 300,
			tenders: [{ label: "cash", value: 500 }],
		});
		again.act("cash", "exact");
		expect(again.of(RecordKind.sale)).toMatchObject([
			{ changeMinor: 200, tenders: [{ amountMinor: 500 }, { amountMinor: 200 }], document: { cashMinor: 500 } },
		]);
	});

	it("with the card first comes back to the choice of tender with the card's part", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "card");
		stall.reader.answer(approved);
		expect(stall.of(RecordKind.paymentEnded)).toMatchObject([
			{ outcome: PaymentOutcome.approved, reference: "tok", closes: [] },
		]);
		const again = stall.reboot();
		expect(again.page("tender")).toMatchObject({
			dueMinor: 500,
			paidMinor: 300,
			tenders: [{ label: "card", value: 300 }],
		});
		expect(again.reader.inquiries).toEqual([]);
		again.act("cash", "exact");
		expect(again.page("paid")).toMatchObject({ tender: "split", receiptNumber: 1 });
		expect(again.of(RecordKind.sale)[0]!.closes).toHaveLength(1);
		expect(again.act("next").till.view().status.openPayments).toBe(0);
	});

	it("of two cards asks for the second alone, and both are in the sale", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "card");
		stall.reader.answer({ kind: "approved", reference: "tok-1" });
		const again = stall.act("card").reboot();
		expect(again.page("openPayment").amountMinor).toBe(200);
		expect(again.till.view().status.openPayments).toBe(0);
		again.reader.tell({ kind: "approved", reference: "tok-2" });
		expect(again.of(RecordKind.sale)).toMatchObject([
			{ tenders: [{ reference: "tok-1" }, { reference: "tok-2" }] },
		]);
		expect(again.of(RecordKind.sale)[0]!.closes).toHaveLength(2);
	});

	it("asks first what nobody knows, before a part of another sale that waits for its rest", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "card");
		stall.reader.answer(approved);
		stall.act("card", "back").runTimers();
		stall.act("next").scan("TEA").act("pay", "card");
		// The second card of the sale that was left: not charged. Its first card's part is noted behind the attempt
		// that is under way.
		stall.reader.requests[1]!.onOutcome(cancelled);
		const again = stall.reboot();
		expect(again.page("openPayment").amountMinor).toBe(190);
		again.reader.tell(approved);
		again.act("next", "parked", { kind: "recall", index: 0 });
		expect(again.page("tender")).toMatchObject({ dueMinor: 500, paidMinor: 300 });
	});

	it("of two cards keeps the first one's part when the second was not charged", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "card");
		stall.reader.answer({ kind: "approved", reference: "tok-1" });
		const again = stall.act("card").reboot();
		again.reader.tell(cancelled);
		expect(again.page("tender")).toMatchObject({ dueMinor: 500, paidMinor: 300 });
		const third = again.reboot();
		expect(third.page("tender")).toMatchObject({ dueMinor: 500, paidMinor: 300 });
		third.act("card").reader.answer({ kind: "approved", reference: "tok-2" });
		expect(third.of(RecordKind.sale)).toMatchObject([
			{ tenders: [{ reference: "tok-1" }, { reference: "tok-2" }] },
		]);
	});
});

type Step = (stall: TillHarness, gateway: Gateway) => unknown;

/**
 * Card payments from the basket to the paid screen. After a cut a stallholder waits for the reader and goes on from
 * what the screen shows.
 */
const payments: Readonly<Record<string, readonly Step[]>> = {
	"one card": [
		(stall) => stall.scan("COF", "CRO").act("pay"),
		(stall) => stall.act("card"),
		(_stall, gateway) => gateway.tap(),
		(_stall, gateway) => gateway.deliver(),
		(stall) => stall.act("next"),
	],
	"a declined card, then another": [
		(stall) => stall.scan("COF").act("pay", "card"),
		(_stall, gateway) => gateway.decline(),
		(_stall, gateway) => gateway.deliver(),
		(stall) => stall.act("card"),
		(_stall, gateway) => gateway.tap(),
		(_stall, gateway) => gateway.deliver(),
	],
	"cash and a card": [
		(stall) => stall.scan("COF", "CRO").act("pay", "split").key(300).act("confirm", "cash", "exact"),
		(stall) => stall.act("card"),
		(_stall, gateway) => gateway.tap(),
		(_stall, gateway) => gateway.deliver(),
	],
	"two cards": [
		(stall) => stall.scan("COF", "CRO").act("pay", "split").key(300).act("confirm", "card"),
		(_stall, gateway) => gateway.tap(),
		(_stall, gateway) => gateway.deliver(),
		(stall) => stall.act("card"),
		(_stall, gateway) => gateway.tap(),
		(_stall, gateway) => gateway.deliver(),
	],
	"a cancel that is too late": [
		(stall) => stall.scan("COF").act("pay", "card"),
		(_stall, gateway) => gateway.tap(),
		(stall) => stall.act("back"),
		(_stall, gateway) => gateway.deliverAll(),
	],
	"a silent reader whose answer comes after the next customer": [
		(stall) => stall.scan("COF").act("pay", "card"),
		(_stall, gateway) => gateway.tap(),
		(stall) => stall.runTimers(),
		(stall) => stall.act("next"),
		(stall) => stall.sellCash("TEA"),
		(_stall, gateway) => gateway.deliver(),
	],
	"a parked basket": [
		(stall) => stall.scan("COF").act("basket", "park"),
		(stall) => stall.act("parked", { kind: "recall", index: 0 }, "pay"),
		(stall) => stall.act("card"),
		(_stall, gateway) => gateway.tap(),
		(_stall, gateway) => gateway.deliver(),
	],
	"a shift that closes over an open payment": [
		(stall) => stall.scan("COF").act("pay", "card"),
		(_stall, gateway) => gateway.tap(),
		(stall) => stall.runTimers(),
		(stall) => stall.act("next", "menu", "closeShift", "confirm", "next"),
		(_stall, gateway) => gateway.deliver(),
		(stall) => stall.openShift(),
		(stall) => stall.sellCash("TEA"),
	],
	"a new chain over an open payment": [
		(stall) => stall.scan("COF").act("pay", "card"),
		(_stall, gateway) => gateway.tap(),
		(stall) => stall.openEpoch(),
		(_stall, gateway) => gateway.deliver(),
		(stall) => stall.act("next"),
	],
};

function seeded(seed: number): () => number {
	let state = seed;
	return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
}

/** Does the steps until the power goes; false when it never did. */
function run(stall: TillHarness, gateway: Gateway, steps: readonly Step[]): boolean {
	for (const step of steps) {
		try {
			step(stall, gateway);
		} catch (error) {
			expect(error).toBeInstanceOf(PowerCut);
			return true;
		}
	}
	return false;
}

describe("the power cut inside any write of", () => {
	it.each(Object.entries(payments))("%s charges nobody without a sale and sells nothing twice", (_name, steps) => {
		let cuts = 0;
		for (const mode of cutModes) {
			for (const isCardHeldLater of [false, true]) {
				for (let skip = 0; ; skip++) {
					const gateway = new Gateway();
					let stall = new TillHarness({ sizeBytes: 65_536, cardReader: gateway }).openShift();
					stall.flash.cutPower(skip, mode, seeded(skip * 7 + 1));
					const isCut = run(stall, gateway, steps);
					gateway.terminalRestarted();
					// The reader has its own power: the customer holds the card to it while the terminal is dark.
					if (isCardHeldLater) gateway.tap();
					stall = stall.reboot();
					checkBooks(stall, gateway.charged);
					gateway.deliverAll();
					const books = checkBooks(stall, gateway.charged);
					expect([...books.attempts.values()].filter(({ outcome }) => outcome === 0)).toEqual([]);
					if (!isCut) break;
					cuts++;
				}
			}
		}
		expect(cuts).toBeGreaterThanOrEqual(12);
	});
});
