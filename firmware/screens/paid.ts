// A sale is paid and saved: the change, and the receipt.
import { tenderText } from "../core/ticket.js";
import { area, span, type Block } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { receiptText } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount, fitting, headline } from "./text.js";

function receiptLine({ words }: Frame, body: BodyOf<"paid">): string {
	const states = { idle: "", printing: words.printing, printed: words.printed, failed: words.notPrinted };
	const state = states[body.ticket];
	const receipt = `${body.isTraining ? words.training : words.receipt} ${receiptText(body.receiptNumber)}`;
	return state === "" ? receipt : `${receipt} · ${state}`;
}

function changeLabel(frame: Frame, body: BodyOf<"paid">): string {
	const { words } = frame;
	if (body.mayBeGiven) return words.changeUnlessGiven;
	// What came with an earlier part of a split is given back already.
	if (body.tender === "split" || body.dueChangeMinor !== body.changeMinor) return words.change;
	return `${words.changeFrom} ${amount(frame, body.givenMinor)}`;
}

/** Of a split, the card's own part alone is not certain. */
function unconfirmedText(frame: Frame, { unconfirmedMinor, totalMinor }: BodyOf<"paid">): string {
	const { words } = frame;
	if (unconfirmedMinor === totalMinor) return words.cardUnconfirmed;
	return words.cardPartUnconfirmed(amount(frame, unconfirmedMinor));
}

function bottomButtons(frame: Frame, { language }: BodyOf<"paid">): Block[] {
	const { words } = frame;
	const row: RowButton[] = [
		{ label: words.print, action: { kind: "print" } },
		{ label: words.qr, action: { kind: "showQr" } },
		{ label: words.gift, action: { kind: "gift" } },
		{ label: `${language.toUpperCase()} ›`, action: { kind: "receiptLanguage" } },
	];
	return [...buttonRow(frame, row), primary(frame, words.nextSale, "", "", { kind: "next" })];
}

export const paidScreen: Screen<"paid"> = {
	layOut(frame, body) {
		const { words } = frame;
		const hasChange = body.dueChangeMinor > 0;
		const paidBy = body.tender === "split" ? words.split : tenderText(words.tenders, body.tender);
		const label = hasChange ? changeLabel(frame, body) : paidBy;
		const counted = hasChange ? body.dueChangeMinor : body.totalMinor;
		// The question mark stands for what is not certain, as in the status bar.
		const isUnconfirmed = body.unconfirmedMinor > 0;
		const sign = isUnconfirmed ? "?" : "✓";
		const done = body.isTraining
			? words.practised
			: isUnconfirmed
				? unconfirmedText(frame, body)
				: `✓ ${words.paid}${hasChange ? ` ${amount(frame, body.totalMinor)}` : ""}`;
		const doneSize = fitting(frame, done, fullWidth, ["large", "body", "small"]);
		const look = isUnconfirmed ? "look" : "ground";
		const receipt = receiptLine(frame, body);
		const receiptSize = fitting(frame, receipt, fullWidth, ["body", "small"]);
		return [
			area(0, 32, grid.width, 36, {
				look,
				spans: [span(done, doneSize, "center", 0, isUnconfirmed && doneSize !== "large" ? 6 : 0)],
			}),
			// A notice has the place of the line above.
			headline(frame, frame.hasNotice ? `${sign} ${label}` : label, counted, 74),
			area(0, 164, grid.width, 24, { spans: [span(receipt, receiptSize, "center", 0, 0, true)] }),
			...bottomButtons(frame, body),
		];
	},
	hasBack: () => false,
};
