// The languages to choose from, each by its own name, so that everybody finds theirs.
import { languageTags } from "../words/languages.js";
import { receiptLanguageOf } from "../words/receipt-languages.js";
import { primary, type RowButton } from "./buttons.js";
import { entryModeAfter, rowBlocks } from "./entries.js";
import { title } from "./lists.js";
import type { Screen } from "./screen.js";

const columns = 2;

export const languagesScreen: Screen<"languages"> = {
	layOut(frame, { purpose, chosen, others = [] }, mode) {
		const { words } = frame;
		const rows: RowButton[][] = [];
		[...languageTags, ...others].forEach((tag, index) => {
			const { languageName } = receiptLanguageOf(tag);
			const button: RowButton = {
				label: tag === chosen ? `✓ ${languageName}` : languageName,
				action: { kind: "language", tag },
			};
			if (index % columns === 0) rows.push([button]);
			else rows.at(-1)!.push(button);
		});
		const isReceipt = purpose === "receipt";
		const next = isReceipt ? words.nextSale : words.ok;
		return [
			title(isReceipt ? words.receiptIn : words.language),
			...rowBlocks(frame, rows, mode),
			primary(frame, next, "", "", { kind: "next" }),
		];
	},
	hasBack: () => true,
	modeAfter: entryModeAfter,
};
