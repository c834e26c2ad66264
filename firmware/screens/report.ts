// An X or Z report.
import { type ReportTicketRow, rowText } from "../core/ticket.js";
import { button, span } from "./block.js";
import { primary } from "./buttons.js";
import { grid, type Frame } from "./frame.js";
import { pairs, rowsShown, title, type Pair } from "./lists.js";
import type { Screen } from "./screen.js";
import { amount } from "./text.js";

/**
 * The first row of each page: the money has one page and the rest another where they fit; otherwise the pages are of
 * about the same length. @forTests
 */
export function reportPages(rows: readonly ReportTicketRow[]): number[] {
	const count = rows.length;
	if (count <= rowsShown) return [0];
	const rest = rows.findIndex(({ label }) => label === "sales");
	if (rest > 0 && rest <= rowsShown && count - rest <= rowsShown) return [0, rest];
	const pages = Math.ceil(count / rowsShown);
	return Array.from({ length: pages }, (_, page) => Math.ceil((page * count) / pages));
}

function pairOf(frame: Frame, row: ReportTicketRow): Pair {
	return [rowText(frame.words.ticket, row), row.isAmount ? amount(frame, row.value) : String(row.value)];
}

export const reportScreen: Screen<"report"> = {
	layOut(frame, body) {
		const { words } = frame;
		const { margin, actionTop, actionHeight } = grid;
		const starts = reportPages(body.rows);
		const pages = starts.length;
		let page = pages - 1;
		while (starts[page]! > body.first) page--;
		const rows = body.rows.slice(starts[page], starts[page + 1]).map((row) => pairOf(frame, row));
		const name = body.title === "X" ? words.xReport : words.zReport;
		const width = pages > 1 ? 70 : 114;
		const print = [span(words.print, pages > 1 ? "small" : "body", "center", 0, pages > 1 ? 22 : 20)];
		const blocks = [
			title(`${name} · ${words.shift} ${body.shift}`),
			pairs(frame, rows),
			button(margin, actionTop, width, actionHeight, "quiet", print, { kind: "print" }),
			primary(frame, words.ok, "", "", { kind: "back" }, 122, 114),
		];
		if (pages > 1) {
			const next = { kind: "page", index: starts[(page + 1) % pages]! } as const;
			const label = [span(`${page + 1}/${pages} ›`, "small", "center", 0, 22)];
			blocks.push(button(78, actionTop, 40, actionHeight, "quiet", label, next));
		}
		return blocks;
	},
	hasBack: () => true,
};
