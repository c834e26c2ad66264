// The receipt's code for the customer's phone.
import { area } from "./block.js";
import { primary } from "./buttons.js";
import { receiptText } from "./format.js";
import { grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { sentence } from "./text.js";

export const receiptQrScreen: Screen<"receiptQr"> = {
	layOut(frame, body) {
		const { words } = frame;
		const name = body.isTraining ? words.training : words.receipt;
		return [
			area(0, 25, grid.width, 199, { look: "code", code: body.text }),
			sentence(frame, `${name} ${receiptText(body.receiptNumber)}`, "small", 227, 1),
			primary(frame, words.nextSale, "", "", { kind: "next" }),
		];
	},
	hasBack: () => true,
};
