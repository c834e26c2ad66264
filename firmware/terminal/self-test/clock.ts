// The clock chip: it answers, it kept its time, and its time moves.
import { limits } from "../../core/limits.js";
import { localText } from "../../core/local-time.js";
import type { ClockChip } from "../../core/ports.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { absent, type Bench, type Step } from "./step.js";

/** A chip counts whole seconds: in this time it moves by two or three of them. */
const watchMs = 2_500;
const stepsMs = { min: 1_000, max: 5_000 } as const;

export class ClockStep implements Step {
	readonly task = "checkClock";
	readonly limitMs = limits.selfTestPartMs;
	readonly #chip: ClockChip | undefined;
	#firstMs: number | undefined;

	constructor({ ports }: Bench) {
		this.#chip = ports.clockChip;
	}

	poll(elapsedMs: number): SelfTestOutcome | undefined {
		if (!this.#chip) return absent;
		if (this.#firstMs !== undefined && elapsedMs < watchMs) return undefined;
		let nowMs: number | undefined;
		try {
			nowMs = this.#chip.read();
		} catch {
			// A bus without an answer throws what the system throws.
			return absent;
		}
		if (nowMs === undefined) return { verdict: "fail", reason: "unset" };
		if (this.#firstMs === undefined) {
			this.#firstMs = nowMs;
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
