// Observes a terminal's screen: notes each view that is drawn, and compares the display with a fresh drawing of the
// same view.
import { Screens } from "../../firmware/screens/screens.js";
import type { Action, View } from "../../firmware/till/view.js";
import { english } from "../../firmware/words/english.js";
import { Panel, uncoveredColor } from "../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";

export interface ScreenWatchOptions {
	readonly rasteriser: WebAssembly.Module;
	/** Milliseconds since the last power-on. */
	readonly uptimeMs: () => number;
	readonly onView: (view: View) => void;
}

/** Up to five pixels where they differ, as "x,y". */
function differences(one: Uint16Array, other: Uint16Array, width: number): string[] {
	const found: string[] = [];
	for (let i = 0; i < one.length && found.length < 5; i++)
		if (one[i] !== other[i]) found.push(`${i % width},${Math.floor(i / width)}`);
	return found;
}

export class ScreenWatch {
	/** The view on the display; undefined while it is dark. */
	view: View | undefined;
	readonly #options: ScreenWatchOptions;
	readonly #fresh: Panel;
	readonly #restore: () => void;
	#drawnAtMs = 0;
	/** The action that opened the letter group or the page of entries drawn over the view. */
	#inner: Action | undefined;
	#isComparing = false;

	/** Observes all Screens objects on V8 until `close`. */
	constructor(options: ScreenWatchOptions) {
		this.#options = options;
		this.#fresh = new Panel({ rasteriser: options.rasteriser });
		const { draw, actionOf } = Screens.prototype as unknown as {
			draw(view: View): void;
			actionOf(action: Action | undefined): Action | undefined;
		};
		const drawn = (view: View): void => this.drawn(view);
		const noteMeaning = (action: Action | undefined, meant: Action | undefined): void => this.meant(action, meant);
		const methods = {
			draw(this: Screens, view: View): void {
				draw.call(this, view);
				drawn(view);
			},
			actionOf(this: Screens, action: Action | undefined): Action | undefined {
				const meant = actionOf.call(this, action);
				noteMeaning(action, meant);
				return meant;
			},
		};
		Object.assign(Screens.prototype, methods);
		this.#restore = () => void Object.assign(Screens.prototype, { draw, actionOf });
	}

	powerChanged(): void {
		this.view = undefined;
		this.#inner = undefined;
	}

	/** Returns a difference of the display, or undefined. The display must not be touched during the comparison. */
	compare(panel: Panel): string | undefined {
		const { view } = this;
		const shown = panel.frame();
		if (shown.includes(uncoveredColor)) return `uncovered pixels; shown:\n${panel.readText()}`;
		if (!view) return undefined;
		const where = `${view.body.kind}, ${view.palette}${view.notice === undefined ? "" : ", with a notice"}`;
		const fresh = this.#fresh;
		const timers = { uptimeMs: () => this.#drawnAtMs, start: () => ({ cancel: () => undefined }) };
		const screens = new Screens({ renderer: fresh, fonts: fresh.fonts, qr: qrEncoder, timers, words: english });
		this.#isComparing = true;
		screens.draw(view);
		if (this.#inner) (screens as unknown as { actionOf(action: Action): void }).actionOf(this.#inner);
		this.#isComparing = false;
		const places = differences(shown, fresh.frame(), fresh.width);
		if (places.length > 0)
			return `${where}: differs at ${places.join(" ")}; shown:\n${panel.readText()}\nfresh:\n${fresh.readText()}`;
		return undefined;
	}

	close(): void {
		this.#restore();
	}

	private drawn(view: View): void {
		if (this.#isComparing) return;
		this.#drawnAtMs = this.#options.uptimeMs();
		if (view.body.kind !== this.view?.body.kind) this.#inner = undefined;
		this.view = view;
		this.#options.onView(view);
	}

	private meant(action: Action | undefined, meant: Action | undefined): void {
		if (this.#isComparing) return;
		// A "back" that leaves a group or a page is the screen's own, and comes without an action.
		const isLeft = action === undefined && meant === undefined;
		const isInner = action?.kind === "letter" || (action?.kind === "page" && meant === undefined);
		if (!isLeft && !isInner) return;
		this.#drawnAtMs = this.#options.uptimeMs();
		this.#inner = action;
	}
}
