// Watches the wall clock: a time that contradicts the journal is not trusted after power-on, and once the host has
// answered in this boot, the clock keeps to the host's signed time.
import type { FaultCode } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { isPlausible } from "../../core/plausible-time.js";
import { ClockQuality, type WallTime } from "../../core/ports.js";
import type { TillPorts } from "../options.js";

export class ClockWatch {
	readonly #ports: TillPorts;
	/** What the stallholder has not been told yet. */
	notice: FaultCode | undefined;
	/** The host's time less the uptime, followed through small corrections; undefined before the host's answer. */
	#offsetMs: number | undefined;

	/** `knownMs`: the newest time in the journal; undefined for none. */
	constructor(ports: TillPorts, knownMs: number | undefined) {
		this.#ports = ports;
		const { ms, quality } = ports.wallClock.read();
		if (quality === ClockQuality.unset || knownMs === undefined) return;
		if (isPlausible(ms, knownMs, limits.clockAheadMsMax)) return;
		ports.wallClock.set(ms, ClockQuality.unset);
		this.notice = "CLOCK_REFUSED";
	}

	/**
	 * Sets the clock by the host's signed time if it is off or has a lesser source. The host is believed in both
	 * directions: its answer is signed and cannot be old. Returns what the clock showed before if it was off or unset.
	 */
	follow(wallMs: number, uncertaintyMs: number): WallTime | undefined {
		const { wallClock } = this.#ports;
		const before = wallClock.read();
		const isUnset = before.quality === ClockQuality.unset;
		const offMs = Math.abs(wallMs - before.ms);
		const isOff = offMs > limits.clockOffMsMax + uncertaintyMs;
		if (isOff || before.quality !== ClockQuality.network) wallClock.set(wallMs, ClockQuality.network);
		this.#offsetMs = this.readOffset();
		if (isUnset) this.notice = undefined;
		else if (offMs > limits.clockStepMsMax + uncertaintyMs) this.notice = "CLOCK_CORRECTED";
		return isOff || isUnset ? before : undefined;
	}

	/** The clock has moved against the uptime since the host's answer, by more than a time server's correction. */
	get hasMoved(): boolean {
		return this.#offsetMs !== undefined && Math.abs(this.readOffset() - this.#offsetMs) > limits.clockStepMsMax;
	}

	/** Sets back a clock that has moved, and returns what it showed. Also follows small corrections. */
	look(): WallTime | undefined {
		if (this.#offsetMs === undefined) return undefined;
		if (!this.hasMoved) {
			this.#offsetMs = this.readOffset();
			return undefined;
		}
		const { wallClock, timers } = this.#ports;
		const before = wallClock.read();
		wallClock.set(timers.uptimeMs() + this.#offsetMs, ClockQuality.network);
		this.notice = "CLOCK_CORRECTED";
		return before;
	}

	private readOffset(): number {
		return this.#ports.wallClock.read().ms - this.#ports.timers.uptimeMs();
	}
}
