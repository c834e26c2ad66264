// One direction of a connection in virtual time: packets leave one after another at the line's rate and arrive a
// latency later.
import type { Scheduled, World } from "../world.js";
import type { LinkProfile } from "./profile.js";

export class LinkDirection {
	readonly #world: World;
	readonly #scheduled = new Set<Scheduled>();
	/** When the last byte so far has left the sender. */
	#freeAtMs = 0;
	/** Nothing arrives before what was sent earlier: TCP keeps order. */
	#lastArrivalMs = 0;
	#bytes = 0;

	constructor(world: World) {
		this.#world = world;
	}

	/** Bytes under way. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Calls `onSent` when the bytes have left the sender and `onArrival` when they are across. */
	carry(byteCount: number, profile: LinkProfile, jitterMs: number, onSent: () => void, onArrival: () => void): void {
		const { nowMs } = this.#world;
		this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + (byteCount * 1_000) / profile.bytesPerSecond;
		const arrivalMs = Math.max(this.#lastArrivalMs, this.#freeAtMs + profile.latencyMs + jitterMs);
		this.#lastArrivalMs = arrivalMs;
		this.#bytes += byteCount;
		this.after(this.#freeAtMs - nowMs, onSent);
		this.after(arrivalMs - nowMs, () => {
			this.#bytes -= byteCount;
			onArrival();
		});
	}

	/** Something that happens on this line later, unless it is cut before. */
	after(delayMs: number, run: () => void): void {
		const scheduled = this.#world.schedule(delayMs, () => {
			this.#scheduled.delete(scheduled);
			run();
		});
		this.#scheduled.add(scheduled);
	}

	/** All that is under way is lost. */
	cut(): void {
		for (const scheduled of this.#scheduled) scheduled.cancel();
		this.#scheduled.clear();
		this.#bytes = 0;
	}
}
