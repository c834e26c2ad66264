// What the customer hands over: a suggested note, the exact amount, or another amount that is keyed in.
import { area, button, span, type Block, type Span } from "./block.js";
import { buttonRow, primary } from "./buttons.js";
import { grid, type Frame } from "./frame.js";
import { amountKeys } from "./keys.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount, fitting, headline } from "./text.js";

function noteSpan(frame: Frame, text: string): Span {
	const size = fitting(frame, text, 106, ["large", "body", "small"]);
	return span(text, size, "center", 0, size === "large" ? 4 : size === "body" ? 9 : 12);
}

function noteButtons(frame: Frame, notes: readonly number[]): Block[] {
	return notes.map((amountMinor, index) => {
		const column = index % 2;
		const row = (index - column) / 2;
		const spans = [noteSpan(frame, amount(frame, amountMinor))];
		const x = grid.margin + column * 118;
		return button(x, 107 + row * 48, 114, 44, "tile", spans, { kind: "note", amountMinor });
	});
}

function keyBlocks(frame: Frame, body: BodyOf<"cash">): Block[] {
	const { words } = frame;
	const rest = body.givenMinor - body.dueMinor;
	const label = `${rest < 0 ? words.missing : words.change} ${amount(frame, Math.abs(rest))}`;
	return amountKeys(frame, label, body.givenMinor);
}

/** The amount due: smaller below a notice. */
function due(frame: Frame, dueMinor: number): Block {
	const { words, hasNotice } = frame;
	if (!hasNotice) return headline(frame, words.toPay, dueMinor, 28);
	const text = amount(frame, dueMinor);
	const room = grid.width - 28 - frame.measure(words.toPay, "body");
	const size = fitting(frame, text, room, ["large", "body"]);
	const spans = [
		span(words.toPay, "body", "left", 8, 4, true),
		span(text, size, "right", 10, size === "large" ? -2 : 4),
	];
	return area(0, 74, grid.width, 32, { spans });
}

export const cashScreen: Screen<"cash"> = {
	layOut(frame, body) {
		if (body.isKeying) return keyBlocks(frame, body);
		const { words } = frame;
		return [
			due(frame, body.dueMinor),
			...noteButtons(frame, body.notes),
			...buttonRow(frame, [{ label: words.other, action: { kind: "otherAmount" } }]),
			primary(frame, words.exact, amount(frame, body.dueMinor), "", { kind: "exact" }),
		];
	},
	hasBack: () => true,
};
