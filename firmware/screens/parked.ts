// Sales that wait: card payments with an unknown outcome, then parked baskets.
import { tenderText } from "../core/ticket.js";
import { button, span } from "./block.js";
import { buttonRow } from "./buttons.js";
import { fullWidth, grid } from "./frame.js";
import { rowsTop, title } from "./lists.js";
import type { Screen } from "./screen.js";
import { amount } from "./text.js";

const shown = 4;
const plain = { top: rowsTop, pitch: 52, height: 48 } as const;
const belowNotice = { top: grid.keysTop, pitch: 50, height: 46 } as const;

export const parkedScreen: Screen<"parked"> = {
	layOut(frame, body) {
		const { words } = frame;
		const { top, pitch, height } = frame.hasNotice ? belowNotice : plain;
		const blocks = [title(words.parkedSales)];
		body.sales.slice(body.first, body.first + shown).forEach((sale, place) => {
			const value = amount(frame, sale.value);
			// The question mark stands for the unknown outcome, as in the status bar.
			const state = sale.isHeld ? words.paidSoFar : "?";
			const label = sale.isPayment ? `${tenderText(words.tenders, sale.label)} ${state}` : sale.label;
			const spans = [
				span(label, "body", "left", 10, 11, false, 204 - frame.measure(value, "body")),
				span(value, "body", "right", 10, 11),
			];
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
