// Card payments without power cuts: the attempt is durable before the reader is asked, and any answer at any time
// affects only that attempt's sale.
import { describe, expect, it } from "vitest";
import type { CardOutcome } from "../../firmware/core/card.js";
import { Fault, type FaultCode } from "../../firmware/core/fault.js";
import type { Action } from "../../firmware/till/view.js";
import { PaymentOutcome, type Place, RecordKind, TenderKind } from "../../firmware/wire/record.js";
import { attemptKeys, placeText } from "./payment-keys.js";
import { TillHarness, stallCatalog } from "./harness.js";

const approved: CardOutcome = { kind: "approved", reference: "tok" };
const declined: CardOutcome = { kind: "declined", reason: "no funds" };
const cancelled: CardOutcome = { kind: "cancelled" };

const open = (): TillHarness => new TillHarness().openShift();
/** A till that has asked a card for a coffee. */
const asking = (stall = open()): TillHarness => stall.scan("COF").act("pay", "card");
/** The place of the newest record. */
const newest = ({ journal }: TillHarness): Place => ({ epoch: journal.epoch, sequence: journal.sequence });

/** The outcome is unknown, and selling continues. */
function left(stall = asking()): TillHarness {
	stall.act("back").runTimers();
	return stall.act("next");
}

function failAppends(stall: TillHarness, code: FaultCode): () => void {
	const append = stall.journal.append.bind(stall.journal);
	stall.journal.append = () => {
		throw new Fault(code, "test");
	};
	return () => (stall.journal.append = append);
}

describe("an attempt", () => {
	it("is durable, with its basket, before the reader is asked", () => {
		const stall = open().scan("COF", "CRO").act("pay");
		const request = stall.reader.request.bind(stall.reader);
		let last: unknown;
		stall.reader.request = (asked) => {
			last = stall.records().at(-1);
			request(asked);
		};
		stall.act("card");
		expect(stall.reader.requests).toHaveLength(1);
		expect(last).toMatchObject({
			kind: RecordKind.paymentAttempted,
			document: undefined,
			closes: [],
			shift: 1,
			tenderKind: TenderKind.card,
			amountMinor: 500,
			basket: {
				currency: "EUR",
				taxMode: 0,
				totalMinor: 500,
				catalogVersion: 7,
				lines: [
					{ sku: "COF", taxes: 0b10 },
					{ sku: "CRO", taxes: 0b01 },
				],
			},
			tenders: [],
			roundingMinor: 0,
			changeMinor: 0,
			parked: undefined,
		});
	});

	it.each(["JOURNAL_FULL", "FLASH_PROGRAM_FAILED"] as const)(
		"that cannot be saved (%s) does not ask the reader",
		(code) => {
			const stall = open().scan("COF").act("pay");
			const sequence = stall.journal.sequence;
			const mend = failAppends(stall, code);
			stall.act("card");
			expect(stall.page("fault").code).toBe(code);
			expect(stall.reader.requests).toEqual([]);
			expect(stall.act("next").page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 0 });
			mend();
			expect(stall.journal.sequence).toBe(sequence);
			stall.act("card").reader.answer(approved);
			expect(stall.page("paid").receiptNumber).toBe(1);
		},
	);

	it("has a new key each time, derived from its place and the boot's nonce", () => {
		let stall = asking();
		const asked = [stall.reader.requests[0]!.idempotencyKey];
		stall.reader.answer(declined);
		stall.act("card").reader.answer(cancelled);
		stall.act("cash", "exact", "next");
		asked.push(stall.reader.requests[1]!.idempotencyKey);
		stall = asking(stall.reboot().act("next"));
		asked.push(stall.reader.requests[0]!.idempotencyKey);
		expect([...attemptKeys(stall).values()]).toEqual(asked);
		expect(new Set(asked).size).toBe(3);
	});

	it("ignores a second touch while the reader is busy", () => {
		const stall = asking()
			.act("card", "cash", "exact", "pay", "next", "confirm", "charged", "notCharged", "void")
			.scan("TEA");
		expect(stall.page("card")).toMatchObject({ dueMinor: 260, state: "present" });
		expect(stall.of(RecordKind.paymentAttempted)).toHaveLength(1);
		expect(stall.of(RecordKind.paymentEnded)).toHaveLength(0);
	});

	it("is not made for a zero total, which goes to cash", () => {
		const promotions = [
			{ id: "ALL", name: "On the house", basisPoints: 10_000, category: undefined, window: undefined },
		];
		const stall = new TillHarness({ catalog: { ...stallCatalog, promotions } })
			.openShift()
			.scan("COF")
			.act("pay", "card");
		expect(stall.page("cash").dueMinor).toBe(0);
		stall.act("exact");
		expect(stall.page("paid").totalMinor).toBe(0);
		expect(stall.reader.requests).toEqual([]);
		expect(stall.of(RecordKind.paymentAttempted)).toEqual([]);
	});
});

