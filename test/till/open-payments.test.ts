// Card payments with an unknown outcome: how they are shown and settled, and that they persist over shifts, chains and
// a long journal.
import { describe, expect, it } from "vitest";
import type { CardOutcome } from "../../firmware/core/card.js";
import { limits } from "../../firmware/core/limits.js";
import { PaymentOutcome, RecordKind, TenderKind } from "../../firmware/wire/record.js";
import { checkPayments } from "./payment-audit.js";
import { attemptKeys } from "./payment-keys.js";
import { TillHarness } from "./harness.js";

const approved: CardOutcome = { kind: "approved", reference: "tok" };
const cancelled: CardOutcome = { kind: "cancelled" };
const noCharge: ReadonlyMap<string, number> = new Map();

/** A card was asked for these goods, the outcome is unknown, and selling continues. */
function left(stall = new TillHarness().openShift(), ...codes: string[]): TillHarness {
	stall
		.scan(...(codes.length > 0 ? codes : ["COF"]))
		.act("pay", "card", "back")
		.runTimers();
	return stall.act("next");
}

const closeShift = (stall: TillHarness): TillHarness => stall.act("menu", "closeShift").key(0).act("confirm", "next");
const charge = (stall: TillHarness): ReadonlyMap<string, number> => {
	const { idempotencyKey, amountMinor } = stall.reader.requests[0]!;
	return new Map([[idempotencyKey, amountMinor]]);
};
const sales = (stall: TillHarness): (readonly [number, string, number])[] =>
	stall.of(RecordKind.sale).map(({ shift, lines, document }) => [shift, lines[0]!.sku, document.totalMinor] as const);

function answer(stall: TillHarness, outcome: number, reference = ""): void {
	const [[text, hex] = ["", ""]] = [...attemptKeys(stall)];
	const [epoch = 0, sequence = 0] = text.split("/").map(Number);
	const key = new Uint8Array(Buffer.from(hex, "hex"));
	stall.till.takePaymentAnswer({ merchant: "north", terminal: "t1", epoch, sequence, key, outcome, reference });
}

const unknown = { asked: "card", paidMinor: 0, restMinor: 0 } as const;

