// Money for a basket: what was taken so far, the card that is being asked, and the payments whose outcome nobody knows
// yet. A reader is asked only for an attempt that is on flash (invariant 13), and what it answers belongs to that
// attempt's basket and to nothing else.
import { equal, toHex } from "../core/bytes.js";
import type { CardOutcome } from "../core/card.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Timer } from "../core/ports.js";
import { Settlement } from "../pricing/settlement.js";
import type { PaymentAnswer } from "../wire/payment-answer.js";
import { isSamePlace } from "../wire/place.js";
import {
	type BasketContent,
	PaymentOutcome,
	type Place,
	RecordKind,
	Series,
	type Tender,
	TenderKind,
} from "../wire/record.js";
import type { SaleSession } from "./sale-session.js";
import type { OpenPayment } from "./open-items.js";
import type { ReceiptRecord } from "./ticket.js";

/** A basket that is being paid. */
export interface Payment {
	readonly basket: BasketContent;
	readonly settlement: Settlement;
	/** The parked basket that it was taken back from. */
	parked: Place | undefined;
	/** Only practised: no reader is asked, and nothing of it counts. */
	readonly isTraining: boolean;
}

/** Where the reader stands with the payment on the screen. `asking`: what became of one that was under way before. */
export type ReaderStage = "present" | "authorising" | "cancelling" | "asking" | "silent";

const trainingReference = "training";

