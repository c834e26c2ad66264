// The clock chip: it answers, it kept its time, and its time moves.
import { limits } from "../../core/limits.js";
import { localText } from "../../core/local-time.js";
import { ClockQuality } from "../../core/ports.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import type { TerminalPorts } from "../ports.js";
import { absent, type Bench, type Step } from "./step.js";

/** A chip counts whole seconds: in this time it moves by two or three of them. */
const watchMs = 2_500;
const stepsMs = { min: 1_000, max: 5_000 } as const;
/** The wall clock runs with the time since power-on unless it is set. */
const setMsMin = 500;

export class ClockStep implements Step {
	readonly task = "checkClock";
	readonly limitMs = limits.selfTestPartMs;
	readonly #ports: TerminalPorts;
	/** What chip and wall clock showed when the watch began, `#sinceMs` after the step. */
	#firstMs: number | undefined;
	#firstWallMs = 0;
	#sinceMs = 0;

	constructor({ ports }: Bench) {
		this.#ports = ports;
	}

	poll(elapsedMs: number): SelfTestOutcome | undefined {
		const { clockChip, wallClock } = this.#ports;
		if (!clockChip) return absent;
		const watchedMs = elapsedMs - this.#sinceMs;
		if (this.#firstMs !== undefined && watchedMs < watchMs) return undefined;
		let nowMs: number | undefined;
		try {
			nowMs = clockChip.read();
		} catch {
			// A bus without an answer throws what the system throws.
			return absent;
		}
		const wall = wallClock.read();
		// The wall clock is also unset where the chip's time was refused.
		if (nowMs === undefined || wall.quality === ClockQuality.unset) return { verdict: "fail", reason: "unset" };
		// Where host or time server have set the clock meanwhile, the watch begins anew.
		if (this.#firstMs === undefined || Math.abs(wall.ms - this.#firstWallMs - watchedMs) > setMsMin) {
			this.#firstMs = nowMs;
			this.#firstWallMs = wall.ms;
			this.#sinceMs = elapsedMs;
			return undefined;
		}
		const movedMs = nowMs - this.#firstMs;
		if (movedMs < stepsMs.min || movedMs > stepsMs.max) return this.expire();
		return { verdict: "pass", figure: localText(nowMs, []).slice(5) };
	}

	expire(): SelfTestOutcome {
		return { verdict: "fail", reason: "stands" };
	}
}
