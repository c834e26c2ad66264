// The display: bars of known colours, which a wrong byte order would swap. Only a person can see them.
import { limits } from "../../core/limits.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { passed, skipped, type Step } from "./step.js";

export class DisplayStep implements Step {
	readonly task = "seeBars";
	readonly limitMs = limits.selfTestPersonMs;
	readonly isQuestion = true;

	poll(): undefined {}

	expire(): SelfTestOutcome {
		return skipped;
	}

	answered(isYes: boolean): SelfTestOutcome {
		return isYes ? passed : { verdict: "fail", reason: "wrongPicture" };
	}
}