describe("a card", () => {
	it("that is approved completes its sale, which closes the attempt and names it in its tender", () => {
		const stall = asking();
		const attempt = newest(stall);
		stall.reader.requests[0]!.onAuthorising!();
		expect(stall.page("card").state).toBe("authorising");
		stall.reader.answer(approved);
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1, tender: "card" });
		expect(stall.of(RecordKind.sale)).toMatchObject([
			{
				document: { series: 1, number: 1, totalMinor: 260, cashMinor: 0 },
				closes: [attempt],
				tenders: [{ kind: TenderKind.card, amountMinor: 260, reference: "tok", attempt }],
			},
		]);
		expect(stall.printer.printed).toHaveLength(1);
		expect(stall.drawerOpened).toBe(0);
		expect(stall.of(RecordKind.paymentEnded)).toEqual([]);
		expect(stall.act("next").till.isIdle).toBe(true);
	});

	it("that is declined is recorded and shown as not charged, and the next card has another key", () => {
		const stall = asking();
		const attempt = newest(stall);
		stall.reader.answer(declined);
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 0 });
		expect(stall.till.view().notice).toBe("CARD_DECLINED");
		expect(stall.of(RecordKind.paymentEnded)).toMatchObject([
			{ outcome: PaymentOutcome.declined, reference: "", attempt, closes: [attempt] },
		]);
		stall.act("card");
		const second = newest(stall);
		stall.reader.answer({ kind: "approved", reference: "tok-2" });
		expect(stall.of(RecordKind.sale)).toMatchObject([
			{ closes: [second], tenders: [{ reference: "tok-2", attempt: second }] },
		]);
	});

	it("that is given up is withdrawn only once the reader confirms it", () => {
		const stall = asking();
		const attempt = newest(stall);
		stall.act("back");
		expect(stall.reader.cancels).toBe(1);
		expect(stall.page("card").state).toBe("cancelling");
		expect(stall.of(RecordKind.paymentEnded)).toEqual([]);
		stall.act("back", "back");
		expect(stall.reader.cancels).toBe(1);
		stall.reader.answer(cancelled);
		expect(stall.page("tender").paidMinor).toBe(0);
		expect(stall.of(RecordKind.paymentEnded)).toMatchObject([
			{ outcome: PaymentOutcome.withdrawn, attempt, closes: [attempt] },
		]);
		expect(stall.act("back").page("sell").units).toBe(1);
	});

	it("that was faster than the cancellation is accepted", () => {
		const stall = asking().act("back");
		stall.reader.requests[0]!.onAuthorising!();
		expect(stall.page("card").state).toBe("authorising");
		stall.reader.answer(approved);
		expect(stall.page("paid").tender).toBe("card");
	});

	it("is counted once however often the reader answers, and later answers have no effect", () => {
		const stall = asking();
		for (const outcome of [approved, approved, declined, cancelled, { kind: "unknown" } as const, approved])
			stall.reader.answer(outcome);
		stall.reader.requests[0]!.onAuthorising!();
		expect(stall.page("paid").receiptNumber).toBe(1);
		stall.act("next").scan("TEA").act("pay");
		for (const outcome of [approved, declined, cancelled]) stall.reader.answer(outcome);
		expect(stall.page("tender")).toMatchObject({ dueMinor: 190, paidMinor: 0 });
		expect(stall.of(RecordKind.sale)).toHaveLength(1);
		expect(stall.of(RecordKind.paymentEnded)).toHaveLength(0);
	});

	it("whose reference is too long for a record is still accepted", () => {
		const stall = asking();
		stall.reader.answer({ kind: "approved", reference: `é${"x".repeat(5_000)}` });
		expect(stall.page("paid").receiptNumber).toBe(1);
		const reference = `?${"x".repeat(63)}`;
		expect(stall.of(RecordKind.sale)[0]!.tenders).toMatchObject([{ reference }]);
		expect(stall.printer.printed.at(-1)!.ticket).toMatchObject({ tenders: [{ reference }] });
	});

	it("that was charged and cannot be saved is saved once as soon as there is space", () => {
		const stall = asking();
		const mend = failAppends(stall, "JOURNAL_FULL");
		stall.reader.answer(approved);
		expect(stall.page("fault").code).toBe("JOURNAL_FULL");
		expect(stall.printer.printed).toHaveLength(0);
		expect(stall.act("next").page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 260 });
		for (const press of ["back", "card", "cash", "split"] as const) {
			expect(stall.act(press).page("fault").code).toBe("JOURNAL_FULL");
			expect(stall.act("next").page("tender").paidMinor).toBe(260);
		}
		stall.act("card");
		stall.act("next");
		mend();
		// Repeated answers have no effect.
		stall.reader.answer(approved);
		answer(stall, { outcome: PaymentOutcome.approved });
		answer(stall, { outcome: PaymentOutcome.withdrawn });
		expect(stall.of(RecordKind.sale)).toHaveLength(0);
		stall.act("card");
		expect(stall.page("paid").receiptNumber).toBe(1);
		expect(stall.of(RecordKind.sale)).toHaveLength(1);
		expect(stall.reader.requests).toHaveLength(1);
		expect(stall.act("next", "parked").page("parked").sales).toEqual([]);
	});

	it("whose part was charged and cannot be recorded still counts", () => {
		const stall = open().scan("COF").act("pay", "split").key(100).act("confirm", "card");
		const mend = failAppends(stall, "FLASH_PROGRAM_FAILED");
		stall.reader.answer(approved);
		expect(stall.page("fault").code).toBe("FLASH_PROGRAM_FAILED");
		mend();
		expect(stall.act("next").page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 100 });
		stall.act("card").reader.answer(approved);
		expect(stall.of(RecordKind.sale)).toMatchObject([{ tenders: [{ amountMinor: 100 }, { amountMinor: 160 }] }]);
		expect(stall.of(RecordKind.sale)[0]!.closes).toHaveLength(2);
	});
});

