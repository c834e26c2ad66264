// For an inspector: which terminal this is, what a check of its journal found, and a code to compare with the host's.
import { area, button, span, type Block } from "./block.js";
import { primary } from "./buttons.js";
import { receiptText } from "./format.js";
import { grid, type Frame } from "./frame.js";
import { rowPitch, type Pair } from "./lists.js";
import type { BodyOf, Screen } from "./screen.js";
import { sentence } from "./text.js";

function codeBlocks(frame: Frame, body: BodyOf<"inspection">, code: string): Block[] {
	const { words } = frame;
	return [
		area(0, 25, grid.width, 199, { look: "code", code }),
		sentence(frame, `${body.terminal} · ${words.signedTo} ${body.signedTo ?? "–"}`, "small", 227, 1),
		primary(frame, words.ok, "", "", { kind: "next" }),
	];
}

function verdict({ words }: Frame, { isReading, breaks, damaged }: BodyOf<"inspection">): string {
	if (breaks > 0) return words.journalBroken;
	if (isReading) return words.journalIsRead;
	return damaged > 0 ? words.journalDamaged(damaged) : words.journalIntact;
}

export const inspectionScreen: Screen<"inspection"> = {
	layOut(frame, body) {
		if (body.code !== undefined) return codeBlocks(frame, body, body.code);
		const { words } = frame;
		const lower = frame.hasNotice ? 6 : 0;
		const rows: readonly Pair[] = [
			[words.records, String(body.records)],
			[words.signedTo, body.signedTo === undefined ? "–" : String(body.signedTo)],
			[words.lastReceipt, body.receiptNumber === 0 ? "–" : receiptText(body.receiptNumber)],
			[words.toSend, String(body.queued)],
			[words.terminalKey, body.keyText],
		];
		const spans = rows.flatMap(([label, value], index) => [
			span(label, "small", "left", 8, index * rowPitch),
			span(value, "small", "right", 8, index * rowPitch),
		]);
		const code = [span(words.code, "body", "center", 0, 20)];
		return [
			area(0, 30, grid.width, 28, { spans: [span(body.terminal, "body", "center", 0, 0, false, 224)] }),
			sentence(frame, verdict(frame, body), "body", 62 + 2 * lower, 3),
			area(0, 142 + lower, grid.width, rows.length * rowPitch, { spans }),
			button(grid.margin, grid.actionTop, 114, grid.actionHeight, "quiet", code, { kind: "showQr" }),
			primary(frame, words.ok, "", "", { kind: "next" }, 122, 114),
		];
	},
	hasBack: () => true,
};
