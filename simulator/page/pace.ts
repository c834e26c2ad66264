// Drives a world by the real clock: real time times the speed, or as fast as it goes.
import type { World } from "../world.js";
import type { Speed } from "./protocol.js";

const stepMs = 10;
/** After a pause of the process (a laptop's lid) time goes on from there instead of racing to catch up. */
const catchUpMsMax = 250;
/** Virtual time of one step at full speed. */
const leapMs = 1_000;
const factors: Readonly<Record<Speed, number>> = { pause: 0, "1": 1, "10": 10, max: 0 };

export class Pace {
	readonly world: World;
	readonly #onFailure: (error: unknown) => void;
	#speed: Speed = "1";
	#timer: NodeJS.Timeout | undefined;
	#lastMs = performance.now();
	#leaping = false;

	/** `onFailure` is told when the world failed: time then stands still. */
	constructor(world: World, onFailure: (error: unknown) => void) {
		this.world = world;
		this.#onFailure = onFailure;
		this.#timer = setInterval(() => this.#step(), stepMs);
	}

	get speed(): Speed {
		return this.#speed;
	}

	set speed(speed: Speed) {
		this.#speed = speed;
	}

	close(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#step(): void {
		const nowMs = performance.now();
		const elapsedMs = Math.min(catchUpMsMax, nowMs - this.#lastMs);
		this.#lastMs = nowMs;
		if (this.#leaping) return;
		if (this.#speed === "max") void this.#leap();
		else if (this.#speed !== "pause") this.#run(() => this.world.advance(elapsedMs * factors[this.#speed]));
	}

	/** At full speed time still waits for bytes and replies, so that nothing times out that would not in life. */
	async #leap(): Promise<void> {
		this.#leaping = true;
		try {
			await this.world.pass(leapMs);
		} catch (error) {
			this.#fail(error);
		}
		this.#leaping = false;
	}

	#run(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#fail(error);
		}
	}

	#fail(error: unknown): void {
		this.close();
		this.#onFailure(error);
	}
}
