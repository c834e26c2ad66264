// Reads the codes on a printed piece of paper as a scanner does: from its dots.
import { encode } from "uqr";
import { code128Widths } from "../../../simulator/peripherals/printer/code128.js";
import type { PaperPiece } from "../../../simulator/peripherals/printer/paper.js";

const startB = 104;
const stop = 106;

/** Widths of the runs of equal dots, beginning with the first black one. */
function runs(row: Uint8Array): number[] {
	const widths: number[] = [];
	let at = row.indexOf(1);
	while (at >= 0 && at < row.length) {
		const value = row[at];
		let end = at;
		while (end < row.length && row[end] === value) end++;
		if (value === 1 || end < row.length) widths.push(end - at);
		at = end;
	}
	return widths;
}

/** Symbol patterns by their six widths, taken from symbols of one character. */
function patterns(): Map<string, number> {
	const found = new Map<string, number>();
	for (let value = 0; value < 103; value++) found.set(code128Widths([value]).slice(6, 12).join(""), value);
	found.set(code128Widths([]).slice(0, 6).join(""), startB);
	return found;
}

/** The text of a Code-128 of set B in a row of dots; undefined where there is none, or its check is wrong. */
function readRow(row: Uint8Array): string | undefined {
	const widths = runs(row);
	const module = widths[0]! / 2;
	// Bars behind the paper's edge are not there: a scanner misses the end.
	if (widths.length % 6 !== 1 || widths.length < 25) return undefined;
	const known = patterns();
	const values: number[] = [];
	for (let at = 0; at + 7 < widths.length; at += 6) {
		const symbol = widths.slice(at, at + 6).map((width) => width / module);
		const value = known.get(symbol.join(""));
		if (value === undefined) return undefined;
		values.push(value);
	}
	const end = widths.slice(-7).map((width) => width / module);
	if (values.shift() !== startB || end.join("") !== code128Widths([]).slice(-7).join("")) return undefined;
	const check = values.pop();
	const sum = values.reduce((total, value, index) => total + value * (index + 1), startB) % 103;
	return sum === check && stop > 0 ? String.fromCharCode(...values.map((value) => value + 32)) : undefined;
}

/** The first Code-128 on the paper that can be read. */
export function readCode128(piece: PaperPiece): string | undefined {
	for (const row of piece.rowsFrom(0)) {
		const text = row.includes(1) ? readRow(row) : undefined;
		if (text !== undefined) return text;
	}
	return undefined;
}

/** Whether the QR code of this text stands on the paper as a whole, at any size of module. */
export function showsQr(piece: PaperPiece, text: string): boolean {
	const { size, data } = encode(text, { ecc: "M", border: 0 });
	const paper = piece.rowsFrom(0);
	for (let module = 2; module <= 8; module++) {
		const left = (piece.widthDots - size * module) >> 1;
		if (left < 0) break;
		const isAt = (top: number): boolean => {
			for (let y = 0; y < size; y++)
				for (let x = 0; x < size; x++)
					if ((paper[top + y * module]![left + x * module] === 1) !== data[y]![x]) return false;
			return true;
		};
		for (let top = 0; top + size * module <= paper.length; top++) if (isAt(top)) return true;
	}
	return false;
}
