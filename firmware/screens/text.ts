// Text as screens place it: amounts, headlines and sentences.
import { area, span, type Block, type FontSize, type Span } from "./block.js";
import { amountText, wrap } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";

export const amount = (frame: Frame, minor: number): string => amountText(minor, frame.decimals, frame.decimalMark);

/** The first of these sizes, from the largest on, in which a text is no wider than the room; otherwise the last. */
export function fitting(frame: Frame, text: string, room: number, sizes: readonly FontSize[]): FontSize {
	let at = 0;
	while (at < sizes.length - 1 && frame.measure(text, sizes[at]!) > room) at++;
	return sizes[at]!;
}

/** An amount as the largest text of the screen, its currency symbol small beside it, and a label above. */
export function headline(frame: Frame, label: string, minor: number, top: number): Block {
	const text = amount(frame, minor);
	const symbol = frame.measure(frame.symbol, "body");
	const size = fitting(frame, text, fullWidth - symbol - 6, ["amount", "large"]);
	const width = frame.measure(text, size);
	const left = Math.max(grid.margin, (grid.width - width - symbol - 6) >> 1);
	return area(0, top, grid.width, 78, {
		spans: [
			span(label, fitting(frame, label, fullWidth, ["body", "small"]), "center", 0, 2, true),
			span(text, size, "left", left, size === "amount" ? 24 : 40, false, width),
			span(frame.symbol, "body", "left", left + width + 6, 47, true),
		],
	});
}

/** A sentence, centred, on as many lines as it needs. */
export function sentence(
	frame: Frame,
	text: string,
	size: "small" | "body",
	top: number,
	linesMax: number,
	isSoft = false,
): Block {
	const pitch = size === "body" ? 24 : 20;
	const lines = wrap(text, grid.width - 16, linesMax, (part) => frame.measure(part, size));
	const spans: Span[] = lines.map((line, index) => span(line, size, "center", 0, index * pitch, isSoft));
	return area(0, top, grid.width, lines.length * pitch, { spans });
}

/** One word, centred, as large as amounts are where it fits. */
export function banner(frame: Frame, text: string, top: number): Block {
	const size = fitting(frame, text, fullWidth, ["amount", "large"]);
	return area(0, top, grid.width, 52, { spans: [span(text, size, "center", 0, size === "amount" ? 0 : 12)] });
}
