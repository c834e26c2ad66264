// Power cuts during a card payment: before and after each record, and inside each flash write. The first screen
// afterwards shows the interrupted payment, the reader is asked with the same key, and the payment completes its own
// sale or is withdrawn.
import { describe, expect, it } from "vitest";
import { PaymentOutcome, RecordKind } from "../../firmware/wire/record.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { Gateway } from "./gateway.js";
import { checkPayments } from "./payment-audit.js";
import { attemptKeys } from "./payment-keys.js";
import { TillHarness } from "./harness.js";

const approved = { kind: "approved", reference: "tok" } as const;
const cancelled = { kind: "cancelled" } as const;
const asking = (): TillHarness => new TillHarness().openShift().scan("COF", "CRO").act("pay", "card");

describe("a power cut while a card is asked", () => {
	it("is shown first with its amount, and the reader is asked with the same key", () => {
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
		// An inquiry writes nothing: after a second cut the state is unchanged.
		expect(again.journal.sequence).toBe(stall.journal.sequence);
		const third = again.reboot();
		expect(third.reader.inquiries[0]!.idempotencyKey).toBe([...attemptKeys(stall).values()][0]);
	});

	it("completes its own sale when it was charged", () => {
		const again = asking().reboot();
		again.reader.answerInquiry(approved);
		expect(again.page("paid")).toMatchObject({ receiptNumber: 1, totalMinor: 500, tender: "card" });
		expect(again.of(RecordKind.sale)).toMatchObject([
			{ lines: [{ sku: "COF" }, { sku: "CRO" }], tenders: [{ reference: "tok" }] },
		]);
		expect(again.printer.printed).toMatchObject([{ isCopy: false, ticket: { receiptNumber: 1 } }]);
		expect(again.act("next").page("sell").units).toBe(0);
		expect(again.reboot().page("resumed")).toMatchObject({ last: "sale", receiptNumber: 1 });
	});

	it("restores the basket when it was not charged, and the next card has another key", () => {
		const again = asking().reboot();
		again.reader.answerInquiry(cancelled);
		expect(again.page("tender")).toMatchObject({ dueMinor: 500, paidMinor: 0 });
		expect(again.till.view().notice).toBe("CARD_NOT_CHARGED");
		expect(again.of(RecordKind.paymentEnded)).toMatchObject([{ outcome: PaymentOutcome.withdrawn }]);
		expect(again.act("back").page("sell")).toMatchObject({ units: 2, totalMinor: 500 });
		again.scan("TEA").act("pay", "card").reader.answer(approved);
		expect(again.of(RecordKind.sale)).toMatchObject([{ document: { totalMinor: 690 } }]);
		expect(new Set(attemptKeys(again).values()).size).toBe(2);
	});

	it("shows a decline and restores the basket", () => {
		const again = asking().reboot();
		again.reader.answerInquiry({ kind: "declined", reason: "" });
		expect(again.page("tender").dueMinor).toBe(500);
		expect(again.till.view().notice).toBe("CARD_DECLINED");
	});

	it.each(["unknown", "silent"] as const)(
		"continues selling if the reader is %s, and the payment stays open",
		(kind) => {
			const again = asking().reboot();
			if (kind === "unknown") again.reader.answerInquiry({ kind: "unknown" });
			else again.runTimers();
			expect(again.page("openPayment")).toMatchObject({ state: "silent", isInterrupted: true });
			again.act("next");
			expect(again.page("sell").units).toBe(0);
			expect(again.of(RecordKind.paymentEnded)).toMatchObject([
				{ outcome: PaymentOutcome.unresolved, closes: [] },
			]);
			again.sellCash("TEA");
			const third = again.reboot();
			// The user continued without it, so it is not shown first again.
			expect(third.page("resumed")).toMatchObject({ last: "sale", totalMinor: 190 });
			expect(third.till.view().status.openPayments).toBe(1);
			third.act("next", "parked", { kind: "recall", index: 0 });
			expect(third.page("openPayment")).toMatchObject({ isInterrupted: false, state: "asking" });
			third.reader.answerInquiry(approved);
			expect(third.of(RecordKind.sale)).toMatchObject([
				{ lines: [{ sku: "TEA" }] },
				{ lines: [{ sku: "COF" }, { sku: "CRO" }] },
			]);
		},
	);

	it("can be left open while the reader is being asked, and its late answer counts", () => {
		const again = asking().reboot().act("next").scan("TEA");
		again.reader.answerInquiry(approved);
		expect(again.page("sell").totalMinor).toBe(190);
		expect(again.of(RecordKind.sale)).toMatchObject([{ document: { totalMinor: 500 } }]);
	});

	it("shows the last action if nothing was left open", () => {
		const stall = asking();
		stall.reader.answer({ kind: "declined", reason: "" });
		expect(stall.reboot().page("resumed").last).toBe("shift");
	});

	it("keeps a parked basket: it is parked again, or sold once", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF")
			.act("basket", "park", "parked", { kind: "recall", index: 0 }, "pay", "card");
		const withdrawn = stall.reboot();
		withdrawn.reader.answerInquiry(cancelled);
		withdrawn.act("back");
		// Another power cut with the basket in hand: it is still parked.
		const third = withdrawn.reboot();
		third.act("next", "parked");
		expect(third.page("parked").sales).toEqual([{ label: "Coffee", value: 260 }]);
		third.act({ kind: "recall", index: 0 }, "pay", "card");
		const fourth = third.reboot();
		fourth.reader.answerInquiry(approved);
		expect(fourth.act("next", "parked").page("parked").sales).toEqual([]);
		expect(fourth.of(RecordKind.sale)).toHaveLength(1);
	});

	it("asks with the right key even if the boot count was lost and restarted", () => {
		let stall = new TillHarness().openShift().sellCash("TEA").reboot().act("next").sellCash("TEA").reboot();
		for (const bootCount of [1, 2]) {
			stall = new TillHarness({ before: stall, bootCount });
			stall.act("next").scan("COF").act("pay", "card");
			const key = stall.reader.requests[0]!.idempotencyKey;
			const again = stall.reboot();
			expect(again.reader.inquiries[0]!.idempotencyKey).toBe(key);
			again.reader.answerInquiry(approved);
			stall = again;
		}
		const boots = stall.of(RecordKind.booted);
		expect(boots.map((boot) => boot.boots)).toEqual(boots.map(() => 1));
	});

	it("shows a damaged attempt as damaged, and the till can continue", () => {
		const stall = asking();
		const at = Buffer.from(stall.flash.cells).lastIndexOf("CRO");
		const again = stall.reboot();
		for (let n = 0; n < 3; n++) stall.flash.disturb(at + n, 0x5a);
		again.reader.answerInquiry(approved);
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
	it("with cash first restores the cash, and completes with the card", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "cash");
		stall.act({ kind: "note", amountMinor: 500 }, "card");
		const again = stall.reboot();
		expect(again.page("openPayment").amountMinor).toBe(200);
		again.reader.answerInquiry(approved);
		expect(again.page("paid")).toMatchObject({
			tender: "split",
			totalMinor: 500,
			changeMinor: 200,
			givenMinor: 500,
		});
		expect(again.drawerOpened).toBe(1);
	});

	it("with cash first restores the cash when the card was not charged", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "cash");
		const again = stall.act({ kind: "note", amountMinor: 500 }, "card").reboot();
		again.reader.answerInquiry(cancelled);
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

	it("with the card first returns to the tender page with the card's part", () => {
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
		again.reader.answerInquiry({ kind: "approved", reference: "tok-2" });
		expect(again.of(RecordKind.sale)).toMatchObject([
			{ tenders: [{ reference: "tok-1" }, { reference: "tok-2" }] },
		]);
		expect(again.of(RecordKind.sale)[0]!.closes).toHaveLength(2);
	});

	it("asks about the unknown outcome first, before a part of another sale that waits for its rest", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "card");
		stall.reader.answer(approved);
		stall.act("card", "back").runTimers();
		stall.act("next").scan("TEA").act("pay", "card");
		// The second card of the earlier sale was not charged. The part of its first card is recorded after the attempt
		// in progress.
		stall.reader.requests[1]!.onOutcome(cancelled);
		const again = stall.reboot();
		expect(again.page("openPayment").amountMinor).toBe(190);
		again.reader.answerInquiry(approved);
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
		again.reader.answerInquiry(cancelled);
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
 * Card payments from the basket to the paid screen. After a cut the user waits for the reader and continues from what
 * the screen shows.
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

/** Runs the steps until the power cut; returns false if none occurred. */
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

describe("a power cut inside any write of", () => {
	it.each(Object.entries(payments))("%s never charges without a sale and never sells twice", (_name, steps) => {
		let cuts = 0;
		for (const mode of cutModes) {
			for (const isCardHeldLater of [false, true]) {
				for (let skip = 0; ; skip++) {
					const gateway = new Gateway();
					let stall = new TillHarness({ sizeBytes: 65_536, cardReader: gateway }).openShift();
					stall.flash.cutPower(skip, mode, seeded(skip * 7 + 1));
					const isCut = run(stall, gateway, steps);
					gateway.terminalRestarted();
					// The reader has its own power: the card is presented while the terminal is off.
					if (isCardHeldLater) gateway.tap();
					stall = stall.reboot();
					checkPayments(stall, gateway.charged);
					gateway.deliverAll();
					const audit = checkPayments(stall, gateway.charged);
					expect([...audit.attempts.values()].filter(({ outcome }) => outcome === 0)).toEqual([]);
					if (!isCut) break;
					cuts++;
				}
			}
		}
		expect(cuts).toBeGreaterThanOrEqual(12);
	});
});
