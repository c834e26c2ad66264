// A card reader as the till sees one: it waits for a tap, talks to the card, answers with a token. A key it has approved is approved for ever
// with the same reference: asking again after a crash charges nothing.
import type { CardOutcome, CardReader, CardRequest } from "../../firmware/core/card.js";
import type { Scheduled, World } from "../world.js";

const authorisingMs = 400;

export class SimulatedCardReader implements CardReader {
	readonly #world: World;
	readonly #approved = new Map<string, string>();
	#waiting: CardRequest | undefined;
	#authorising: Scheduled | undefined;
	#answer: CardOutcome | undefined;
	/** Taps the moment a request comes, as a customer with the card at hand does. */
	autoTap = false;
	/** The next tap is declined. */
	declineNext = false;
	/** Money taken, by idempotency key: each at most once. */
	readonly chargesMinor = new Map<string, number>();

	constructor(world: World) {
		this.#world = world;
	}

	get isWaiting(): boolean {
		return this.#waiting !== undefined && this.#authorising === undefined;
	}

	request(request: CardRequest): void {
		this.#waiting = request;
		if (this.autoTap) this.tap();
	}

	cancel(): void {
		if (!this.#waiting) return;
		if (this.#answer?.result === "approved") return;
		this.#settle({ result: "cancelled" });
	}

	/** The customer holds the card to the reader. */
	tap(): void {
		const request = this.#waiting;
		if (!request || this.#authorising) return;
		this.#authorising = this.#world.schedule(0, () => {
			request.onAuthorising?.();
			if (this.#waiting !== request) return;
			this.#answer = this.#decide(request);
			this.#settle(this.#answer, authorisingMs);
		});
	}

	/** The power is gone; what was approved stays approved at the gateway. */
	powerOff(): void {
		this.#authorising?.cancel();
		this.#authorising = undefined;
		this.#answer = undefined;
		this.#waiting = undefined;
	}

	#decide(request: CardRequest): CardOutcome {
		if (this.declineNext) {
			this.declineNext = false;
			return { result: "declined", reason: "card declined" };
		}
		// The reference is made from the key alone, so that two runs of one world agree on it.
		const reference = this.#approved.get(request.idempotencyKey) ?? `tok-${request.idempotencyKey}`;
		this.#approved.set(request.idempotencyKey, reference);
		this.chargesMinor.set(request.idempotencyKey, request.amountMinor);
		return { result: "approved", reference };
	}

	#settle(outcome: CardOutcome, delayMs = 0): void {
		const request = this.#waiting;
		this.#authorising?.cancel();
		this.#authorising = this.#world.schedule(delayMs, () => {
			this.#authorising = undefined;
			this.#answer = undefined;
			this.#waiting = undefined;
			request?.onOutcome(outcome);
		});
	}
}