/** The host's answer for the newest attempt, or with the given fields. */
function answer(
	stall: TillHarness,
	said: { outcome: number; place?: Place; key?: Uint8Array; reference?: string },
): void {
	const keys = attemptKeys(stall);
	const [epoch = 0, sequence = 0] = [...keys.keys()].at(-1)!.split("/").map(Number);
	const place = said.place ?? { epoch, sequence };
	const key = said.key ?? new Uint8Array(Buffer.from(keys.get(placeText(place))!, "hex"));
	const { outcome, reference = outcome === PaymentOutcome.approved ? "host-tok" : "" } = said;
	stall.till.takePaymentAnswer({ merchant: "north", terminal: "t1", ...place, key, outcome, reference });
}

describe("a reader that stays silent", () => {
	it("does not block the till: the payment is recorded as unresolved with its basket, and selling continues", () => {
		const stall = asking();
		const attempt = newest(stall);
		stall.act("next");
		expect(stall.page("card").state).toBe("present");
		stall.act("back").runTimers();
		expect(stall.page("card")).toMatchObject({ state: "silent", dueMinor: 260 });
		stall.act("next");
		expect(stall.page("sell")).toMatchObject({ units: 0 });
		expect(stall.records().at(-1)).toMatchObject({
			kind: RecordKind.paymentEnded,
			outcome: PaymentOutcome.unresolved,
			attempt,
			closes: [],
		});
		expect(stall.till.view().status.openPayments).toBe(1);
		expect(stall.till.isIdle).toBe(true);
		stall.sellCash("TEA").scan("CRO").act("pay", "card").reader.answer({ kind: "approved", reference: "tok-2" });
		expect(stall.of(RecordKind.sale).map(({ document }) => document.number)).toEqual([1, 2]);
		expect(stall.till.view().status.openPayments).toBe(1);
		stall.act("next", "parked");
		expect(stall.page("parked").sales).toEqual([
			{ label: "Coffee", value: 260, payment: { asked: "card", askedMinor: 260, paidMinor: 0, restMinor: 0 } },
		]);
	});

	it("is also detected during authorisation, and accepted again when it comes back", () => {
		const stall = asking();
		stall.reader.requests[0]!.onAuthorising!();
		stall.runTimers();
		expect(stall.page("card").state).toBe("silent");
		stall.reader.requests[0]!.onAuthorising!();
		expect(stall.page("card").state).toBe("authorising");
		stall.runTimers();
		stall.reader.answer(approved);
		expect(stall.page("paid").receiptNumber).toBe(1);
	});

	it("is treated like one that does not know the outcome", () => {
		const stall = asking();
		stall.reader.answer({ kind: "unknown" });
		expect(stall.page("card").state).toBe("silent");
		stall.act("next");
		expect(stall.of(RecordKind.paymentEnded)).toMatchObject([{ outcome: PaymentOutcome.unresolved }]);
	});

	it("is awaited without limit until a card is presented", () => {
		const stall = asking();
		stall.runTimers();
		expect(stall.page("card").state).toBe("present");
	});

	it("does not lose the payment when the outcome cannot be saved", () => {
		const stall = asking().act("back");
		stall.runTimers();
		const mend = failAppends(stall, "JOURNAL_FULL");
		expect(stall.act("next").page("fault").code).toBe("JOURNAL_FULL");
		mend();
		expect(stall.act("next").page("card").state).toBe("silent");
		expect(stall.act("next").page("sell").units).toBe(0);
		expect(stall.of(RecordKind.paymentEnded)).toHaveLength(1);
	});

	it("may leave four payments open; then no card is asked until one is settled, and cash works", () => {
		const stall = open();
		for (let i = 0; i < 4; i++) left(asking(stall));
		asking(stall);
		expect(stall.page("tender").dueMinor).toBe(260);
		expect(stall.till.view().notice).toBe("PAYMENTS_UNRESOLVED");
		expect(stall.of(RecordKind.paymentAttempted)).toHaveLength(4);
		stall.act("cash", "exact", "next", "menu", "parked", { kind: "recall", index: 2 });
		stall.reader.answerInquiry(cancelled);
		stall.act("card").reader.answer(approved);
		expect(stall.page("paid").receiptNumber).toBe(2);
	});
});

