// Virtual time for a world of terminals. Events run in order of (time, insertion), so a seed replays a whole world.
// Time can be held while something happens in real time, such as a reply that the host still has to send. A world runs
// as fast as possible (tests, replay) or paced by a real clock (page).
import { assert } from "../firmware/core/assert.js";
import { SeededRandom } from "./random.js";

export interface Scheduled {
	cancel(): void;
}

interface WorldEvent {
	readonly atMs: number;
	readonly order: number;
	run: (() => void) | undefined;
}

/** Real milliseconds that time may be held. After that the run is a deadlock: a lost reply was not reported. */
const holdMsMax = 60_000;
/** Virtual milliseconds between two polls of the sockets. */
const pollIntervalMs = 20;

export class World {
	readonly random: SeededRandom;
	#nowMs = 0;
	#order = 0;
	#holds = 0;
	#failure: unknown;
	#wake: (() => void) | undefined;
	/** Called with the new time before time moves on. */
	onAdvance: ((nowMs: number) => void) | undefined;
	/** A binary heap by (atMs, order). */
	readonly #events: WorldEvent[] = [];

	constructor(seed: number) {
		this.random = new SeededRandom(seed);
	}

	/** Virtual milliseconds since the world began. */
	get nowMs(): number {
		return this.#nowMs;
	}

	get holds(): number {
		return this.#holds;
	}

	schedule(delayMs: number, run: () => void): Scheduled {
		assert(delayMs >= 0, "the delay must not be negative");
		const event: WorldEvent = { atMs: this.#nowMs + delayMs, order: this.#order++, run };
		this.push(event);
		this.wakeUp();
		return {
			cancel: () => {
				event.run = undefined;
			},
		};
	}

	/** Holds time until the returned function is called, which is idempotent. */
	hold(): () => void {
		let held = true;
		this.#holds++;
		return () => {
			if (!held) return;
			held = false;
			this.#holds--;
			this.wakeUp();
		};
	}

	/** Ends the current run with this error. For callbacks from Node's event loop, which have no caller to throw to. */
	fail(error: unknown): void {
		this.#failure ??= error;
		this.wakeUp();
	}

	/**
	 * Runs as fast as possible until `done` returns true or time would pass `untilMs`. Waits in real time only while
	 * time is held.
	 */
	async run(done: () => boolean, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
		let polledMs = Number.NEGATIVE_INFINITY;
		for (;;) {
			if (this.#failure !== undefined) throw this.#failure;
			if (done()) return;
			const next = this.peek();
			if (next && next.atMs <= this.#nowMs) {
				this.runNext();
				continue;
			}
			if (this.#holds > 0) {
				await this.sleepUntilWoken();
				continue;
			}
			// Let unsolicited data from sockets arrive before time moves on. Expected replies hold time anyway.
			if (!next || next.atMs - polledMs >= pollIntervalMs) {
				await new Promise<void>((resolve) => setImmediate(resolve));
				polledMs = next?.atMs ?? this.#nowMs;
				if (this.#holds > 0 || this.#failure !== undefined || this.peek() !== next || done()) continue;
			}
			if (!next || next.atMs > untilMs) {
				if (Number.isFinite(untilMs)) this.moveTo(untilMs);
				return;
			}
			this.moveTo(next.atMs);
			this.runNext();
		}
	}

	/** Runs `durationMs` of virtual time. */
	async pass(durationMs: number): Promise<void> {
		await this.run(() => false, this.#nowMs + durationMs);
	}

	/** Runs everything due within the next `elapsedMs` of virtual time, even while time is held. For a paced world. */
	advance(elapsedMs: number): void {
		const untilMs = this.#nowMs + elapsedMs;
		for (let next = this.peek(); next && next.atMs <= untilMs; next = this.peek()) {
			this.moveTo(next.atMs);
			this.runNext();
		}
		this.moveTo(untilMs);
		if (this.#failure !== undefined) throw this.#failure;
	}

	/** Time never moves back. */
	private moveTo(ms: number): void {
		if (ms <= this.#nowMs) return;
		this.onAdvance?.(ms);
		this.#nowMs = ms;
	}

	private wakeUp(): void {
		this.#wake?.();
	}

	private async sleepUntilWoken(): Promise<void> {
		assert(this.#wake === undefined, "a world has one run at a time");
		let alarm: NodeJS.Timeout | undefined;
		await new Promise<void>((resolve, reject) => {
			this.#wake = resolve;
			alarm = setTimeout(
				() => reject(new Error(`time has been held for ${holdMsMax} ms: an expected reply never came`)),
				holdMsMax,
			);
		}).finally(() => {
			clearTimeout(alarm);
			this.#wake = undefined;
		});
	}

	private peek(): WorldEvent | undefined {
		while (this.#events[0] && !this.#events[0].run) this.pop();
		return this.#events[0];
	}

	private runNext(): void {
		const event = this.pop();
		const run = event.run;
		event.run = undefined;
		run?.();
	}

	private push(event: WorldEvent): void {
		const heap = this.#events;
		let i = heap.push(event) - 1;
		while (i > 0) {
			const parent = (i - 1) >> 1;
			if (before(heap[parent]!, event)) break;
			heap[i] = heap[parent]!;
			i = parent;
		}
		heap[i] = event;
	}

	private pop(): WorldEvent {
		const heap = this.#events;
		const top = heap[0];
		assert(top, "no event is scheduled");
		const last = heap.pop()!;
		if (heap.length === 0) return top;
		let i = 0;
		for (;;) {
			let child = 2 * i + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
			if (before(last, heap[child]!)) break;
			heap[i] = heap[child]!;
			i = child;
		}
		heap[i] = last;
		return top;
	}
}

function before(a: WorldEvent, b: WorldEvent): boolean {
	return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
