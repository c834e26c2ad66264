// The battery: its charge can be read and lasts for more than the test.
import { limits } from "../../core/limits.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { absent, type Bench, type Step } from "./step.js";

export class BatteryStep implements Step {
	readonly task = "checkPart";
	readonly limitMs = limits.selfTestPartMs;
	readonly #battery: Bench["battery"];

	constructor({ battery }: Bench) {
		this.#battery = battery;
	}

	poll(): SelfTestOutcome {
		if (!this.#battery) return absent;
		const { percent, level } = this.#battery.state;
		const figure = `${percent} %`;
		if (level === "critical" || level === "empty") return { verdict: "fail", reason: "nearlyEmpty", figure };
		return { verdict: "pass", figure };
	}

	expire(): SelfTestOutcome {
		return absent;
	}
}
