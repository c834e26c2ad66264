// The host's wall clock as a port: real time in production, or the time of a replay that a parent process sets.

export interface Clock {
	/** Milliseconds since 1970-01-01T00:00Z. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that keeps the time it was last set to. */
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
