// The delay before the next attempt: it doubles, with jitter, so that the tills of a market do not all reconnect at
// once.
import { limits } from "../core/limits.js";
import type { Random } from "../core/ports.js";

export class Backoff {
	readonly #random: Random;
	#ceilingMs: number = limits.reconnectDelayMsMin;
	/** Use the longest delay from the first attempt on. */
	isSparing = false;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Between half of the current ceiling and all of it; the ceiling doubles up to limits.reconnectDelayMsMax. */
	nextDelayMs(): number {
		const ceilingMs = this.isSparing ? limits.reconnectDelayMsMax : this.#ceilingMs;
		this.#ceilingMs = Math.min(ceilingMs * 2, limits.reconnectDelayMsMax);
		const bytes = new Uint8Array(2);
		this.#random.fill(bytes);
		const unit = (bytes[0]! * 256 + bytes[1]!) / 65_536;
		return Math.floor(ceilingMs / 2 + (unit * ceilingMs) / 2);
	}

	/** A verified message arrived: the next failure starts from the shortest delay. */
	reset(): void {
		this.#ceilingMs = limits.reconnectDelayMsMin;
	}
}
