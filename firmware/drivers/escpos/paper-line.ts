// A ticket once it is laid out: one item for each part that the printer prints by one command.
import type { Picture } from "../../core/ticket.js";
import type { Align } from "./commands.js";

/** Dots of a column of font A. */
export const columnDots = 12;

export type PaperLine =
	| {
			readonly kind: "text";
			readonly left: string;
			/** Aligned right. */
			readonly right: string;
			readonly align: Align;
			readonly isBold: boolean;
			/** 0 normal, 1 double height, 2 double width and height. */
			readonly size: 0 | 1 | 2;
	  }
	| { readonly kind: "qr" | "code128"; readonly text: string }
	/** Rows of a picture, few enough for one command. */
	| { readonly kind: "strip"; readonly picture: Picture; readonly top: number; readonly height: number }
	| { readonly kind: "feed"; readonly lines: number }
	| { readonly kind: "cut" };

export function text(left: string, right = "", isBold = false): PaperLine {
	return { kind: "text", left, right, align: 0, isBold, size: 0 };
}

export function centered(left: string, isBold = false, size: 0 | 1 | 2 = 0): PaperLine {
	return { kind: "text", left, right: "", align: 1, isBold, size };
}

/** Length in printed columns: one for each character, whatever its code units. */
export function columnsOf(value: string): number {
	let count = 0;
	for (let index = 0; index < value.length; index++) {
		const unit = value.charCodeAt(index);
		if (unit < 0xdc00 || unit > 0xdfff) count++;
	}
	return count;
}

/** A word is not cut for less of it than this, on either side. */
const piecesMin = 3;

/**
 * Breaks between words into pieces of at most `columns`. A word that is longer begins where it stands and is cut at the
 * ends of lines. `head`: what `value` begins with that does not stand alone, such as a quantity.
 */
export function wrapColumns(value: string, columns: number, head = ""): string[] {
	if (columnsOf(value) <= columns) return [value];
	const lines: string[] = [];
	let line = "";
	const [first = "", ...others] = value.slice(head.length).split(" ");
	for (const word of [head + first, ...others]) {
		const joined = line === "" ? word : `${line} ${word}`;
		if (columnsOf(joined) <= columns) {
			line = joined;
			continue;
		}
		let rest = [...word];
		const room = columns - columnsOf(line) - 1;
		if (line !== "" && rest.length > columns && room >= piecesMin) rest = [...joined];
		else if (line !== "") lines.push(line);
		while (rest.length > columns) {
			const count = Math.min(columns, Math.max(head.length + 1, rest.length - piecesMin));
			lines.push(rest.slice(0, count).join(""));
			rest = rest.slice(count);
		}
		line = rest.join("");
	}
	if (line !== "" || lines.length === 0) lines.push(line);
	return lines;
}
