// What the self-test found: a row for each part, and the same as a code.
import { outcomeText } from "../core/self-test.js";
import { area, button, span, type Block, type Span } from "./block.js";
import { primary } from "./buttons.js";
import { grid, type Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { fitting, sentence } from "./text.js";

const signs = { pass: "✓", fail: "✕", absent: "–", skipped: "–" } as const;
const rowsTop = 52;
const pitch = 18;
const rowsPerBlock = 4;
/** Empty above capitals: rows move up by it, so that the last one of a group keeps its descenders. */
const ascentPixels = 3;

function codeBlocks(frame: Frame, code: string): Block[] {
	const { words } = frame;
	return [
		area(0, 25, grid.width, 199, { look: "code", code }),
		sentence(frame, words.selfTest, "small", 227, 1),
		primary(frame, words.ok, "", "", { kind: "next" }),
	];
}

/** In groups: Poco's list has no room for the glyphs of all rows in one drawing. */
function rows({ words }: Frame, body: BodyOf<"selfTestResult">, from: number): Block {
	const { selfTest } = words.ticket;
	const spans: Span[] = [];
	const count = Math.min(rowsPerBlock, body.rows.length - from);
	for (let index = 0; index < count; index++) {
		const row = body.rows[from + index]!;
		const top = index * pitch - ascentPixels;
		spans.push(
			span(selfTest.parts[row.part], "small", "left", 8, top),
			span(`${outcomeText(selfTest, row)} ${signs[row.verdict]}`, "small", "right", 8, top),
		);
	}
	return area(0, rowsTop + from * pitch, grid.width, count * pitch, { spans });
}

export const selfTestResultScreen: Screen<"selfTestResult"> = {
	layOut(frame, body) {
		if (body.code !== undefined) return codeBlocks(frame, body.code);
		const { words } = frame;
		const failed = body.rows.filter(({ verdict }) => verdict === "fail").length;
		const headline = failed === 0 ? words.selfTestPassed : words.selfTestFailed(failed);
		const label = (text: string) => [span(text, fitting(frame, text, 66, ["body", "small"]), "center", 0, 20)];
		const { actionTop, actionHeight } = grid;
		const groups: Block[] = [];
		for (let from = 0; from < body.rows.length; from += rowsPerBlock) groups.push(rows(frame, body, from));
		return [
			area(0, 25, grid.width, 26, {
				look: failed === 0 ? "ground" : "look",
				spans: [span(headline, "body", "center", 0, 0)],
			}),
			...groups,
			button(4, actionTop, 74, actionHeight, "quiet", label(words.print), { kind: "print" }),
			button(82, actionTop, 74, actionHeight, "quiet", label(words.qr), { kind: "showQr" }),
			primary(frame, words.ok, "", "", { kind: "next" }, 160, 76),
		];
	},
	hasBack: () => true,
};
