// Fair turns between connections. What a connection sends beyond its first packets waits here, so that one that floods
// takes a place in the ring like every other, and the event loop is never held for all of its packets at once.
import { hostLimits } from "../../limits.js";
import { take } from "../../take.js";

export interface TurnTaker {
	/** Handles a few packets. Asks again if more are waiting. */
	takeTurn(): void;
}

export class Turns {
	/** In the order of asking. */
	readonly #waiting = new Set<TurnTaker>();
	#next: NodeJS.Immediate | undefined;

	/** A taker that waits already keeps its place. */
	ask(taker: TurnTaker): void {
		this.#waiting.add(taker);
		this.#next ??= setImmediate(() => this.run());
	}

	leave(taker: TurnTaker): void {
		this.#waiting.delete(taker);
	}

	private run(): void {
		this.#next = undefined;
		const takers = take(this.#waiting, hostLimits.turnsPerRoundMax);
		for (const taker of takers) this.#waiting.delete(taker);
		for (const taker of takers) taker.takeTurn();
		if (this.#waiting.size > 0) this.#next ??= setImmediate(() => this.run());
	}
}

/** How many packets a connection may send: a burst, and after it so many a second. */
export class PacketRate {
	readonly #now: () => number;
	#left: number = hostLimits.packetBurstMax;
	#atMs: number;

	constructor(now = (): number => performance.now()) {
		this.#now = now;
		this.#atMs = now();
	}

	/** Packets that may pass now. */
	get left(): number {
		const nowMs = this.#now();
		const added = ((nowMs - this.#atMs) * hostLimits.packetsPerSecondMax) / 1_000;
		this.#left = Math.min(hostLimits.packetBurstMax, this.#left + added);
		this.#atMs = nowMs;
		return Math.floor(this.#left);
	}

	use(packets: number): void {
		this.#left -= packets;
	}

	/** How long until a whole turn's packets may pass again. */
	get waitMs(): number {
		return Math.ceil((hostLimits.packetsPerTurnMax * 1_000) / hostLimits.packetsPerSecondMax);
	}
}
