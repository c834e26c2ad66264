// An X or Z report.
import { type ReportLabel, type ReportTicketRow, rowText } from "../core/ticket.js";
import { button, span } from "./block.js";
import { primary } from "./buttons.js";
import { grid, type Frame } from "./frame.js";
import { pairs, rowsShown, title, type Pair } from "./lists.js";
import type { Screen } from "./screen.js";
import { amount } from "./text.js";

/** On the first page, whatever else there is: the money, and whether all of it is there. Paper keeps its order. */
const first: readonly ReportLabel[] = ["takings", "expected", "counted", "difference", "tender", "otherTender"];

function importantFirst(rows: readonly ReportTicketRow[]): readonly ReportTicketRow[] {
	return first
		.flatMap((label) => rows.filter((row) => row.label === label))
		.concat(rows.filter(({ label }) => !first.includes(label)));
}

function pairOf(frame: Frame, row: ReportTicketRow): Pair {
	return [rowText(frame.words.ticket, row), row.isAmount ? amount(frame, row.value) : String(row.value)];
}

export const reportScreen: Screen<"report"> = {
	layOut(frame, body) {
		const { words } = frame;
		const { margin, actionTop, actionHeight } = grid;
		const rows = importantFirst(body.rows)
			.slice(body.first, body.first + rowsShown)
			.map((row) => pairOf(frame, row));
		const name = body.title === "X" ? words.xReport : words.zReport;
		const pages = Math.ceil(body.rows.length / rowsShown);
		const width = pages > 1 ? 55 : 114;
		const print = [span(words.print, pages > 1 ? "small" : "body", "center", 0, pages > 1 ? 22 : 20)];
		const blocks = [
			title(`${name} · ${words.shift} ${body.shift}`),
			pairs(frame, rows),
			button(margin, actionTop, width, actionHeight, "quiet", print, { kind: "print" }),
			primary(frame, words.ok, "", "", { kind: "back" }, 122, 114),
		];
		if (pages > 1) {
			const page = Math.floor(body.first / rowsShown);
			const next = { kind: "page", index: ((page + 1) % pages) * rowsShown } as const;
			const label = [span(`${page + 1}/${pages} ›`, "small", "center", 0, 22)];
			blocks.push(button(63, actionTop, width, actionHeight, "quiet", label, next));
		}
		return blocks;
	},
	hasBack: () => true,
};
