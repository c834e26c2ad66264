// Sales that wait: card payments with an unknown outcome, then parked baskets.
import { tenderText } from "../core/ticket.js";
import type { ParkedPayment } from "../till/flows/parking/parked-page.js";
import { button, span, type Span } from "./block.js";
import { buttonRow } from "./buttons.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import { rowsTop, title } from "./lists.js";
import type { Screen } from "./screen.js";
import { amount } from "./text.js";

const shown = 4;
const plain = { top: rowsTop, pitch: 52, height: 48 } as const;
const belowNotice = { top: grid.keysTop, pitch: 50, height: 46 } as const;

/** Below the total: what is paid of it, what is not known, and what is left to pay. */
function paymentSpans(frame: Frame, { asked, askedMinor, paidMinor, restMinor }: ParkedPayment): Span[] {
	const { words } = frame;
	const texts: string[] = [];
	if (paidMinor !== 0) texts.push(`${words.paidSoFar} ${amount(frame, paidMinor)}`);
	// The question mark stands for the unknown outcome, as in the status bar.
	if (asked !== undefined) texts.push(`${tenderText(words.tenders, asked)} ? ${amount(frame, askedMinor)}`);
	if (restMinor !== 0 && texts.length < 2) texts.push(`${words.missing} ${amount(frame, restMinor)}`);
	return texts.map((text, at) => span(text, "small", at === 0 ? "left" : "right", 10, 23, true));
}

export const parkedScreen: Screen<"parked"> = {
	layOut(frame, body) {
		const { words } = frame;
		const { top, pitch, height } = frame.hasNotice ? belowNotice : plain;
		const blocks = [title(words.parkedSales)];
		body.sales.slice(body.first, body.first + shown).forEach((sale, place) => {
			const value = amount(frame, sale.value);
			const labelTop = sale.payment ? 0 : 11;
			const spans = [
				span(sale.label, "body", "left", 10, labelTop, false, 204 - frame.measure(value, "body")),
				span(value, "body", "right", 10, labelTop),
			];
			if (sale.payment) spans.push(...paymentSpans(frame, sale.payment));
			const action = { kind: "recall", index: body.first + place } as const;
			blocks.push(button(grid.margin, top + place * pitch, fullWidth, height, "tile", spans, action));
		});
		if (body.sales.length > shown) {
			const index = body.first + shown < body.sales.length ? body.first + shown : 0;
			const more = { label: `${words.more} ›`, action: { kind: "page", index } } as const;
			blocks.push(...buttonRow(frame, [more], top + shown * pitch));
		}
		return blocks;
	},
	hasBack: () => true,
};
