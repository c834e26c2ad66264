// How far the card reader has come with the attempt that is shown. A reader is asked only for an attempt that is on
// flash (invariant 13).
import type { Timer, Timers } from "../../core/ports.js";
import type { PaymentAnswer } from "../../wire/payment-answer.js";
import type { OpenPayment } from "./open-items.js";

/** `asking`: the reader is asked what became of a payment that was under way before. */
export type ReaderStage = "present" | "authorising" | "cancelling" | "asking" | "silent";

export class ReaderConversation {
	readonly #timers: Timers;
	#shown: OpenPayment | undefined;
	/** The attempt shown is of the payment in hand. */
	#isInHand = false;
	#stage: ReaderStage = "present";
	/** Runs while the reader owes an answer. */
	#reply: Timer | undefined;
	#isClosed = false;
	/** The host's answer on what the reader still works on. */
	waitingAnswer: PaymentAnswer | undefined;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	get stage(): ReaderStage {
		return this.#stage;
	}

	/** The attempt that is shown: of the payment in hand, or one that was under way before. */
	get shown(): OpenPayment | undefined {
		return this.#shown;
	}

	/** The terminal has ended: what the reader still says changes nothing. */
	get isClosed(): boolean {
		return this.#isClosed;
	}

	/** Whether it is the attempt shown, and of the payment in hand. */
	isInHand(payment: OpenPayment): boolean {
		return this.#isInHand && payment === this.#shown;
	}

	show(payment: OpenPayment, stage: ReaderStage, isInHand: boolean): void {
		this.#reply?.cancel();
		this.waitingAnswer = undefined;
		this.#isInHand = isInHand;
		this.#shown = payment;
		this.#stage = stage;
	}

	advance(stage: ReaderStage): void {
		this.#reply?.cancel();
		this.#stage = stage;
	}

	expectReply(replyMs: number, onSilent: () => void): void {
		this.#reply = this.#timers.start(replyMs, onSilent);
	}

	/** No attempt is shown any more; what is open stays open. */
	hide(): void {
		this.#shown = undefined;
		this.#reply?.cancel();
	}

	close(): void {
		this.#isClosed = true;
		this.#reply?.cancel();
	}
}
