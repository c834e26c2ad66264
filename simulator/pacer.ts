// Runs a world by the real clock: paused, at real speed, at ten times that speed, or as fast as possible.
import type { World } from "./world.js";

export type Speed = "pause" | "1x" | "10x" | "max";

const tickMs = 10;
/** Real time that the world catches up at most after the process was suspended, such as on a closed laptop. */
const lagMsMax = 1_000;
const factors: Readonly<Record<Speed, number>> = { pause: 0, "1x": 1, "10x": 10, max: 0 };

export class Pacer {
	readonly #world: World;
	readonly #onFailure: (error: unknown) => void;
	#timer: NodeJS.Timeout | undefined;
	#lastMs = 0;
	#isRacing = false;
	speed: Speed = "1x";

	/** `onFailure` gets an exception of a model or the firmware; the pacer has stopped then. */
	constructor(world: World, onFailure: (error: unknown) => void) {
		this.#world = world;
		this.#onFailure = onFailure;
	}

	start(): void {
		this.#lastMs = performance.now();
		this.#timer ??= setInterval(() => this.tick(), tickMs);
	}

	/** Idempotent. */
	stop(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	private tick(): void {
		const nowMs = performance.now();
		const elapsedMs = Math.min(nowMs - this.#lastMs, lagMsMax);
		this.#lastMs = nowMs;
		if (this.#isRacing) return;
		if (this.speed === "max") {
			this.#isRacing = true;
			const untilMs = nowMs + tickMs;
			void this.#world
				.run(() => performance.now() >= untilMs || this.speed !== "max" || this.#timer === undefined)
				.catch((error: unknown) => this.fail(error))
				.finally(() => {
					this.#isRacing = false;
				});
			return;
		}
		try {
			this.#world.advance(elapsedMs * factors[this.speed]);
		} catch (error) {
			this.fail(error);
		}
	}

	private fail(error: unknown): void {
		this.stop();
		this.#onFailure(error);
	}
}
