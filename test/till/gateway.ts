// A card reader with a gateway behind it that counts what it charges: at most once under each key, and never under one
// that was withdrawn. Nothing happens by itself: a test says when a card is held to the reader, and when an answer
// arrives, if ever.
import type { CardInquiry, CardOutcome, CardReader, CardRequest } from "../../firmware/core/card.js";

interface Answer {
	readonly boot: number;
	readonly outcome: CardOutcome;
	readonly tell: (outcome: CardOutcome) => void;
}

export class Gateway implements CardReader {
	/** Minor units under each key; undefined: withdrawn or declined, and never to be charged. */
	readonly #known = new Map<string, number | undefined>();
	#waiting: { readonly boot: number; readonly request: CardRequest } | undefined;
	#answers: Answer[] = [];
	#boot = 0;
	/** Takes no request and gives no answer, as with a pulled plug. */
	isSilent = false;
	/** What was asked for, in order. */
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
		// Whoever asks what became of a payment does not want it charged from now on.
		this.withdraw(idempotencyKey);
		if (this.#waiting?.request.idempotencyKey === idempotencyKey) this.#waiting = undefined;
		this.answer(this.outcomeOf(idempotencyKey), onOutcome);
	}

	/** A card is held to the reader and charged; the answer is on its way. */
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

	/** The oldest answer arrives, twice where readers stutter. */
	deliver(times = 1): void {
		const answer = this.#answers.shift();
		if (answer?.boot !== this.#boot) return;
		for (let i = 0; i < times; i++) answer.tell(answer.outcome);
	}

	deliverAll(): void {
		while (this.#answers.length > 0) this.deliver();
	}

	/** The oldest answer is lost on its way. */
	lose(): void {
		this.#answers.shift();
	}

	/**
	 * The terminal lost its power: answers to it find nobody. The reader still holds its request, and a card can be
	 * held to it.
	 */
	terminalRestarted(): void {
		this.#boot++;
	}

	/** Nobody's request stands on the reader any more. */
	forget(): void {
		this.#waiting = undefined;
	}

	/** Money under each key. */
	get charged(): ReadonlyMap<string, number> {
		return new Map([...this.#known].flatMap(([key, minor]) => (minor === undefined ? [] : [[key, minor]])));
	}

	/** What a gateway says for good: it is never changed afterwards. */
	outcomeOf(key: string): CardOutcome {
		const minor = this.#known.get(key);
		return minor === undefined ? { kind: "cancelled" } : { kind: "approved", reference: referenceOf(key) };
	}

	/** The operator settles it at the gateway: charged or not, it stays so. */
	settle(key: string): CardOutcome {
		this.withdraw(key);
		return this.outcomeOf(key);
	}

	private withdraw(key: string): void {
		if (!this.#known.has(key)) this.#known.set(key, undefined);
	}

	private answer(outcome: CardOutcome, tell: (outcome: CardOutcome) => void, boot = this.#boot): void {
		this.#answers.push({ boot, outcome, tell });
	}
}

export function referenceOf(key: string): string {
	return `tok-${key.slice(0, 12)}`;
}
