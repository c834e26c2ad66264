import PWM from "embedded:io/pwm";
import type { Buzzer, Sound, Timer, Timers } from "../../core/ports.js";

/** Tones in hertz and milliseconds; 0 hertz is a pause. */
type Tone = readonly [hertz: number, durationMs: number];

const sounds: Readonly<Record<Sound, readonly Tone[]>> = {
	tick: [[3_000, 15]],
	accepted: [
		[2_000, 80],
		[2_700, 120],
	],
	refused: [[400, 350]],
	attention: [
		[1_500, 120],
		[0, 80],
		[1_500, 120],
		[0, 80],
		[1_500, 120],
	],
};

/** A passive piezo buzzer on a PWM pin. A new sound replaces the one being played. */
export class PwmBuzzer implements Buzzer {
	#pin: number;
	#timers: Timers;
	#pwm: PWM | undefined;
	#timer: Timer | undefined;

	constructor(options: { readonly pin: number; readonly timers: Timers }) {
		this.#pin = options.pin;
		this.#timers = options.timers;
	}

	play(sound: Sound): void {
		this.#timer?.cancel();
		this.next(sounds[sound], 0);
	}

	private next(tones: readonly Tone[], index: number): void {
		this.#pwm?.close();
		this.#pwm = undefined;
		const tone = tones[index];
		if (!tone) return;
		const [hertz, durationMs] = tone;
		if (hertz > 0) {
			this.#pwm = new PWM({ pin: this.#pin, hz: hertz, resolution: 8 });
			this.#pwm.write(128);
		}
		this.#timer = this.#timers.start(durationMs, () => this.next(tones, index + 1));
	}
}
