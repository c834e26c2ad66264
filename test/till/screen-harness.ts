// A till whose touches are those that its screens offer: an action that no screen sends fails the test.
import type { Frame } from "../../firmware/screens/frame.js";
import { screenOf } from "../../firmware/screens/registry.js";
import type { Action } from "../../firmware/till/view.js";
import { english } from "../../firmware/words/english.js";
import { panelFonts } from "../../simulator/peripherals/panel/fonts.js";
import { TillHarness } from "./harness.js";

const fonts = panelFonts();

export class ScreenHarness extends TillHarness {
	override act(...actions: Parameters<TillHarness["act"]>): this {
		for (const given of actions) {
			const action = (typeof given === "string" ? { kind: given } : given) as Action;
			if (!this.offers(action))
				throw new Error(`the screen "${this.body.kind}" does not send ${JSON.stringify(action)}`);
			super.act(action);
		}
		return this;
	}

	override key(amountMinor: number): this {
		for (const key of String(amountMinor)) this.act({ kind: "digit", key: key as "0" });
		return this;
	}

	private offers(action: Action): boolean {
		const { body } = this;
		const screen = screenOf(body);
		if (action.kind === "back") return screen.hasBack(body);
		const view = this.till.view();
		const frame: Frame = {
			...{ words: english, decimals: view.decimals, decimalMark: ".", symbol: "€", uptimeMs: 0 },
			hasNotice: view.notice !== undefined,
			measure: (text, size) => fonts[size].measure(text),
			names: undefined,
			keep: (_key, make) => make(),
			keepFor: (_subject, make) => make(),
		};
		const asked = JSON.stringify(action);
		return screen.layOut(frame, body, "").some((block) => JSON.stringify(block.action) === asked);
	}
}
