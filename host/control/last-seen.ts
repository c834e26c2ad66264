// Stores when terminals were last seen. Of sightings that come while the store writes or fails, the newest of each
// terminal waits for the next write.
import type { Guard } from "../guard.js";
import { hostLimits } from "../limits.js";
import type { Store } from "../store/store.js";

export interface LastSeenOptions {
	readonly store: Pick<Store, "terminals">;
	readonly guard: Guard;
}

export class LastSeen {
	readonly #options: LastSeenOptions;
	readonly #waiting = new Map<string, number>();
	#writing: Promise<void> | undefined;
	/** Until the next write, so that a fleet that connects at once is stored in few transactions. */
	#pause: NodeJS.Timeout | undefined;
	#isClosed = false;

	constructor(options: LastSeenOptions) {
		this.#options = options;
	}

	note(terminal: string, atMs: number): void {
		if (this.#isClosed) return;
		this.#waiting.set(terminal, atMs);
		this.start();
	}

	/** Resolves when what was noted before is stored, or could not be. Later sightings are not stored. */
	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#pause);
		await this.#writing;
		await this.write();
	}

	private start(): void {
		if (this.#writing || this.#pause || this.#isClosed) return;
		this.#writing = this.write().then((delayMs) => {
			this.#writing = undefined;
			if (!this.#isClosed) this.#pause = setTimeout(() => this.resume(), delayMs).unref();
		});
	}

	/** Never rejects. Returns how long to wait until the next write. */
	private async write(): Promise<number> {
		const sightings = [...this.#waiting].map(([terminal, atMs]) => ({ terminal, atMs }));
		if (sightings.length === 0) return hostLimits.lastSeenPauseMs;
		this.#waiting.clear();
		try {
			await this.#options.store.terminals.seen(sightings);
			return hostLimits.lastSeenPauseMs;
		} catch (error) {
			this.#options.guard.report("last seen", error);
			for (const { terminal, atMs } of sightings)
				if (!this.#waiting.has(terminal)) this.#waiting.set(terminal, atMs);
			return hostLimits.ledgerRetryMs;
		}
	}

	private resume(): void {
		this.#pause = undefined;
		if (this.#waiting.size > 0) this.start();
	}
}