/** The pages on which a late answer may arrive: steps to reach each, and its view afterwards. */
const standings: readonly (readonly [string, Action["kind"][]])[] = [
	["sell", []],
	["basket", ["basket"]],
	["tender", ["pay"]],
	["cash", ["pay", "cash"]],
	["keypad", ["openPrice"]],
	["search", ["search"]],
	["menu", ["menu"]],
	["report", ["menu", "report"]],
	["queue", ["menu", "queue"]],
	["parked", ["menu", "parked"]],
	["settings", ["menu", "settings"]],
	["inspection", ["menu", "settings", "inspect"]],
];

describe("a late answer", () => {
	it.each(standings)("that approves completes its own sale and does not change the current one (%s)", (kind, way) => {
		const stall = left().scan("TEA", "TEA");
		for (const step of way) stall.act({ kind: step } as Action);
		const before = stall.body;
		expect(before.kind).toBe(kind);
		stall.reader.requests[0]!.onOutcome(approved);
		// These pages show totals that have changed; the count of what waits has changed too.
		if (!["parked", "report", "inspection"].includes(kind))
			expect({ ...stall.body, parked: 0 }).toEqual({ ...before, parked: 0 });
		expect(stall.body.kind).toBe(kind);
		expect(stall.till.view().notice).toBe("PAYMENT_CAME_LATE");
		expect(stall.of(RecordKind.sale)).toMatchObject([
			{ document: { number: 1, totalMinor: 260 }, lines: [{ sku: "COF" }] },
		]);
		expect(stall.printer.printed).toMatchObject([{ isCopy: false, ticket: { receiptNumber: 1, totalMinor: 260 } }]);
		expect(stall.drawerOpened).toBe(0);
		expect(stall.till.view().status.openPayments).toBe(0);
	});

	it("that approves during a split does not change the split", () => {
		const stall = left().scan("TEA").act("pay", "split").key(100).act("confirm", "cash", "exact");
		stall.reader.requests[0]!.onOutcome(approved);
		expect(stall.page("tender")).toMatchObject({ dueMinor: 190, paidMinor: 100 });
		stall.act("cash", "exact");
		expect(stall.of(RecordKind.sale)).toMatchObject([
			{ document: { number: 1 }, lines: [{ sku: "COF" }], tenders: [{ kind: TenderKind.card }] },
			{
				document: { number: 2 },
				lines: [{ sku: "TEA" }],
				tenders: [{ kind: TenderKind.cash }, { kind: TenderKind.cash }],
			},
		]);
	});

	it("is not mistaken for an answer to the current card", () => {
		const stall = asking(left()).act("back");
		const [old, now] = stall.reader.requests;
		old!.onAuthorising!();
		expect(stall.page("card").state).toBe("cancelling");
		old!.onOutcome({ kind: "unknown" });
		expect(stall.page("card").state).toBe("cancelling");
		old!.onOutcome(approved);
		expect(stall.page("card").state).toBe("cancelling");
		expect(stall.of(RecordKind.sale)).toHaveLength(1);
		now!.onOutcome(cancelled);
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 0 });
	});

	it("that declines parks the basket again, because it was not paid", () => {
		const stall = left().scan("TEA");
		const [attempt] = attemptKeys(stall).keys();
		stall.reader.requests[0]!.onOutcome(declined);
		expect(stall.page("sell")).toMatchObject({ units: 1, totalMinor: 190 });
		expect(stall.of(RecordKind.paymentEnded).map(({ outcome }) => outcome)).toEqual([
			PaymentOutcome.unresolved,
			PaymentOutcome.declined,
		]);
		expect(stall.of(RecordKind.paymentEnded).at(-1)!.closes.map(placeText)).toEqual([attempt]);
		stall.act("parked");
		expect(stall.page("parked").sales).toEqual([{ label: "Coffee", value: 260 }]);
		stall.act({ kind: "recall", index: 0 }, "pay", "cash", "exact");
		expect(stall.of(RecordKind.sale)).toMatchObject([{ document: { number: 1, totalMinor: 260 } }]);
	});

	it("has no effect once the terminal has shut down", () => {
		const stall = asking();
		stall.till.end();
		stall.journal.close();
		stall.reader.answer(approved);
		stall.reader.answer(declined);
		expect(stall.of(RecordKind.sale)).toHaveLength(0);
		const again = stall.reboot();
		expect(again.page("openPayment")).toMatchObject({ amountMinor: 260, state: "asking" });
		again.reader.answerInquiry(approved);
		expect(again.page("paid").receiptNumber).toBe(1);
	});
});

