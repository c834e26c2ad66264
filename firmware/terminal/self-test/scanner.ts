// The scanner: any code that arrives whole. A scanner that sends nothing cannot be told from a missing one.
import { limits } from "../../core/limits.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { absent, type Bench, passed, type Step } from "./step.js";

export class ScannerStep implements Step {
	readonly task = "scanCode";
	readonly limitMs = limits.selfTestPersonMs;
	readonly #hasLine: boolean;
	#isNoisy = false;

	constructor({ ports }: Bench) {
		this.#hasLine = ports.scanner !== undefined;
	}

	poll(): SelfTestOutcome | undefined {
		return this.#hasLine ? undefined : absent;
	}

	expire(): SelfTestOutcome {
		return this.#isNoisy ? { verdict: "fail", reason: "noise" } : absent;
	}

	scanned(): SelfTestOutcome {
		return passed;
	}

	scanRefused(): void {
		this.#isNoisy = true;
	}
}
