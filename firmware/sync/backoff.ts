// How long to wait before the next attempt: doubling with jitter, so that a market full of tills does not come back in
// step.
import { limits } from "../core/limits.js";
import type { Random } from "../core/ports.js";

export class Backoff {
	readonly #random: Random;
	#ceilingMs: number = limits.reconnectDelayMsMin;
	/** From the first attempt on, as long as otherwise after many. */
	isSparing = false;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Between half of the present ceiling and all of it; the ceiling doubles up to limits.reconnectDelayMsMax. */
	nextDelayMs(): number {
		const ceilingMs = this.isSparing ? limits.reconnectDelayMsMax : this.#ceilingMs;
		this.#ceilingMs = Math.min(ceilingMs * 2, limits.reconnectDelayMsMax);
		const bytes = new Uint8Array(2);
		this.#random.fill(bytes);
		const unit = (bytes[0]! * 256 + bytes[1]!) / 65_536;
		return Math.floor(ceilingMs / 2 + (unit * ceilingMs) / 2);
	}

	/** Something verified came through: the next failure is a new one. */
	reset(): void {
		this.#ceilingMs = limits.reconnectDelayMsMin;
	}
}