describe("an open payment", () => {
	it("precedes parked baskets in the list, and each touch selects its own entry", () => {
		const stall = new TillHarness().openShift().scan("TEA").act("basket", "park");
		left(stall, "COF");
		left(stall, "CRO", "CRO");
		stall.act("menu", "parked");
		expect(stall.page("parked").sales).toEqual([
			{ label: "Coffee", value: 260, payment: { ...unknown, askedMinor: 260 } },
			{ label: "Croissant", value: 480, payment: { ...unknown, askedMinor: 480 } },
			{ label: "Tea", value: 190 },
		]);
		stall.act({ kind: "recall", index: 9 }, { kind: "recall", index: -1 });
		expect(stall.page("parked").sales).toHaveLength(3);
		stall.act({ kind: "recall", index: 1 });
		expect(stall.page("openPayment")).toMatchObject({ amountMinor: 480, isInterrupted: false, state: "asking" });
		expect(stall.reader.inquiries.at(-1)!.idempotencyKey).toBe(stall.reader.requests[1]!.idempotencyKey);
		expect(stall.till.view().status.openPayments).toBe(1);
		stall.act("next", "parked", { kind: "recall", index: 2 });
		expect(stall.page("basket").totalMinor).toBe(190);
	});

	it("can be paged through, and returns from pages that no longer exist", () => {
		const stall = new TillHarness().openShift();
		for (let i = 0; i < 4; i++) left(stall);
		for (let i = 0; i < 4; i++) stall.scan("TEA").act("basket", "park");
		stall.act("parked", { kind: "page", index: 4 });
		expect(stall.page("parked")).toMatchObject({ first: 4 });
		expect(stall.page("parked").sales).toHaveLength(8);
		for (const index of [99, -5]) {
			stall.act({ kind: "page", index });
			expect(stall.page("parked").first).toBe(Math.min(7, Math.max(0, index)));
		}
	});

	it("is inquired at the reader again, which completes the sale", () => {
		const stall = left().act("menu", "parked", { kind: "recall", index: 0 });
		stall.reader.answerInquiry(approved);
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1, tender: "card" });
		checkPayments(stall, charge(stall));
	});

	it("parks the basket in hand first, so that the two are not confused", () => {
		const stall = left().scan("TEA").act("parked", { kind: "recall", index: 0 });
		stall.reader.answerInquiry(cancelled);
		expect(stall.page("tender").dueMinor).toBe(260);
		stall.act("cash", "exact", "next", "parked");
		expect(stall.page("parked").sales).toMatchObject([{ label: "Tea" }]);
		checkPayments(stall, noCharge);
	});

	it("is not resumed if the basket in hand cannot be parked", () => {
		const stall = left();
		for (let i = 0; i < 4; i++) stall.scan("TEA").act("basket", "park");
		stall.scan("CRO").act("menu", "parked", { kind: "recall", index: 0 });
		expect(stall.till.view().notice).toBe("PARKING_FULL");
		expect(stall.page("parked").sales).toHaveLength(5);
		expect(stall.reader.inquiries).toEqual([]);
		stall.act("back");
		expect(stall.page("sell").totalMinor).toBe(240);
	});

	it("is settled by the user if the reader does not answer: charged", () => {
		const stall = left().act("menu", "parked", { kind: "recall", index: 0 });
		stall.runTimers();
		expect(stall.page("openPayment").state).toBe("silent");
		stall.act("charged");
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1, tender: "card" });
		expect(stall.of(RecordKind.sale)).toMatchObject([
			{ tenders: [{ kind: TenderKind.card, reference: "", amountMinor: 260 }] },
		]);
		checkPayments(stall, charge(stall));
		// The reader answers after all, without effect.
		stall.reader.answerInquiry(approved);
		stall.reader.answer(approved);
		expect(sales(stall)).toHaveLength(1);
	});

	it("is settled by the user if the reader does not answer: not charged", () => {
		const stall = left().act("menu", "parked", { kind: "recall", index: 0 });
		stall.runTimers();
		stall.act("notCharged");
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 0 });
		expect(stall.of(RecordKind.paymentEnded).map(({ outcome }) => outcome)).toEqual([
			PaymentOutcome.unresolved,
			PaymentOutcome.withdrawn,
		]);
		stall.act("cash", "exact");
		expect(sales(stall)).toEqual([[1, "COF", 260]]);
		checkPayments(stall, noCharge);
	});

	it("that the host settles while it is shown leaves the page", () => {
		const stall = left().act("menu", "parked", { kind: "recall", index: 0 });
		answer(stall, PaymentOutcome.approved, "host-tok");
		expect(stall.page("paid").receiptNumber).toBe(1);
		stall.act("charged", "notCharged", "next");
		expect(stall.page("sell").units).toBe(0);
		checkPayments(stall, charge(stall));
	});

	it("that the host settles while the reader works on it waits for the reader first", () => {
		const declined = new TillHarness().openShift().scan("COF").act("pay", "card");
		answer(declined, PaymentOutcome.approved, "host-tok");
		declined.reader.answer({ kind: "declined", reason: "" });
		declined.runTimers();
		expect(declined.page("tender").dueMinor).toBe(260);
		expect(declined.of(RecordKind.sale)).toEqual([]);
		checkPayments(declined, noCharge);
		const silent = new TillHarness().openShift().scan("COF").act("pay", "card");
		answer(silent, PaymentOutcome.approved, "host-tok");
		expect(silent.of(RecordKind.sale)).toEqual([]);
		silent.reader.answer({ kind: "unknown" });
		expect(silent.page("paid").receiptNumber).toBe(1);
		const unheard = new TillHarness().openShift().scan("COF").act("pay", "card");
		answer(unheard, PaymentOutcome.withdrawn);
		unheard.act("back").runTimers();
		expect(unheard.page("tender").dueMinor).toBe(260);
		checkPayments(unheard, noCharge);
	});

	it.each(["the host", "the user"])("that %s gave up and a card is charged for after all is recorded once", (who) => {
		const stall = left();
		if (who === "the host") answer(stall, PaymentOutcome.withdrawn);
		else {
			stall.act("menu", "parked", { kind: "recall", index: 0 });
			stall.reader.answerInquiry({ kind: "unknown" });
			stall.act("notCharged", "cash", "exact");
		}
		const { sequence } = stall.journal;
		for (let i = 0; i < 2; i++) stall.reader.answer(approved);
		expect(stall.journal.sequence).toBe(sequence + 1);
		expect(stall.of(RecordKind.paymentEnded).at(-1)).toMatchObject({
			outcome: PaymentOutcome.approved,
			reference: "tok",
			closes: [],
		});
		expect(stall.till.view().notice).toBe("CARD_CHARGED_AFTERWARDS");
		checkPayments(stall, charge(stall));
		expect(stall.reboot().till.view().status.openPayments).toBe(0);
	});

	it("with additional cash waits for the user when the host reports no charge", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF")
			.act("pay", "split")
			.key(100)
			.act("confirm", "cash", "exact");
		stall.act("card", "back").runTimers();
		stall.act("next");
		answer(stall, PaymentOutcome.withdrawn);
		// Nothing about the card is open any more; the cash is held by its own record.
		expect(stall.till.view().status.openPayments).toBe(0);
		expect(stall.act("menu", "parked").page("parked").sales).toEqual([
			{ label: "Coffee", value: 260, payment: { askedMinor: 0, paidMinor: 100, restMinor: 160 } },
		]);
		stall.act({ kind: "recall", index: 0 });
		expect(stall.reader.inquiries).toEqual([]);
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 100 });
		stall.act("cash", "exact");
		expect(stall.of(RecordKind.sale)).toMatchObject([{ document: { cashMinor: 260 } }]);
		checkPayments(stall, noCharge);
	});

	it("that is given up leaves its basket durable through a power cut", () => {
		const parked = new TillHarness()
			.openShift()
			.scan("COF")
			.act("basket", "park", "parked", { kind: "recall", index: 0 });
		parked.act("pay", "card", "back").runTimers();
		parked.act("next", "menu", "parked", { kind: "recall", index: 0 });
		const interrupted = new TillHarness().openShift().scan("COF").act("pay", "card").reboot();
		for (const stall of [parked, interrupted]) {
			stall.reader.answerInquiry({ kind: "cancelled" });
			expect(stall.page("tender").dueMinor).toBe(260);
			const again = stall.reboot();
			expect(again.act("next", "parked").page("parked").sales).toMatchObject([{ value: 260 }]);
			again.act({ kind: "recall", index: 0 }, "pay", "cash", "exact");
			expect([...checkPayments(again, noCharge).parked]).toEqual([]);
		}
	});

	it("left open again is unchanged, without another record", () => {
		const stall = left();
		const { sequence } = stall.journal;
		for (let i = 0; i < 3; i++) {
			stall.act("menu", "parked", { kind: "recall", index: 0 });
			stall.reader.answerInquiry({ kind: "unknown" });
			stall.act("next");
		}
		expect(stall.journal.sequence).toBe(sequence);
		expect(stall.page("sell")).toBeDefined();
	});

	it("for a part of a split is settled as that part, with the cash taken before and after", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO").act("pay");
		stall.act("split").key(100).act("confirm", "card").reader.answer({ kind: "approved", reference: "tok-1" });
		stall.act("split").key(150).act("confirm", "cash", { kind: "note", amountMinor: 500 });
		stall.act("card", "back").runTimers();
		stall.act("next");
		expect(stall.act("menu", "parked").page("parked").sales).toMatchObject([
			{
				label: "Coffee +1",
				value: 500,
				payment: { asked: "card", askedMinor: 250, paidMinor: 250, restMinor: 0 },
			},
		]);
		stall.act("back").scan("TEA");
		// The host reports no charge: the first card's part is open, and the cash is kept with it.
		const [, key] = [...attemptKeys(stall)];
		const [epoch = 0, sequence = 0] = key![0].split("/").map(Number);
		stall.till.takePaymentAnswer({
			...{ merchant: "north", terminal: "t1", epoch, sequence, outcome: PaymentOutcome.withdrawn, reference: "" },
			key: new Uint8Array(Buffer.from(key![1], "hex")),
		});
		for (const each of [stall, stall.reboot()]) {
			if (each.body.kind === "sell") each.act("menu", "parked", { kind: "recall", index: 0 });
			expect(each.page("tender")).toMatchObject({ dueMinor: 500, paidMinor: 250 });
			expect(each.page("tender").tenders.map(({ label, value }) => [label, value])).toEqual([
				["card", 100],
				["cash", 500],
			]);
		}
	});
});

