// Records the last sounds, the newest last, for tests and for the page.
import type { Buzzer, Sound, Timers } from "../../firmware/core/ports.js";

export interface PlayedSound {
	readonly sound: Sound;
	readonly uptimeMs: number;
}

const playedMax = 64;

export class BuzzerModel implements Buzzer {
	readonly played: PlayedSound[] = [];
	onPlay: ((sound: Sound) => void) | undefined;
	readonly #timers: Timers;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	play(sound: Sound): void {
		this.played.push({ sound, uptimeMs: this.#timers.uptimeMs() });
		if (this.played.length > playedMax) this.played.shift();
		this.onPlay?.(sound);
	}
}
