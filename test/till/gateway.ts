// A card reader with a gateway that counts charges: at most one per key, and none for a withdrawn key. Tests control
// when a card is presented and when an answer arrives, if at all.
import type { CardInquiry, CardOutcome, CardReader, CardRequest } from "../../firmware/core/card.js";

interface Answer {
	readonly boot: number;
	readonly outcome: CardOutcome;
	readonly respond: (outcome: CardOutcome) => void;
}

export class Gateway implements CardReader {
	/** Minor units per key; undefined: withdrawn or declined, and never to be charged. */
	readonly #known = new Map<string, number | undefined>();
	#waiting: { readonly boot: number; readonly request: CardRequest } | undefined;
	#answers: Answer[] = [];
	#boot = 0;
	/** Accepts no request and sends no answer, as if unplugged. */
	isSilent = false;
	/** Requests in order. */
	readonly requested: string[] = [];
	readonly inquired: string[] = [];

	request(request: CardRequest): void {
		this.requested.push(request.idempotencyKey);
		this.#waiting = this.isSilent ? undefined : { boot: this.#boot, request };
	}

	cancel(): void {
		const waiting = this.#waiting;
		if (!waiting || this.isSilent) return;
		this.#waiting = undefined;
		this.withdraw(waiting.request.idempotencyKey);
		this.answer(this.outcomeOf(waiting.request.idempotencyKey), waiting.request.onOutcome);
	}

	inquire({ idempotencyKey, onOutcome }: CardInquiry): void {
		this.inquired.push(idempotencyKey);
		if (this.isSilent) return;
		// An inquiry withdraws a payment that has not been charged.
		this.withdraw(idempotencyKey);
		if (this.#waiting?.request.idempotencyKey === idempotencyKey) this.#waiting = undefined;
		this.answer(this.outcomeOf(idempotencyKey), onOutcome);
	}

	/** A card is presented and charged; the answer is in transit. */
	tap(): void {
		const waiting = this.#waiting;
		if (!waiting || this.isSilent) return;
		this.#waiting = undefined;
		const { request, boot } = waiting;
		if (!this.#known.has(request.idempotencyKey)) this.#known.set(request.idempotencyKey, request.amountMinor);
		if (boot === this.#boot) request.onAuthorising?.();
		this.answer(this.outcomeOf(request.idempotencyKey), request.onOutcome, boot);
	}

	decline(): void {
		const waiting = this.#waiting;
		if (!waiting || this.isSilent) return;
		this.#waiting = undefined;
		this.withdraw(waiting.request.idempotencyKey);
		this.answer({ kind: "declined", reason: "" }, waiting.request.onOutcome, waiting.boot);
	}

	/** The oldest answer arrives, twice if the reader repeats itself. */
	deliver(times = 1): void {
		const answer = this.#answers.shift();
		if (answer?.boot !== this.#boot) return;
		for (let i = 0; i < times; i++) answer.respond(answer.outcome);
	}

	deliverAll(): void {
		while (this.#answers.length > 0) this.deliver();
	}

	/** The oldest answer is lost. */
	lose(): void {
		this.#answers.shift();
	}

	/**
	 * The terminal lost power: answers to it are lost. The reader still holds its request, and a card can be presented.
	 */
	terminalRestarted(): void {
		this.#boot++;
	}

	/** Clears the reader's request. */
	forget(): void {
		this.#waiting = undefined;
	}

	/** Charged amount per key. */
	get charged(): ReadonlyMap<string, number> {
		return new Map([...this.#known].flatMap(([key, minor]) => (minor === undefined ? [] : [[key, minor]])));
	}

	/** The gateway's final outcome; it never changes afterwards. */
	outcomeOf(key: string): CardOutcome {
		const minor = this.#known.get(key);
		return minor === undefined ? { kind: "cancelled" } : { kind: "approved", reference: referenceOf(key) };
	}

	/** An operator settles the payment at the gateway, finally: charged or not. */
	settle(key: string): CardOutcome {
		this.withdraw(key);
		return this.outcomeOf(key);
	}

	private withdraw(key: string): void {
		if (!this.#known.has(key)) this.#known.set(key, undefined);
	}

	private answer(outcome: CardOutcome, respond: (outcome: CardOutcome) => void, boot = this.#boot): void {
		this.#answers.push({ boot, outcome, respond });
	}
}

export function referenceOf(key: string): string {
	return `tok-${key.slice(0, 12)}`;
}