describe("an open payment over the end of a shift", () => {
	it("is written again with its key and outcome, and the key stays the same", () => {
		const stall = closeShift(left());
		const [carried] = stall.of(RecordKind.paymentCarried);
		const [[origin, key] = ["", ""]] = [...attemptKeys(stall)];
		expect(carried).toMatchObject({
			origin: { epoch: 1, sequence: Number(origin.split("/")[1]) },
			outcome: PaymentOutcome.unresolved,
			amountMinor: 260,
			basket: { totalMinor: 260 },
			closes: [{ epoch: 1, sequence: Number(origin.split("/")[1]) }],
		});
		expect(Buffer.from(carried!.key).toString("hex")).toBe(key);
		expect(stall.reader.requests[0]!.idempotencyKey).toBe(key);
		let again = stall.reboot();
		again.openShift(0).act("menu", "parked", { kind: "recall", index: 0 });
		expect(again.reader.inquiries[0]!.idempotencyKey).toBe(key);
		again = again.act("next").reboot();
		answer(again, PaymentOutcome.approved, "host-tok");
		checkPayments(again, charge(stall));
		expect(again.of(RecordKind.sale)).toMatchObject([
			{ tenders: [{ reference: "host-tok", attempt: carried!.origin }] },
		]);
	});

	it("cannot be settled by the user while no shift is open", () => {
		const stall = closeShift(left()).act("menu", "parked", { kind: "recall", index: 0 });
		expect(stall.page("parked")).toBeDefined();
		expect(stall.till.view().notice).toBe("SHIFT_CLOSED");
		expect(stall.reader.inquiries).toEqual([]);
	});

	it.each(["the reader", "the host"])("that %s approves waits for the next shift, which gets its sale", (who) => {
		const stall = closeShift(left());
		if (who === "the host") answer(stall, PaymentOutcome.approved, "tok");
		else stall.reader.answer(approved);
		expect(stall.page("closed")).toBeDefined();
		expect(stall.of(RecordKind.sale)).toEqual([]);
		expect(stall.records().at(-1)).toMatchObject({
			kind: RecordKind.paymentEnded,
			outcome: PaymentOutcome.approved,
			reference: "tok",
		});
		checkPayments(stall, charge(stall));
		let again = stall.reboot();
		expect(again.page("closed")).toBeDefined();
		expect(again.till.view().status.openPayments).toBe(1);
		again.openShift();
		expect(again.page("sell").units).toBe(0);
		expect(sales(again)).toEqual([[2, "COF", 260]]);
		expect(again.printer.printed).toMatchObject([{ ticket: { receiptNumber: 1 } }]);
		expect(again.till.view()).toMatchObject({
			notice: "PAYMENT_CAME_LATE",
			status: { openPayments: 0 },
		});
		checkPayments(again, charge(stall));
		again = again.reboot();
		expect(sales(again)).toHaveLength(1);
		again.act("next", "menu", "report");
		expect(again.page("report").rows).toContainEqual({
			label: "tender",
			detail: "card",
			value: 260,
			isAmount: true,
		});
	});

	it("whose sale could not be saved at the opening of the shift is saved at a touch", () => {
		const stall = closeShift(left());
		stall.reader.answer(approved);
		stall.act("openShift").key(0);
		const append = stall.journal.append.bind(stall.journal);
		let writes = 0;
		stall.journal.append = (payload, room) => {
			// The payment is carried, then the shift opens; the sale is the third record.
			if (++writes === 3) stall.flash.cutPower(0, "before", () => 0);
			return append(payload, room);
		};
		expect(() => stall.act("confirm")).toThrow("power cut");
		const again = stall.reboot();
		expect(sales(again)).toEqual([[2, "COF", 260]]);
		checkPayments(again, charge(stall));
		expect(again.page("sell")).toBeDefined();
	});

	it("that was not charged leaves its basket to the next shift, and terms do not change before", () => {
		const stall = closeShift(left());
		expect(stall.till.mayChangeTerms).toBe(false);
		stall.reader.answer(cancelled);
		expect(stall.till.mayChangeTerms).toBe(false);
		stall.act("menu", "parked", { kind: "recall", index: 0 });
		expect(stall.till.view().notice).toBe("SHIFT_CLOSED");
		stall.act("back").openShift().act("menu", "parked", { kind: "recall", index: 0 }, "pay", "cash", "exact");
		expect(sales(stall)).toEqual([[2, "COF", 260]]);
		closeShift(stall.act("next"));
		expect(stall.till.mayChangeTerms).toBe(true);
		checkPayments(stall, noCharge);
	});
});

