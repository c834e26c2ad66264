// What a terminal shows somebody who asks about its books: who it is, what it read in its journal, and a code to
// compare with the host's.
import type { Body } from "../till/view.js";
import { area, button, span, type Block } from "./block.js";
import { receiptText } from "./format.js";
import { grid, primary, type Frame } from "./frame.js";
import { sentence } from "./paying.js";

type InspectionBody = Extract<Body, { readonly kind: "inspection" }>;

const rowPitch = 20;

export function inspectionBlocks(frame: Frame, body: InspectionBody): Block[] {
	const { words } = frame;
	if (body.code !== undefined) {
		return [
			area(0, 25, grid.width, 199, { look: "code", code: body.code }),
			sentence(frame, `${body.terminal} · ${words.signedTo} ${body.signedTo ?? "–"}`, "small", 227, 1),
			primary(frame, words.ok, "", "", { kind: "next" }),
		];
	}
	const rows: readonly (readonly [string, string])[] = [
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
	return [
		area(0, 30, grid.width, 28, { spans: [span(body.terminal, "body", "center", 0, 0, false, 224)] }),
		sentence(frame, verdict(frame, body), "body", 62, 3),
		area(0, 142, grid.width, rows.length * rowPitch, { spans }),
		button(
			grid.margin,
			grid.actionTop,
			114,
			grid.actionHeight,
			"quiet",
			[span(words.code, "body", "center", 0, 20)],
			{ kind: "showQr" },
		),
		primary(frame, words.ok, "", "", { kind: "next" }, 122, 114),
	];
}

function verdict({ words }: Frame, { isReading, breaks, damaged }: InspectionBody): string {
	if (breaks > 0) return words.journalBroken;
	if (isReading) return words.journalIsRead;
	return damaged > 0 ? words.journalDamaged(damaged) : words.journalIntact;
}
