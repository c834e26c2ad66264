// The host's wall clock as a port: real time in the field, the replay's time when a parent process drives it.

export interface Clock {
	/** Milliseconds since 1970-01-01T00:00Z. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands where it was last put. */
export class SetClock implements Clock {
	#ms: number;

	constructor(ms: number) {
		this.#ms = ms;
	}

	now(): number {
		return this.#ms;
	}

	set(ms: number): void {
		this.#ms = ms;
	}
}
