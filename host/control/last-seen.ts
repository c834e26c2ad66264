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
	#retry: NodeJS.Timeout | undefined;
	#isClosed = false;

	constructor(options: LastSeenOptions) {
		this.#options = options;
	}

	note(terminal: string, atMs: number): void {
		if (this.#isClosed) return;
		this.#waiting.set(terminal, atMs);
		this.start();
	}

	/** Resolves when the write in progress has ended. Later sightings are not stored. */
	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#retry);
		await this.#writing;
	}

	private start(): void {
		if (this.#writing || this.#retry || this.#isClosed) return;
		this.#writing = this.write().finally(() => (this.#writing = undefined));
	}

	/** Never rejects. */
	private async write(): Promise<void> {
		while (this.#waiting.size > 0) {
			const sightings = [...this.#waiting].map(([terminal, atMs]) => ({ terminal, atMs }));
			this.#waiting.clear();
			try {
				await this.#options.store.terminals.seen(sightings);
			} catch (error) {
				this.#options.guard.report("last seen", error);
				for (const { terminal, atMs } of sightings)
					if (!this.#waiting.has(terminal)) this.#waiting.set(terminal, atMs);
				if (!this.#isClosed) this.#retry = setTimeout(() => this.retry(), hostLimits.ledgerRetryMs).unref();
				return;
			}
		}
	}

	private retry(): void {
		this.#retry = undefined;
		this.start();
	}
}
