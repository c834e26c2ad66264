// A card reader with its gateway behind it, as the till sees them: waits for a tap, talks to the card, answers with a
// token. The gateway knows each key for ever: it charges at most once under it, and never under one that was withdrawn.
// The reader has a power of its own, and loses answers in all the ways that readers do.
import type { CardInquiry, CardOutcome, CardReader, CardRequest } from "../../firmware/core/card.js";
import type { Scheduled, World } from "../world.js";

const authorisingMs = 400;
/** Of a mode that answers late: past the till's patience with a cancelled or an asked reader. */
const lateMs = 90_000;

/**
 * `fine`; `lost`: it charges, and the answer is lost on its way back; `late`: the answer comes after everybody has
 * stopped waiting; `silent`: nothing is taken and nothing answered, as with a pulled plug; `unsure`: the gateway
 * charges, the reader loses it before it hears so, and says so.
 */
export type CardReaderMode = "fine" | "lost" | "late" | "silent" | "unsure";

export interface Charge {
	readonly idempotencyKey: string;
	readonly amountMinor: number;
	readonly reference: string;
}

export class SimulatedCardReader implements CardReader {
	readonly #world: World;
	/** What the gateway knows; undefined behind a key: nothing will ever be charged under it. */
	readonly #known = new Map<string, Charge | undefined>();
	#waiting: CardRequest | undefined;
	#authorising: Scheduled | undefined;
	/** Counts the power-ons of the terminal: answers to an earlier one find nobody. */
	#boot = 0;
	mode: CardReaderMode = "fine";
	/** Taps the moment a request comes, as a customer with the card at hand does. */
	autoTap = false;
	/** The next tap is declined. */
	declineNext = false;
	/**
	 * The request stays on the reader when the terminal has lost its power: a card that is held to it then is charged.
	 */
	goesOnAlone = false;
	/** Money taken, in order. */
	readonly charges: Charge[] = [];

	constructor(world: World) {
		this.#world = world;
	}

	get isWaiting(): boolean {
		return this.#waiting !== undefined && this.#authorising === undefined;
	}

	request(request: CardRequest): void {
		if (this.mode === "silent") return;
		this.#authorising?.cancel();
		this.#authorising = undefined;
		this.#waiting = request;
		const { idempotencyKey } = request;
		if (this.#known.has(idempotencyKey)) return this.reply(request, this.outcomeOf(idempotencyKey));
		if (this.autoTap) this.tap();
	}

	cancel(): void {
		const request = this.#waiting;
		if (!request || this.mode === "silent") return;
		// What the gateway has charged is not taken back: the answer is on its way.
		if (this.#known.get(request.idempotencyKey)) return;
		this.withdraw(request.idempotencyKey);
		this.settle({ kind: "cancelled" });
	}

	inquire({ idempotencyKey, onOutcome }: CardInquiry): void {
		if (this.mode === "silent") return;
		const inquiry = { idempotencyKey, amountMinor: 0, currency: "", onOutcome };
		if (this.mode === "unsure") return this.reply(inquiry, { kind: "unknown" });
		const isAuthorising = this.#waiting?.idempotencyKey === idempotencyKey && this.#authorising !== undefined;
		if (isAuthorising) this.#waiting = inquiry;
		else {
			// Whoever asks what became of a payment does not want it charged from now on.
			if (!this.#known.has(idempotencyKey)) this.withdraw(idempotencyKey);
			this.#waiting = undefined;
			this.reply(inquiry, this.outcomeOf(idempotencyKey));
		}
	}

	/** The customer holds the card to the reader. */
	tap(): void {
		const request = this.#waiting;
		if (!request || this.#authorising || this.mode === "silent") return;
		const boot = this.#boot;
		this.#authorising = this.#world.schedule(0, () => {
			if (boot === this.#boot) request.onAuthorising?.();
			if (this.#waiting !== request) return;
			this.settle(this.decide(request), authorisingMs);
		});
	}

	/** The terminal's power is gone; what was charged stays charged at the gateway. */
	powerOff(): void {
		this.#boot++;
		if (this.goesOnAlone && this.#waiting) return;
		this.#authorising?.cancel();
		this.#authorising = undefined;
		this.#waiting = undefined;
	}

	/** Money taken under a key; 0 for none. */
	chargedMinor(idempotencyKey: string): number {
		return this.charges
			.filter((charge) => charge.idempotencyKey === idempotencyKey)
			.reduce((sum, charge) => sum + charge.amountMinor, 0);
	}

	private withdraw(idempotencyKey: string): void {
		if (!this.#known.has(idempotencyKey)) this.#known.set(idempotencyKey, undefined);
	}

	private outcomeOf(idempotencyKey: string): CardOutcome {
		const charge = this.#known.get(idempotencyKey);
		return charge ? { kind: "approved", reference: charge.reference } : { kind: "cancelled" };
	}

	private decide({ idempotencyKey, amountMinor }: CardRequest): CardOutcome {
		if (this.declineNext) {
			this.declineNext = false;
			this.withdraw(idempotencyKey);
			return { kind: "declined", reason: "card declined" };
		}
		// The reference is made from the key alone, so that two runs of one world agree on it.
		const charge = { idempotencyKey, amountMinor, reference: `tok-${idempotencyKey.slice(0, 12)}` };
		if (!this.#known.has(idempotencyKey)) {
			this.#known.set(idempotencyKey, charge);
			this.charges.push(charge);
		}
		return this.mode === "unsure" ? { kind: "unknown" } : this.outcomeOf(idempotencyKey);
	}

	private settle(outcome: CardOutcome, delayMs = 0): void {
		const request = this.#waiting;
		this.#authorising?.cancel();
		if (this.mode !== "fine" && this.mode !== "unsure" && outcome.kind === "approved")
			return this.delay(request!, outcome);
		this.#authorising = this.#world.schedule(delayMs, () => {
			const waiting = this.#waiting;
			this.#authorising = this.#waiting = undefined;
			// An inquiry may have taken the place of the request that it asks about.
			const asked = waiting?.idempotencyKey === request?.idempotencyKey ? waiting : request;
			asked?.onOutcome(outcome);
		});
	}

	/** The reader is free for the next card; the answer comes when it comes, or never. */
	private delay(request: CardRequest, outcome: CardOutcome): void {
		const boot = this.#boot;
		this.#authorising = this.#waiting = undefined;
		if (this.mode === "late") this.#world.schedule(lateMs, () => boot === this.#boot && request.onOutcome(outcome));
	}

	private reply(request: CardRequest, outcome: CardOutcome): void {
		const boot = this.#boot;
		this.#world.schedule(authorisingMs, () => {
			if (boot !== this.#boot) return;
			if (this.#waiting === request) this.#waiting = undefined;
			request.onOutcome(outcome);
		});
	}
}