describe("an open payment in a long journal", () => {
	it("is written again long before its record can be trimmed, and persists", () => {
		let stall = new TillHarness({ sizeBytes: 65_536 }).openShift();
		left(stall);
		const key = stall.reader.requests[0]!.idempotencyKey;
		const { amountMinor } = stall.reader.requests[0]!;
		for (let sale = 0; sale < 1_000; sale++) {
			stall.sellCash("COF", "TEA");
			if (sale % 50 === 0) stall.journal.release(1, stall.journal.sequence);
			if (sale % 400 === 399) stall = stall.reboot().act("next");
		}
		expect(stall.journal.firstSequence).toBeGreaterThan(300);
		const carried = stall.of(RecordKind.paymentCarried);
		expect(carried.length).toBeGreaterThanOrEqual(2);
		expect(carried.map((record) => Buffer.from(record.key).toString("hex"))).toEqual(carried.map(() => key));
		stall = stall.reboot().act("next", "parked", { kind: "recall", index: 0 });
		expect(stall.page("openPayment").amountMinor).toBe(amountMinor);
		expect(stall.reader.inquiries[0]!.idempotencyKey).toBe(key);
		stall.reader.answerInquiry(approved);
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1_001, totalMinor: 260 });
	});

	it("is not written again earlier than necessary", () => {
		const stall = left();
		for (let sale = 0; sale < limits.carryAfterRecords - 70; sale++) stall.sellCash("TEA");
		expect(stall.of(RecordKind.shiftSnapshot).length).toBeGreaterThanOrEqual(2);
		expect(stall.of(RecordKind.paymentCarried)).toHaveLength(1);
	});
});

