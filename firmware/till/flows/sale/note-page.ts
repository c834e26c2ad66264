// Types a note on a line of the basket, or takes it from a scanned code.
import { limits } from "../../../core/limits.js";
import { cleanText } from "../../../core/private-text.js";
import type { Page } from "../../page.js";
import { shownName } from "../../session/label.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { typed } from "./typing.js";

declare module "../../page.js" {
	interface Destinations {
		note: [line: number];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** `name`: the goods that the text is for. */
		text: { readonly name: string; readonly typed: string };
	}
}

export class NotePage implements Page {
	readonly #session: SaleSession;
	readonly #line: number;
	#text: string;

	constructor(session: SaleSession, line: number) {
		this.#session = session;
		this.#line = line;
		this.#text = session.textOf(session.basket.lines[line]?.note);
	}

	body(): Body {
		const line = this.#session.basket.lines[this.#line];
		return { kind: "text", name: line ? shownName(line, this.#session) : "", typed: this.#text };
	}

	act(action: Action): void {
		switch (action.kind) {
			case "letter":
			case "digit":
				this.#text = typed(this.#text, action.key, limits.noteCharactersMax);
				return;
			case "confirm":
				this.#session.setNote(this.#line, this.#text);
				return this.#session.go("basket");
			case "back":
				return this.#session.go("basket");
		}
	}

	scan(code: string): void {
		this.#text = cleanText(code, limits.noteCharactersMax);
	}
}
