// The sounder: the four sounds one after the other, again and again until the person has answered.
import { limits } from "../../core/limits.js";
import type { Buzzer, Sound } from "../../core/ports.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { type Bench, passed, skipped, type Step } from "./step.js";

const sounds: readonly Sound[] = ["tick", "accepted", "refused", "attention"];
const pitchMs = 1_200;
/** Pitches of a round: the sounds, and a pause. */
const round = 6;

export class SoundStep implements Step {
	readonly task = "hearSounds";
	readonly limitMs = limits.selfTestPersonMs;
	readonly isQuestion = true;
	readonly #buzzer: Buzzer;
	#played = 0;

	constructor({ ports }: Bench) {
		this.#buzzer = ports.buzzer;
	}

	poll(elapsedMs: number): undefined {
		if (elapsedMs < this.#played * pitchMs) return;
		const sound = sounds[this.#played % round];
		if (sound !== undefined) this.#buzzer.play(sound);
		this.#played++;
	}

	expire(): SelfTestOutcome {
		return skipped;
	}

	answered(isYes: boolean): SelfTestOutcome {
		return isYes ? passed : { verdict: "fail", reason: "notHeard" };
	}
}
