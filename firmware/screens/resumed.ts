// The first screen after a start with a shift open: why the terminal started, and what happened to the last sale.
import { area, button, span, type Block } from "./block.js";
import { primary } from "./buttons.js";
import { receiptText } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { fitting, headline, sentence } from "./text.js";

const titles = {
	power: "powerWasCut",
	battery: "batteryWasEmpty",
	itself: "restartedItself",
	update: "updated",
} as const;

/** Its receipt may not have come out whole. */
const printWidth = 74;

function lastText({ words }: Frame, { last, noSaleNumber }: BodyOf<"resumed">): string {
	if (last === "noSale") return words.resumedNoSale(noSaleNumber);
	return {
		sale: words.resumedSale,
		void: words.resumedVoid,
		cashReturned: words.resumedCashReturned,
		cashMoved: words.resumedCashMoved,
		shift: words.resumedShift,
		none: words.resumedNone,
	}[last];
}

export const resumedScreen: Screen<"resumed"> = {
	layOut(frame, body) {
		const { words } = frame;
		const isSale = body.last === "sale";
		const title = [span(words[titles[body.cause]], "large", "center", 0, 0)];
		const blocks: Block[] = [area(0, 36, grid.width, 36, { spans: title })];
		if (isSale) {
			const receipt = `${words.receipt} ${receiptText(body.receiptNumber)}`;
			blocks.push(headline(frame, receipt, body.totalMinor, 76));
		} else if (body.last === "cashReturned") blocks.push(headline(frame, words.giveBack, body.totalMinor, 76));
		else if (body.last === "cashMoved") {
			const direction = body.totalMinor < 0 ? words.paidOut : words.paidIn;
			blocks.push(headline(frame, direction, Math.abs(body.totalMinor), 76));
		}
		const hasAmount = isSale || body.last === "cashReturned" || body.last === "cashMoved";
		const top = hasAmount ? 154 : 96;
		blocks.push(sentence(frame, lastText(frame, body), "body", top, 4));
		const next = { kind: "next" } as const;
		if (!isSale) blocks.push(primary(frame, words.sellOn, "", "", next));
		else {
			const size = fitting(frame, words.print, printWidth - 8, ["body", "small"]);
			const print = [span(words.print, size, "center", 0, 20)];
			const { margin, actionTop, actionHeight } = grid;
			blocks.push(
				button(margin, actionTop, printWidth, actionHeight, "quiet", print, { kind: "print" }),
				primary(frame, words.sellOn, "", "", next, printWidth + 2 * margin, fullWidth - printWidth - margin),
			);
		}
		return blocks;
	},
	hasBack: () => false,
};
