// The buttons of pages that lead on: two a row, in the order in which the till offers them.
import type { Action, OfferedEntry } from "../till/view.js";
import type { Block } from "./block.js";
import { buttonRow, type RowButton } from "./buttons.js";
import { grid, type Frame } from "./frame.js";

const columns = 2;
/** Up to this many rows have room for a whole thumb. */
const tallRows = 3;
const tall = { top: 66, pitch: 62, height: 58 } as const;
/** More rows are lower; more still have pages, on which the last row leads to the next. */
const lowRows = 4;
const low = { top: 66, pitch: 46, height: 42 } as const;
/** Below a notice. */
const tallBelow = { top: grid.keysTop, pitch: 60, height: 56 } as const;
const lowBelow = { top: grid.keysTop, pitch: 44, height: 40 } as const;

export function entryBlocks(frame: Frame, entries: readonly OfferedEntry[], mode: string): Block[] {
	return rowBlocks(frame, entryRows(frame, entries), mode);
}

/** The same with buttons of any text. `mode`: the rows on earlier pages, in decimal; "" on the first page. */
export function rowBlocks(frame: Frame, rows: RowButton[][], mode: string): Block[] {
	const isTall = rows.length <= tallRows;
	const { top, pitch, height } = frame.hasNotice ? (isTall ? tallBelow : lowBelow) : isTall ? tall : low;
	return pageOf(frame, rows, Number(mode)).flatMap((row, index) =>
		buttonRow(frame, row, top + index * pitch, height),
	);
}

/** For `modeAfter` of their screens: a touch turns the page. */
export function entryModeAfter(action: Action, mode: string): string {
	if (action.kind !== "page") return mode;
	return action.index === 0 ? "" : String(action.index);
}

function entryRows({ words }: Frame, entries: readonly OfferedEntry[]): RowButton[][] {
	const rows: RowButton[][] = [];
	for (const { label, detail, action, beginsRow } of entries) {
		const text = detail === undefined ? words[label] : `${words[label]} ${detail}`;
		const row = rows.at(-1);
		if (row === undefined || row.length === columns || beginsRow) rows.push([{ label: text, action }]);
		else row.push({ label: text, action });
	}
	return rows;
}

function pageOf({ words }: Frame, rows: RowButton[][], first: number): RowButton[][] {
	if (rows.length <= lowRows) return rows;
	const shown = lowRows - 1;
	// There may be fewer than when the page was turned.
	const from = first < rows.length ? first : 0;
	const next = from + shown < rows.length ? from + shown : 0;
	const more: RowButton = { label: `${words.more} ›`, action: { kind: "page", index: next } };
	return [...rows.slice(from, from + shown), [more]];
}
