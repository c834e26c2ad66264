// Keeps a tap that was meant for one screen from acting on the next. After another screen came up, nobody has read it
// yet: touches that begin in the first moments are ignored, wherever they are. Taps that go on hitting one spot are one
// burst, which does nothing else than its first tap did: it ends with a pause. Repeated taps within one screen, such as
// digits or three pieces of an item, are not delayed.
import { limits } from "../core/limits.js";
import type { Timers, TouchSample } from "../core/ports.js";
import type { Action, View } from "../till/view.js";

/** Taps closer than this are on one spot: half the width of the smallest button. */
const spotPixels = 22;

export class TapGuard {
	readonly #timers: Timers;
	#page = 0;
	#kind = "";
	/** Counts the screens. */
	#screen = 0;
	#shownAtMs = 0;
	/** The last tap that did something, or that followed such a tap in a burst. */
	#tapAtMs = -limits.tapGuardMs;
	#tapX = 0;
	#tapY = 0;
	#tapScreen = 0;
	#tapKind = "";
	/** The present touch is part of a burst. */
	#isBurst = false;
	/** The present touch is ignored until the finger lifts. */
	#isIgnored = false;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	/**
	 * To be called before a view is drawn; returns whether it is another screen. A touch that is down while the screen
	 * changes is not for the new one.
	 */
	show({ page, body }: View): boolean {
		if (page === this.#page && body.kind === this.#kind) return false;
		this.#page = page;
		this.#kind = body.kind;
		this.#screen++;
		this.#shownAtMs = this.#timers.uptimeMs();
		this.#isIgnored = true;
		return true;
	}

	/** Whether the sample belongs to a touch that was meant for the present screen. */
	follows(sample: TouchSample): boolean {
		if (sample.phase === "down") this.#isIgnored = this.isHasty(sample);
		return !this.#isIgnored;
	}

	/** Whether the touch that ends with `sample` was meant to do this. */
	allows({ kind }: Action, { x, y }: TouchSample): boolean {
		this.#tapAtMs = this.#timers.uptimeMs();
		if (this.#isBurst && kind !== this.#tapKind) return false;
		this.#tapX = x;
		this.#tapY = y;
		this.#tapScreen = this.#screen;
		this.#tapKind = kind;
		return true;
	}

	private isHasty({ x, y }: TouchSample): boolean {
		const nowMs = this.#timers.uptimeMs();
		this.#isBurst =
			nowMs - this.#tapAtMs < limits.tapGuardMs &&
			Math.abs(x - this.#tapX) < spotPixels &&
			Math.abs(y - this.#tapY) < spotPixels;
		const isHasty =
			nowMs - this.#shownAtMs < limits.tapGuardMs || (this.#isBurst && this.#tapScreen !== this.#screen);
		if (isHasty && this.#isBurst) this.#tapAtMs = nowMs;
		return isHasty;
	}
}
