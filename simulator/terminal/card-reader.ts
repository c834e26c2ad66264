// A card reader and its payment gateway. The reader waits for a tap, authorises the card and answers with a reference.
// The gateway stores every idempotency key: it charges at most once for a key, and never for a withdrawn one. The
// reader has its own power supply. Its modes reproduce the ways in which real readers lose answers.
import type { CardInquiry, CardOutcome, CardReader, CardRequest } from "../../firmware/core/card.js";
import type { Scheduled, World } from "../world.js";

const authorisingMs = 400;
/** Delay of mode `late`: longer than the till waits for the answer to a cancellation or an inquiry. */
const lateMs = 90_000;

/**
 * `fine`: works. `lost`: charges, but the answer is lost. `late`: charges, but the answer comes after the till has
 * stopped waiting. `silent`: neither charges nor answers, as if unplugged. `unsure`: the gateway charges, but the
 * reader loses the gateway's answer and reports an unknown outcome.
 */
export type CardReaderMode = "fine" | "lost" | "late" | "silent" | "unsure";

export interface Charge {
	readonly idempotencyKey: string;
	readonly amountMinor: number;
	readonly reference: string;
}

/** The gateway's decision on a key: charged, or withdrawn for ever. */
export interface GatewayDecision {
	readonly idempotencyKey: string;
	readonly charge: Charge | undefined;
}

export class SimulatedCardReader implements CardReader {
	readonly #world: World;
	readonly #isOnline: () => boolean;
	/** The gateway's charges by key; undefined for a withdrawn key, under which nothing will be charged. */
	readonly #known = new Map<string, Charge | undefined>();
	#waiting: CardRequest | undefined;
	#authorising: Scheduled | undefined;
	/** Number of the terminal's boot. Answers to requests of an earlier boot are dropped. */
	#boot = 0;
	mode: CardReaderMode = "fine";
	/** Taps a card as soon as a request comes. */
	autoTap = false;
	/** The next tap is declined. */
	declineNext = false;
	/** Keeps the request when the terminal loses its power, so that a card tapped afterwards is charged. */
	goesOnAlone = false;
	/** All charges, in order. */
	readonly charges: Charge[] = [];
	/** Stores what the gateway decided on a key, where it outlives the process, before its answer is sent. */
	onDecision: ((decision: GatewayDecision) => void) | undefined;

	/** `isOnline`: whether the reader reaches its gateway; otherwise it takes cards without asking the bank. */
	constructor(world: World, isOnline: () => boolean = () => true) {
		this.#world = world;
		this.#isOnline = isOnline;
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
		// A charge cannot be cancelled; its answer follows.
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
			// An inquiry about a payment that was not charged withdraws it.
			if (!this.#known.has(idempotencyKey)) this.withdraw(idempotencyKey);
			this.#waiting = undefined;
			this.reply(inquiry, this.outcomeOf(idempotencyKey));
		}
	}

	/** Taps a card. */
	tap(): void {
		const request = this.#waiting;
		if (!request || this.#authorising || this.mode === "silent") return;
		const boot = this.#boot;
		this.#authorising = this.#world.schedule(0, () => {
			if (boot === this.#boot) request.onAuthorising?.();
			if (this.#waiting !== request) return;
			this.settle(this.authorise(request), authorisingMs);
		});
	}

	/** The terminal loses its power. The gateway keeps its charges. */
	powerOff(): void {
		this.#boot++;
		if (this.goesOnAlone && this.#waiting) return;
		this.#authorising?.cancel();
		this.#authorising = undefined;
		this.#waiting = undefined;
	}

	/** The amount charged under a key; 0 for none. */
	chargedMinor(idempotencyKey: string): number {
		return this.charges
			.filter((charge) => charge.idempotencyKey === idempotencyKey)
			.reduce((sum, charge) => sum + charge.amountMinor, 0);
	}

	/** What the gateway has decided so far, in order. */
	decisions(): GatewayDecision[] {
		return [...this.#known].map(([idempotencyKey, charge]) => ({ idempotencyKey, charge }));
	}

	/** Decisions of earlier runs. */
	load(decisions: readonly GatewayDecision[]): void {
		for (const decision of decisions) this.note(decision);
	}

	private withdraw(idempotencyKey: string): void {
		if (!this.#known.has(idempotencyKey)) this.decide({ idempotencyKey, charge: undefined });
	}

	private decide(decision: GatewayDecision): void {
		this.onDecision?.(decision);
		this.note(decision);
	}

	private note({ idempotencyKey, charge }: GatewayDecision): void {
		this.#known.set(idempotencyKey, charge);
		if (charge) this.charges.push(charge);
	}

	private outcomeOf(idempotencyKey: string): CardOutcome {
		const charge = this.#known.get(idempotencyKey);
		return charge
			? { kind: "approved", reference: charge.reference, isConfirmed: this.#isOnline() }
			: { kind: "cancelled" };
	}

	private authorise({ idempotencyKey, amountMinor }: CardRequest): CardOutcome {
		if (this.declineNext) {
			this.declineNext = false;
			this.withdraw(idempotencyKey);
			return { kind: "declined", reason: "card declined" };
		}
		// Derived from the key alone, so that a world replays with the same references.
		const charge = { idempotencyKey, amountMinor, reference: `tok-${idempotencyKey.slice(0, 12)}` };
		if (!this.#known.has(idempotencyKey)) this.decide({ idempotencyKey, charge });
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

	/** Frees the reader for the next request. In mode `late` the answer follows, in mode `lost` it never does. */
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
