// The touch panel: a cross near each corner is touched in turn. Touches at the mirrored place show how the panel's axes
// have to be turned (the board's `flipX` and `flipY`).
import { limits } from "../../core/limits.js";
import { selfTestMarks, type SelfTestOutcome } from "../../core/self-test.js";
import { absent, type Bench, type Step } from "./step.js";

/** Half of the smallest touch target, and its slack. */
const reachPixels = 24;

export class TouchStep implements Step {
	readonly task = "touchCross";
	readonly limitMs = limits.selfTestPersonMs;
	readonly #width: number;
	readonly #height: number;
	readonly #play: () => void;
	mark = 0;
	#farthest = 0;
	#misses = 0;
	#mirroredX = 0;
	#mirroredY = 0;

	constructor({ ports }: Bench) {
		const { renderer, buzzer } = ports;
		this.#width = renderer.width;
		this.#height = renderer.height;
		this.#play = () => buzzer.play("tick");
	}

	poll(): undefined {}

	expire(): SelfTestOutcome {
		return this.mark === 0 && this.#misses === 0 ? absent : this.failure();
	}

	touched(x: number, y: number): SelfTestOutcome | undefined {
		const mark = selfTestMarks[this.mark]!;
		const alongX = Math.abs(x - mark[0]);
		const alongY = Math.abs(y - mark[1]);
		if (alongX <= reachPixels && alongY <= reachPixels) {
			this.#play();
			this.#misses = 0;
			this.#farthest = Math.max(this.#farthest, alongX, alongY);
			if (++this.mark < selfTestMarks.length) return undefined;
			this.mark--;
			return { verdict: "pass", figure: `${this.#farthest} px` };
		}
		if (Math.abs(this.#width - 1 - x - mark[0]) <= reachPixels) this.#mirroredX++;
		if (Math.abs(this.#height - 1 - y - mark[1]) <= reachPixels) this.#mirroredY++;
		return ++this.#misses < limits.selfTestMissesMax ? undefined : this.failure();
	}

	private failure(): SelfTestOutcome {
		const isAll = (count: number): boolean => count > 0 && count === this.#misses;
		if (isAll(this.#mirroredX)) return { verdict: "fail", reason: "mirroredX" };
		return { verdict: "fail", reason: isAll(this.#mirroredY) ? "mirroredY" : "offTarget" };
	}
}