describe("the host's answer for an attempt", () => {
	it("completes its sale, or parks its basket again, without changing the current sale", () => {
		const stall = left().scan("TEA");
		answer(stall, { outcome: PaymentOutcome.approved });
		expect(stall.page("sell").totalMinor).toBe(190);
		expect(stall.of(RecordKind.sale)).toMatchObject([{ tenders: [{ reference: "host-tok", amountMinor: 260 }] }]);
		stall.act("basket", "void");
		left(asking(stall));
		answer(stall, { outcome: PaymentOutcome.withdrawn });
		expect(stall.act("parked").page("parked").sales).toEqual([{ label: "Coffee", value: 260 }]);
		expect(stall.of(RecordKind.sale)).toHaveLength(1);
	});

	it("has no effect for another key, place or outcome, or when repeated", () => {
		const stall = left();
		const { sequence } = stall.journal;
		const [place] = [...attemptKeys(stall).keys()].map((text) => ({
			epoch: 1,
			sequence: Number(text.split("/")[1]),
		}));
		answer(stall, { outcome: PaymentOutcome.approved, key: new Uint8Array(16) });
		answer(stall, { outcome: PaymentOutcome.approved, key: new Uint8Array(0) });
		const key = new Uint8Array(Buffer.from(attemptKeys(stall).get(placeText(place!))!, "hex"));
		for (const other of [
			{ epoch: 2, sequence: place!.sequence },
			{ epoch: 1, sequence: 1 },
			{ epoch: 1, sequence: place!.sequence + 1 },
		])
			answer(stall, { outcome: PaymentOutcome.approved, place: other, key });
		for (const outcome of [0, PaymentOutcome.declined, PaymentOutcome.unresolved, 5, 99])
			answer(stall, { outcome });
		expect(stall.journal.sequence).toBe(sequence);
		answer(stall, { outcome: PaymentOutcome.approved });
		const after = stall.journal.sequence;
		for (let i = 0; i < 3; i++) answer(stall, { outcome: PaymentOutcome.approved });
		answer(stall, { outcome: PaymentOutcome.withdrawn });
		expect(stall.journal.sequence).toBe(after);
		expect(stall.of(RecordKind.sale)).toHaveLength(1);
	});

	it("does not withdraw an attempt that the reader is asking a card for", () => {
		const stall = asking();
		answer(stall, { outcome: PaymentOutcome.withdrawn });
		expect(stall.page("card").state).toBe("present");
		stall.reader.answer(approved);
		expect(stall.page("paid").receiptNumber).toBe(1);
	});

	it("settles the payment shown with a silent reader", () => {
		const stall = asking().act("back");
		stall.runTimers();
		answer(stall, { outcome: PaymentOutcome.withdrawn });
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 0 });
		stall.act("card", "back").runTimers();
		answer(stall, { outcome: PaymentOutcome.approved });
		expect(stall.page("paid").receiptNumber).toBe(1);
	});
});

describe("firmware on trial that may be rolled back to a version without attempts", () => {
	it("asks no card, writes nothing, and accepts cash", () => {
		const stall = new TillHarness({ mayAttemptPayments: false }).openShift().scan("COF").act("pay");
		const { sequence } = stall.journal;
		stall.act("card");
		expect(stall.page("tender").dueMinor).toBe(260);
		expect(stall.till.view().notice).toBe("UPDATE_ON_TRIAL");
		expect(stall.journal.sequence).toBe(sequence);
		expect(stall.reader.requests).toEqual([]);
		stall.act("cash", "exact");
		expect(stall.page("paid").receiptNumber).toBe(1);
	});

	it("asks cards if the previous version knows attempts", () => {
		const stall = asking(new TillHarness({ mayAttemptPayments: true }).openShift());
		expect(stall.reader.requests).toHaveLength(1);
	});
});