export class Payments {
	readonly #session: SaleSession;
	/** The one in hand. */
	current: Payment | undefined;
	/** The attempt that stands on the screen: of the payment in hand, or one that was under way before. */
	#shown: OpenPayment | undefined;
	/** It is of the payment in hand. */
	#isInHand = false;
	#stage: ReaderStage = "present";
	/** The reader owes an answer. */
	#reply: Timer | undefined;
	/** The host's, to what the reader still works on. */
	#waitingAnswer: PaymentAnswer | undefined;
	#isClosed = false;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get stage(): ReaderStage {
		return this.#stage;
	}

	get shown(): OpenPayment | undefined {
		return this.#shown;
	}

	/** What a hand has to settle and has not in hand, oldest first. */
	get open(): readonly OpenPayment[] {
		return this.#session.shift.open.heads.filter((payment) => payment !== this.#shown && !this.isTaken(payment));
	}

	/** Was under way when the power went: nobody has decided to go on without it. */
	get interrupted(): OpenPayment | undefined {
		const { heads } = this.#session.shift.open;
		return (
			heads.findLast(({ outcome }) => outcome === 0) ??
			heads.findLast(({ outcome }) => outcome !== PaymentOutcome.unresolved)
		);
	}

	get settlement(): Settlement {
		if (this.current === undefined) throw new Error("no payment in hand");
		return this.current.settlement;
	}

	/** Throws Fault JOURNAL_FULL: nobody should hand over money for what cannot be saved. */
	begin(): void {
		const { basket, options, currency, isTraining } = this.#session;
		if (options.journal.statistics().freeSegments <= limits.journalReservedSegments)
			throw new Fault("JOURNAL_FULL", "at pay");
		const content = basket.content(currency.code);
		this.current = {
			basket: content,
			settlement: this.settlementOf(content, [], 0, 0),
			parked: basket.parkedFrom,
			isTraining,
		};
	}

	/**
	 * Goes back to the basket: cash can be handed back over the counter. What a card has paid a part of stays open by
	 * that part, and its basket with it; then the hand is empty, which is said. Throws what the journal throws.
	 */
	giveUp(): void {
		const { current } = this;
		const part = this.lastPart(current);
		if (current && part) {
			this.keepPart(part, current);
			this.#session.basket.clear();
			this.#session.say("CARD_PART_WAITS");
		}
		this.current = undefined;
	}

	/** Nobody can go on with what is in hand. Throws Fault PARKING_FULL, TRAINING or what the journal throws. */
	putAside(): void {
		this.giveUp();
		this.#session.park();
	}

	/** Throws Fault TENDER_TOO_LOW and takes nothing when less is given than this part, or the rest, comes to. */
	takeCash(givenMinor: number, partMinor: number | undefined): void {
		const { settlement } = this;
		if (!settlement.takeCash(givenMinor, partMinor))
			throw new Fault("TENDER_TOO_LOW", `${givenMinor} of ${settlement.cashDue(partMinor)}`);
		if (settlement.isSettled) this.complete();
		else this.#session.go({ kind: "tender" });
	}

	/**
	 * Makes an attempt durable, then asks the reader. Throws what the journal throws, PAYMENTS_UNRESOLVED while too
	 * many are open, and UPDATE_ON_TRIAL while the firmware may still be left for one that knows no attempts; the
	 * reader was then asked for nothing.
	 */
	askCard(partMinor: number | undefined): void {
		const session = this.#session;
		const { basket, settlement, parked, isTraining } = this.current!;
		const amountMinor = settlement.cardDue(partMinor);
		if (isTraining) return this.takeTrainingCard(amountMinor);
		if (this.open.length >= limits.openPaymentsMax) throw new Fault("PAYMENTS_UNRESOLVED");
		if (session.options.update?.mayAttemptPayments === false) throw new Fault("UPDATE_ON_TRIAL");
		const { tenders, roundingMinor, changeMinor } = settlement;
		const attempt = {
			tenderKind: TenderKind.card,
			amountMinor,
			basket,
			tenders,
			roundingMinor,
			changeMinor,
			parked,
		};
		session.write({ kind: RecordKind.paymentAttempted, ...attempt }, "sale");
		const payment = session.shift.open.payments.at(-1)!;
		this.show(payment, "present", true);
		session.options.cardReader.request({
			amountMinor,
			currency: basket.currency,
			idempotencyKey: toHex(payment.key),
			onAuthorising: () => {
				if (this.isAwaited(payment)) session.guard(() => this.authorising(payment));
			},
			onOutcome: (outcome) => this.hear(payment, outcome),
		});
	}

	/** Asks the reader what became of a payment that stands on the screen from now on. */
	inquire(payment: OpenPayment): void {
		this.show(payment, "asking", false);
		this.expectReply(limits.readerInquiryMs);
		this.#session.options.cardReader.inquire({
			idempotencyKey: toHex(payment.key),
			onOutcome: (outcome) => this.hear(payment, outcome),
		});
	}

	/** The reader answers: with "cancelled", or with "approved" when the card was faster; or it stays silent. */
	cancel(): void {
		if (this.#stage !== "present" && this.#stage !== "authorising") return;
		this.stand("cancelling", limits.readerCancelMs);
		this.#session.options.cardReader.cancel();
	}

	/** Nothing stands on the screen any more; what is open stays open. */
	hide(): void {
		this.#shown = undefined;
		this.#reply?.cancel();
	}

	/** Nobody knows what became of it: that is noted, and selling goes on without it and its basket. */
	leaveOpen(payment: OpenPayment): void {
		const session = this.#session;
		const isInHand = this.isInHand(payment);
		if (payment.outcome !== PaymentOutcome.unresolved) {
			const closes = payment.parked ? [payment.parked] : [];
			const outcome = { outcome: PaymentOutcome.unresolved, reference: "", attempt: payment.origin };
			session.write({ kind: RecordKind.paymentEnded, ...outcome, closes }, "reserved");
			payment.parked = undefined;
		}
		this.hide();
		if (isInHand) {
			this.current = undefined;
			session.basket.clear();
		}
		session.goHome();
	}

	/**
	 * It was charged: completes the very sale that it belongs to, or waits there for the rest, or for a shift. Throws
	 * what the journal throws; what is in hand is then paid and not saved, and anything else is as it was.
	 */
	approve(payment: OpenPayment, answered: string): void {
		const session = this.#session;
		const isShown = payment === this.#shown;
		const isInHand = this.isInHand(payment);
		const paid = isInHand ? this.current : this.restored(payment);
		if (paid === undefined) throw new Fault("JOURNAL_DAMAGED", "payment attempt");
		const reference = referenceOf(answered);
		paid.settlement.takeCard(payment.amountMinor, reference, payment.origin);
		// The reader has said all it knows: what cannot be saved now is tried again from the choice of tender.
		if (isInHand) this.hide();
		if (!paid.settlement.isSettled || !session.shift.isOpen) {
			const outcome = { outcome: PaymentOutcome.approved, reference, attempt: payment.origin };
			session.write({ kind: RecordKind.paymentEnded, ...outcome }, "reserved");
			if (!isShown) return;
			this.hide();
			return this.takeUp(paid);
		}
		if (isInHand) return this.complete();
		if (!isShown) return this.saveLate(paid);
		const record = this.save(paid);
		this.hide();
		session.finished(record, true);
	}

	/**
	 * It was not charged, and never will be under its key. What was taken besides, and the basket, are in hand again
	 * where nobody else is served; cash that was taken besides waits for a hand.
	 */
	withdraw(payment: OpenPayment, outcome: PaymentOutcome): void {
		const session = this.#session;
		const isShown = payment === this.#shown;
		const isInHand = this.isInHand(payment);
		const left = isInHand ? this.current : this.restored(payment);
		const part = this.lastPart(left);
		// Behind the counter's back nothing changes in hand. What a card has paid a part of stays open by that part.
		if (left && part && !isShown) this.keepPart(part, left);
		else if (left && !part && !isInHand) {
			if (!isShown && left.settlement.tenders.length > 0) return;
			left.parked ??= this.parkLeft(left.basket);
		}
		const ended = { outcome, reference: "", attempt: payment.origin, closes: [payment.place] };
		session.write({ kind: RecordKind.paymentEnded, ...ended }, "reserved");
		payment.outcome = outcome;
		if (!isShown) return;
		this.hide();
		if (left) this.takeUp(left);
		else session.goHome();
	}

	/**
	 * Goes on with a payment of which a card has paid a part, or saves its sale. The hand is empty. Throws Fault
	 * JOURNAL_DAMAGED.
	 */
	resume(payment: OpenPayment): void {
		const paid = this.approved(payment);
		if (paid === undefined) throw new Fault("JOURNAL_DAMAGED", "payment attempt");
		if (!paid.settlement.isSettled) return this.takeUp(paid);
		this.saveLate(paid);
		this.#session.goHome();
	}

	/** Sales that were paid for while no shift was open belong to the one that has opened. */
	saveWaiting(): void {
		for (const payment of this.open) {
			const paid = payment.outcome === PaymentOutcome.approved ? this.approved(payment) : undefined;
			if (paid?.settlement.isSettled) this.saveLate(paid);
		}
	}

	/** The host's signed word on an attempt; it waits while the reader, which knows better, still works on it. */
	takeAnswer(answer: PaymentAnswer): void {
		const payment = this.#session.shift.open.find({ epoch: answer.epoch, sequence: answer.sequence });
		if (payment === undefined || !equal(payment.key, answer.key) || !this.isAwaited(payment)) return;
		// A card can still be held to it, or declined.
		if (this.isInHand(payment) && this.#stage !== "silent") this.#waitingAnswer = answer;
		else if (answer.outcome === PaymentOutcome.approved) this.approve(payment, answer.reference);
		else if (answer.outcome === PaymentOutcome.withdrawn) this.withdraw(payment, PaymentOutcome.withdrawn);
	}

	/**
	 * Saves the sale that is settled; then shows, prints and opens the drawer. Throws what the journal throws; the
	 * settlement then stands.
	 */
	complete(): void {
		const record = this.save(this.current!);
		this.hide();
		this.current = undefined;
		this.#session.basket.clear();
		this.#session.finished(record, true);
	}

	/** What is open stays open, and whatever the reader still says finds nobody. */
	close(): void {
		this.#isClosed = true;
		this.#reply?.cancel();
	}

	/** A late answer settles its own attempt, whatever is in hand by then. */
	private settle(payment: OpenPayment, outcome: CardOutcome): void {
		const isShown = payment === this.#shown;
		const isInHand = this.isInHand(payment);
		switch (outcome.kind) {
			case "approved":
				return this.approve(payment, outcome.reference);
			case "declined":
				this.withdraw(payment, PaymentOutcome.declined);
				if (isShown) this.#session.say("CARD_DECLINED");
				return;
			case "cancelled":
				this.withdraw(payment, PaymentOutcome.withdrawn);
				if (isShown && !isInHand) this.#session.say("CARD_NOT_CHARGED");
				return;
			case "unknown":
				if (isShown) this.fallSilent();
		}
	}

	/**
	 * What comes from the reader comes outside any touch: faults are shown as for one. Of what is settled already only
	 * one thing is news: that a card was charged after all.
	 */
	private hear(payment: OpenPayment, outcome: CardOutcome): void {
		if (this.isAwaited(payment)) this.#session.guard(() => this.settle(payment, outcome));
		else if (!this.#isClosed && outcome.kind === "approved" && isGivenUp(payment))
			this.#session.guard(() => this.noteCharge(payment, outcome.reference));
	}

	/** Its basket is free, or sold in another way: no sale can be made of it, and the host has to hear of it. */
	private noteCharge(payment: OpenPayment, answered: string): void {
		const reference = referenceOf(answered);
		const outcome = { outcome: PaymentOutcome.approved, reference, attempt: payment.origin };
		this.#session.write({ kind: RecordKind.paymentEnded, ...outcome }, "reserved");
		payment.outcome = PaymentOutcome.approved;
		this.#session.say("CARD_CHARGED_AFTERWARDS");
	}

	/**
	 * There is nothing left to say of one that is settled, nor of a part that a card has paid and that waits for the
	 * rest.
	 */
	private isAwaited(payment: OpenPayment): boolean {
		const isPaid = payment.outcome === PaymentOutcome.approved || this.isTaken(payment);
		return !this.#isClosed && !isPaid && this.#session.shift.open.heads.includes(payment);
	}

	/** A card is being spoken to; perhaps for a payment that was left open, while another one stands on the screen. */
	private authorising(payment: OpenPayment): void {
		if (payment === this.#shown) this.stand("authorising", limits.readerAuthoriseMs);
	}

	/** It is one of the tenders in hand. */
	private isTaken({ origin }: OpenPayment): boolean {
		return this.current?.settlement.tenders.some(({ attempt }) => attempt && isSamePlace(attempt, origin)) ?? false;
	}

	private show(payment: OpenPayment, stage: ReaderStage, isInHand: boolean): void {
		this.#reply?.cancel();
		this.#waitingAnswer = undefined;
		this.#isInHand = isInHand;
		this.#shown = payment;
		this.#stage = stage;
	}

	private stand(stage: ReaderStage, replyMs: number | undefined): void {
		this.#reply?.cancel();
		this.#stage = stage;
		if (replyMs !== undefined) this.expectReply(replyMs);
	}

	private expectReply(replyMs: number): void {
		this.#reply = this.#session.options.timers.start(replyMs, () => this.#session.guard(() => this.fallSilent()));
	}

	/** Nothing more is to be expected of the reader: others may say what became of it. */
	private fallSilent(): void {
		const answer = this.#waitingAnswer;
		this.#waitingAnswer = undefined;
		this.stand("silent", undefined);
		if (answer) this.takeAnswer(answer);
	}

	private isInHand(payment: OpenPayment): boolean {
		return this.#isInHand && payment === this.#shown && this.current !== undefined;
	}

	private takeTrainingCard(amountMinor: number): void {
		this.settlement.takeCard(amountMinor, trainingReference, undefined);
		if (this.settlement.isSettled) this.complete();
		else this.#session.go({ kind: "tender" });
	}

	/** A sale whose customer has gone. */
	private saveLate(paid: Payment): void {
		const record = this.save(paid);
		this.#session.say("PAYMENT_CAME_LATE");
		this.#session.finished(record, false);
	}

	private save({ basket, settlement, parked, isTraining }: Payment): ReceiptRecord {
		const session = this.#session;
		const { tenders, roundingMinor, changeMinor } = settlement;
		const { currency, catalogVersion, lines, discounts, taxes, taxMode, totalMinor } = basket;
		const body = {
			currency,
			catalogVersion,
			lines,
			discounts,
			taxes,
			roundingMinor,
			tenders,
			changeMinor,
			taxMode,
		};
		const closes = this.placesOf(tenders);
		if (parked) closes.push(parked);
		if (isTraining) {
			const number = session.shift.lastNumber(Series.training) + 1;
			const document = { series: Series.training, number, totalMinor: 0, cashMinor: 0 };
			return session.write({ kind: RecordKind.trainingSale, document, closes, totalMinor, ...body }, "sale");
		}
		let cashMinor = 0 - changeMinor;
		for (const tender of tenders) if (tender.kind === TenderKind.cash) cashMinor += tender.amountMinor;
		const number = session.shift.lastNumber(Series.receipt) + 1;
		const document = { series: Series.receipt, number, totalMinor, cashMinor };
		// A card that was charged is owed its record: attempts begin only while the reserved segments are free.
		return session.write(
			{ kind: RecordKind.sale, document, closes, ...body },
			closes.length > 0 ? "reserved" : "sale",
		);
	}

	/** Where the attempts of these tenders stand now. */
	private placesOf(tenders: readonly Tender[]): Place[] {
		return this.partsOf(tenders).map(({ place }) => place);
	}

	private partsOf(tenders: readonly Tender[]): OpenPayment[] {
		const { open } = this.#session.shift;
		return tenders.flatMap(({ attempt }) => (attempt && open.find(attempt)) ?? []);
	}

	private lastPart(payment: Payment | undefined): OpenPayment | undefined {
		return payment && this.partsOf(payment.settlement.tenders).at(-1);
	}

	/**
	 * A part that a card has paid is written again with everything else that was taken: cash that came after it is
	 * money, too.
	 */
	private keepPart(part: OpenPayment, { basket, settlement, parked }: Payment): void {
		const { origin, key, tenderKind, amountMinor, place } = part;
		const others = this.restored(part)?.settlement.tenders.length ?? 0;
		if (part.outcome === PaymentOutcome.approved && others === settlement.tenders.length - 1) return;
		const { roundingMinor, changeMinor } = settlement;
		const isPart = ({ attempt }: Tender): boolean => attempt !== undefined && isSamePlace(attempt, origin);
		const tenders = settlement.tenders.filter((tender) => !isPart(tender));
		const { reference = "" } = settlement.tenders.find(isPart) ?? {};
		const attempt = { tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked };
		const carried = { origin, key, outcome: PaymentOutcome.approved, reference, ...attempt };
		this.#session.write({ kind: RecordKind.paymentCarried, closes: [place], ...carried }, "reserved");
	}

	/** Before its attempt is closed: until then that is all that holds the basket. */
	private parkLeft(basket: BasketContent): Place {
		this.#session.write({ kind: RecordKind.basketParked, basket }, "reserved");
		return this.#session.shift.open.newestParked!;
	}

	private approved(payment: OpenPayment): Payment | undefined {
		const restored = this.restored(payment);
		restored?.settlement.takeCard(payment.amountMinor, payment.reference, payment.origin);
		return restored;
	}

	private restored(payment: OpenPayment): Payment | undefined {
		const record = this.#session.shift.read(payment.place);
		if (record?.kind !== RecordKind.paymentAttempted && record?.kind !== RecordKind.paymentCarried)
			return undefined;
		const { basket, tenders, roundingMinor, changeMinor } = record;
		const settlement = this.settlementOf(basket, tenders, roundingMinor, changeMinor);
		return { basket, settlement, parked: payment.parked, isTraining: false };
	}

	private settlementOf(
		basket: BasketContent,
		tenders: readonly Tender[],
		roundingMinor: number,
		changeMinor: number,
	): Settlement {
		const { totalMinor, currency } = basket;
		return new Settlement({
			totalMinor,
			cashRounding: this.#session.cashRounding(currency),
			tenders,
			roundingMinor,
			changeMinor,
		});
	}

	/** Into the hand, which is empty or holds it. */
	private takeUp(payment: Payment): void {
		const session = this.#session;
		if (payment !== this.current) {
			session.basket.restore(payment.basket, payment.parked);
			this.current = payment;
		}
		session.go({ kind: "tender" });
	}
}

function isGivenUp({ outcome }: OpenPayment): boolean {
	return outcome === PaymentOutcome.declined || outcome === PaymentOutcome.withdrawn;
}

/** A reader's or a host's word in a record: what a ticket can print, and no longer than there is room for. */
function referenceOf(answered: string): string {
	return answered.slice(0, limits.referenceCharactersMax).replaceAll(/[^ -~]/g, "?");
}
