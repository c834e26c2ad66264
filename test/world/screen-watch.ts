// Observes a terminal's screen: notes each view that is drawn, and compares the display with a fresh drawing of the
// same view.
import { Screens } from "../../firmware/screens/screens.js";
import type { Action, View } from "../../firmware/till/view.js";
import { languages } from "../../firmware/words/languages.js";
import type { Words } from "../../firmware/words/words.js";
import { Panel, uncoveredColor } from "../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import { watchScreens } from "./screen-hooks.js";

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

function isSame(one: Uint16Array, other: Uint16Array): boolean {
	const bytesOf = ({ buffer, byteOffset, byteLength }: Uint16Array): Uint8Array =>
		new Uint8Array(buffer, byteOffset, byteLength);
	return Buffer.compare(bytesOf(one), bytesOf(other)) === 0;
}

export class ScreenWatch {
	/** The view on the display; undefined while it is dark. */
	view: View | undefined;
	readonly #options: ScreenWatchOptions;
	readonly #fresh: Panel;
	readonly #restore: () => void;
	#drawnAtMs = 0;
	/** Of the language that the view was drawn in. */
	#words: Words = languages.en;
	/** The action that opened the letter group or the page of entries drawn over the view. */
	#inner: Action | undefined;
	#isComparing = false;
	/** What was compared last, and found equal. */
	#compared: { readonly view: View; readonly inner: Action | undefined; readonly shown: Uint16Array } | undefined;

	/** Observes all Screens objects on V8 until `close`; those in XS send their traces to `traced`. */
	constructor(options: ScreenWatchOptions) {
		this.#options = options;
		this.#fresh = new Panel({ rasteriser: options.rasteriser });
		this.#restore = watchScreens(Screens.prototype, {
			drawn: (view, language) => this.drawn(view, language),
			meant: (action, meant) => this.meant(action, meant),
		});
	}

	/** Takes a trace of monkey-guest.ts; false for any other trace. */
	traced(line: string): boolean {
		const [, what, json = ""] = /^(view|meant) (.*)$/s.exec(line) ?? [];
		if (what === "view") this.drawn(...(JSON.parse(json) as [View, string]));
		else if (what === "meant") {
			const [action, meant] = JSON.parse(json) as (Action | null)[];
			this.meant(action ?? undefined, meant ?? undefined);
		}
		return what !== undefined;
	}

	/** Whether this monkey can read the screen. */
	get isEnglish(): boolean {
		return this.#words === languages.en;
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
		const before = this.#compared;
		if (before?.view === view && before.inner === this.#inner && isSame(shown, before.shown)) return undefined;
		const where = `${view.body.kind}, ${view.palette}${view.notice === undefined ? "" : ", with a notice"}`;
		const fresh = this.#fresh;
		const timers = { uptimeMs: () => this.#drawnAtMs, start: () => ({ cancel: () => undefined }) };
		const screens = new Screens({ renderer: fresh, fonts: fresh.fonts, qr: qrEncoder, timers, words: this.#words });
		this.#isComparing = true;
		screens.draw(view);
		if (this.#inner) (screens as unknown as { actionOf(action: Action): void }).actionOf(this.#inner);
		this.#isComparing = false;
		const drawn = fresh.frame();
		const places = isSame(shown, drawn) ? [] : differences(shown, drawn, fresh.width);
		this.#compared = places.length > 0 ? undefined : { view, inner: this.#inner, shown: shown.slice() };
		if (places.length > 0)
			return `${where}: differs at ${places.join(" ")}; shown:\n${panel.readText()}\nfresh:\n${fresh.readText()}`;
		return undefined;
	}

	close(): void {
		this.#restore();
	}

	private drawn(view: View, language: string): void {
		if (this.#isComparing) return;
		this.#words = Object.values(languages).find(({ languageName }) => languageName === language)!;
		this.#drawnAtMs = this.#options.uptimeMs();
		if (view.body.kind !== this.view?.body.kind) this.#inner = undefined;
		this.view = view;
		this.#options.onView(view);
	}

	private meant(action: Action | undefined, meant: Action | undefined): void {
		if (this.#isComparing) return;
		if (action?.kind === "letter" || (action?.kind === "page" && meant === undefined)) {
			this.#drawnAtMs = this.#options.uptimeMs();
			this.#inner = action;
		} else if (meant === undefined && (action === undefined || action.kind === "back") && this.#inner) {
			// "back" left the group or the page of entries, and the till does not get to know of it.
			this.#drawnAtMs = this.#options.uptimeMs();
			this.#inner = undefined;
		}
	}
}
