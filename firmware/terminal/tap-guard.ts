// Keeps a tap that was meant for one screen from acting on the next. After another screen came up, nobody has read it
// yet: touches that begin in the first moments are ignored, wherever they are. Taps that go on hitting one spot are one
// burst, which does nothing else than its first tap did: it ends with a pause. Repeated taps within one screen, such as
// digits or three pieces of an item, are not delayed.
import { limits } from "../core/limits.js";
import type { Timers, TouchSample } from "../core/ports.js";
import type { Action, Body, View } from "../till/view.js";

/** Taps closer than this are on one spot: half the width of the smallest button. */
const spotPixels = 22;

export class TapGuard {
	readonly #timers: Timers;
	#page = 0;
	#kind = "";
	#state: string | boolean | undefined;
	/** Counts the screens. */
	#screen = 0;
	#shownAtMs = 0;
	/** When the present touch, or the last one, began, and where. */
	#downAtMs = -limits.tapGuardMs;
	#downX = 0;
	#downY = 0;
	/** When the last touch began that did something. */
	#actedAtMs = -limits.tapGuardMs;
	/** The screen that the present burst was meant for, and what it does there once it has done something. */
	#burstScreen = 0;
	#burstKind: string | undefined;
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
		const state = stateOf(body);
		if (page === this.#page && body.kind === this.#kind && state === this.#state) return false;
		this.#page = page;
		this.#kind = body.kind;
		this.#state = state;
		this.#screen++;
		// A quick hand is timed from touch to touch, however long the finger stays down.
		const nowMs = this.#timers.uptimeMs();
		this.#shownAtMs = nowMs - this.#actedAtMs <= limits.tapContactMsMax ? this.#actedAtMs : nowMs;
		this.#isIgnored = true;
		return true;
	}

	/** Whether the sample belongs to a touch that was meant for the present screen. */
	follows(sample: TouchSample): boolean {
		if (sample.phase === "down") this.#isIgnored = this.isHasty(sample);
		return !this.#isIgnored;
	}

	/** Whether the present touch was meant to do this. */
	allows({ kind }: Action): boolean {
		if (this.#burstKind !== undefined && kind !== this.#burstKind) return false;
		this.#burstKind = kind;
		this.#actedAtMs = this.#downAtMs;
		return true;
	}

	/** Also touches that do nothing are a burst: a button may come up under them. */
	private isHasty({ x, y }: TouchSample): boolean {
		const nowMs = this.#timers.uptimeMs();
		const isBurst =
			nowMs - this.#downAtMs < limits.tapGuardMs &&
			Math.abs(x - this.#downX) < spotPixels &&
			Math.abs(y - this.#downY) < spotPixels;
		this.#downAtMs = nowMs;
		this.#downX = x;
		this.#downY = y;
		if (!isBurst) {
			this.#burstKind = undefined;
			this.#burstScreen = nowMs - this.#shownAtMs < limits.tapGuardMs ? this.#screen - 1 : this.#screen;
		}
		return this.#burstScreen !== this.#screen;
	}
}

/** Of a page whose buttons change in place, so that each state counts as a screen of its own. */
function stateOf(body: Body): string | boolean | undefined {
	if (body.kind === "partPaid") return body.isReturned;
	if (body.kind === "cash") return body.isKeying;
	return "state" in body ? body.state : undefined;
}
