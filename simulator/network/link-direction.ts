// One direction of a connection in virtual time: packets are sent one after another at the link's rate and arrive after
// its latency.
import type { Scheduled, World } from "../world.js";
import type { LinkProfile } from "./profile.js";

export class LinkDirection {
	readonly #world: World;
	readonly #scheduled = new Set<Scheduled>();
	/** Virtual time at which the last byte has left the sender. */
	#freeAtMs = 0;
	/** Virtual time of the last arrival: TCP delivers in order, so nothing may arrive earlier. */
	#lastArrivalMs = 0;
	#bytes = 0;

	constructor(world: World) {
		this.#world = world;
	}

	/** Bytes in transit. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Calls `onSent` when the bytes have left the sender and `onArrival` when they have arrived. */
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

	/** Schedules `run`, unless the direction is cut before. */
	after(delayMs: number, run: () => void): void {
		const scheduled = this.#world.schedule(delayMs, () => {
			this.#scheduled.delete(scheduled);
			run();
		});
		this.#scheduled.add(scheduled);
	}

	/** Drops everything in transit. */
	cut(): void {
		for (const scheduled of this.#scheduled) scheduled.cancel();
		this.#scheduled.clear();
		this.#bytes = 0;
	}
}
