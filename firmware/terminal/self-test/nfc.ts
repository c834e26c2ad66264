// The tag reader: it answers, and it sees a tag. What the tag holds does not matter.
import { limits } from "../../core/limits.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { absent, type Bench, passed, type Step } from "./step.js";

export class NfcStep implements Step {
	readonly task = "holdTag";
	readonly limitMs = limits.selfTestPersonMs;
	readonly #tags: Bench["tags"];

	constructor({ tags }: Bench) {
		this.#tags = tags;
	}

	poll(elapsedMs: number): SelfTestOutcome | undefined {
		if (!this.#tags) return absent;
		// One that was there before the step is not announced again.
		if (this.#tags.isPresent && this.#tags.hasTag) return passed;
		return !this.#tags.isPresent && elapsedMs >= limits.selfTestPartMs ? absent : undefined;
	}

	expire(): SelfTestOutcome {
		return this.#tags?.isPresent ? { verdict: "fail", reason: "noTag" } : absent;
	}

	tagged(): SelfTestOutcome {
		return passed;
	}
}
