// State of the card reader for the attempt shown. A reader is asked only for an attempt that is on flash (invariant
// 13).
import type { Timer, Timers } from "../../core/ports.js";
import type { PaymentAnswer } from "../../wire/payment-answer.js";
import type { OpenPayment } from "./open-items.js";

/** `asking`: the reader is asked for the outcome of an earlier payment. */
export type ReaderStage = "present" | "authorising" | "cancelling" | "asking" | "silent";

export class ReaderConversation {
	readonly #timers: Timers;
	#shown: OpenPayment | undefined;
	/** Whether the attempt shown belongs to the payment in hand. */
	#isInHand = false;
	#stage: ReaderStage = "present";
	/** Runs while an answer from the reader is expected. */
	#reply: Timer | undefined;
	#isClosed = false;
	/** The host's answer for the attempt that the reader still works on. */
	waitingAnswer: PaymentAnswer | undefined;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	get stage(): ReaderStage {
		return this.#stage;
	}

	/** The attempt shown: of the payment in hand, or an earlier one. */
	get shown(): OpenPayment | undefined {
		return this.#shown;
	}

	/** The terminal has shut down: later answers have no effect. */
	get isClosed(): boolean {
		return this.#isClosed;
	}

	/** Whether this is the attempt shown and belongs to the payment in hand. */
	isInHand(payment: OpenPayment): boolean {
		return this.#isInHand && payment === this.#shown;
	}

	show(payment: OpenPayment, stage: ReaderStage, isInHand: boolean): void {
		this.expectNothing();
		this.waitingAnswer = undefined;
		this.#isInHand = isInHand;
		this.#shown = payment;
		this.#stage = stage;
	}

	advance(stage: ReaderStage): void {
		this.expectNothing();
		this.#stage = stage;
	}

	expectReply(replyMs: number, onSilent: () => void): void {
		this.#reply = this.#timers.start(replyMs, onSilent);
	}

	/** Stops showing the attempt; an open attempt stays open. */
	hide(): void {
		this.#shown = undefined;
		this.expectNothing();
	}

	close(): void {
		this.#isClosed = true;
		this.expectNothing();
	}

	private expectNothing(): void {
		this.#reply?.cancel();
		this.#reply = undefined;
	}
}
