// The personal texts of the basket's lines. They are written to flash when the basket is first put into a record, so
// that what is typed and taken away again leaves nothing behind.
import { equal } from "../../core/bytes.js";
import { Fault, type FaultCode } from "../../core/fault.js";
import type { PrivateText } from "../../core/private-text.js";
import { fromUtf8 } from "../../core/utf8.js";
import type { Basket } from "./basket.js";
import type { TextLog } from "./text-log.js";

interface LineText {
	readonly id: Uint8Array;
	/** Empty where the text is no longer here. */
	readonly words: string;
	/** Until it is on flash. */
	unsaved: PrivateText | undefined;
}

/** Exists only while the basket has texts. */
export class LineTexts {
	readonly #log: TextLog;
	readonly #texts: LineText[] = [];

	constructor(log: TextLog) {
		this.#log = log;
	}

	/** Returns the digest of the text; undefined where nothing readable is left of it. */
	add(kind: number, text: string, charactersMax: number): Uint8Array | undefined {
		const made = this.#log.make(kind, text, charactersMax);
		if (!made) return undefined;
		const id = this.#log.idOf(made);
		this.#texts.push({ id, words: fromUtf8(made.utf8) ?? "", unsaved: made });
		return id;
	}

	/** Empty where it is no longer here. */
	wordsOf(id: Uint8Array): string {
		let text = this.#texts.find((one) => equal(one.id, id));
		if (!text) {
			text = { id, words: wordsOf(this.#log.find(id)), unsaved: undefined };
			this.#texts.push(text);
		}
		return text.words;
	}

	/** The line no longer has it. */
	drop(id: Uint8Array): void {
		const at = this.#texts.findIndex((one) => equal(one.id, id));
		const text = this.#texts[at];
		if (text) this.#texts.splice(at, 1);
		if (!text?.unsaved) this.#log.erase(id);
	}

	/**
	 * Makes the texts of the lines durable. A line whose text cannot be kept loses it: the sale goes on without it.
	 * Returns why, or undefined.
	 */
	save(basket: Basket): FaultCode | undefined {
		let code: FaultCode | undefined;
		basket.lines.forEach(({ note }, index) => {
			const text = note && this.#texts.find((one) => equal(one.id, note));
			if (!text?.unsaved) return;
			try {
				this.#log.append(text.unsaved);
				text.unsaved = undefined;
			} catch (error) {
				if (!(error instanceof Fault)) throw error;
				basket.setNote(index, undefined);
				code = error.code === "TEXTS_FULL" ? error.code : "TEXT_NOT_KEPT";
			}
		});
		return code;
	}
}

export function wordsOf(text: PrivateText | undefined): string {
	return text ? (fromUtf8(text.utf8) ?? "") : "";
}
