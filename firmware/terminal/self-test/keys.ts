// The key store: a value of its own is written, read back and removed.
import { equal } from "../../core/bytes.js";
import { limits } from "../../core/limits.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { type Bench, passed, type Step } from "./step.js";

const key = "selftest";
const valueBytes = 64;

export class KeysStep implements Step {
	readonly task = "checkPart";
	readonly limitMs = limits.selfTestPartMs;
	readonly #bench: Bench;

	constructor(bench: Bench) {
		this.#bench = bench;
	}

	poll(): SelfTestOutcome {
		const { keyStore, random } = this.#bench.ports;
		const value = new Uint8Array(valueBytes);
		random.fill(value);
		try {
			keyStore.write(key, value);
			const found = keyStore.read(key);
			keyStore.delete(key);
			if (found && equal(found, value) && keyStore.read(key) === undefined) return passed;
		} catch {
			// A full or worn store throws what the system throws.
		}
		return this.expire();
	}

	expire(): SelfTestOutcome {
		return { verdict: "fail", reason: "notKept" };
	}
}
