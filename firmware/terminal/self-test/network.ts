// The network: an enrolled terminal reaches its host; before enrolment, an address is all that can be asked for.
import { limits } from "../../core/limits.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { type Bench, passed, skipped, type Step } from "./step.js";

export class NetworkStep implements Step {
	readonly task = "joinNetwork";
	readonly limitMs = limits.selfTestNetworkMs;
	readonly #bench: Bench;

	constructor(bench: Bench) {
		this.#bench = bench;
	}

	poll(): SelfTestOutcome | undefined {
		const { enrolled, ports } = this.#bench;
		if (enrolled) return enrolled.isOnline ? passed : undefined;
		if (!ports.access) return skipped;
		return ports.access.hasAddress ? passed : undefined;
	}

	expire(): SelfTestOutcome {
		const hasAddress = this.#bench.ports.access?.hasAddress ?? true;
		return { verdict: "fail", reason: hasAddress ? "noHost" : "noAddress" };
	}
}