describe("an open payment over a new chain", () => {
	it("stays the same payment under the same key, and its sale names its first record", () => {
		const stall = left().openEpoch().sellCash("TEA");
		const [key] = attemptKeys(stall).values();
		let again = stall.reboot();
		again.act("next", "menu", "parked", { kind: "recall", index: 0 });
		expect(again.reader.inquiries[0]!.idempotencyKey).toBe(key);
		again = again.act("next").openEpoch().reboot();
		again.act("next", "menu", "parked", { kind: "recall", index: 0 });
		again.reader.answerInquiry(approved);
		expect(again.of(RecordKind.sale).at(-1)).toMatchObject({
			tenders: [{ attempt: { epoch: 1 } }],
			closes: [{ epoch: 3 }],
		});
		checkPayments(again, charge(stall));
	});

	it("that opens while the reader is asking a card still accepts the answer", () => {
		for (const outcome of [approved, cancelled]) {
			const stall = new TillHarness().openShift().scan("COF").act("pay", "card").openEpoch();
			expect(stall.page("card").state).toBe("present");
			stall.reader.answer(outcome);
			expect(stall.body.kind).toBe(outcome === approved ? "paid" : "tender");
			checkPayments(stall, outcome === approved ? charge(stall) : noCharge);
		}
	});

	it("that opens between two cards of a split keeps the first one's part", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("pay", "split")
			.key(300)
			.act("confirm", "card");
		stall.reader.answer({ kind: "approved", reference: "tok-1" });
		stall.openEpoch().act("card").openEpoch();
		const again = stall.reboot();
		again.reader.answerInquiry({ kind: "approved", reference: "tok-2" });
		expect(again.of(RecordKind.sale)).toMatchObject([
			{ tenders: [{ reference: "tok-1" }, { reference: "tok-2" }] },
		]);
		expect(again.of(RecordKind.sale)[0]!.closes).toHaveLength(2);
		checkPayments(
			again,
			new Map(stall.reader.requests.map(({ idempotencyKey, amountMinor }) => [idempotencyKey, amountMinor])),
		);
	});

	it("interrupted before it named open items finds them in the previous chain", () => {
		const stall = left().scan("TEA").act("basket", "park");
		const { epoch: previousEpoch, sequence: previousSequence, head: previousHead } = stall.journal;
		stall.journal.openEpoch(2);
		const opened = {
			kind: RecordKind.epochOpened,
			epoch: 2,
			previousEpoch,
			previousSequence,
			previousHead,
		} as const;
		stall.till.recordWriter.write(opened, "reserved");
		const again = stall.reboot();
		again.act("next", "menu", "parked");
		expect(again.page("parked").sales).toMatchObject([{ payment: unknown }, { label: "Tea" }]);
		again.act({ kind: "recall", index: 0 });
		expect(again.reader.inquiries[0]!.idempotencyKey).toBe([...attemptKeys(stall).values()][0]);
	});
});
