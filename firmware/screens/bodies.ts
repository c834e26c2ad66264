// Which screen draws which body.
import type { Body } from "../till/view.js";
import type { Block } from "./block.js";
import type { Frame } from "./frame.js";
import { inspectionBlocks } from "./inspection.js";
import { keypadBlocks, searchBlocks } from "./keys.js";
import { menuBlocks, parkedBlocks, queueBlocks, reportBlocks, settingsBlocks } from "./lists.js";
import { closedBlocks, enrolBlocks, faultBlocks, installingBlocks, lowPowerBlocks } from "./notices.js";
import {
	cardBlocks,
	cashBlocks,
	openPaymentBlocks,
	paidBlocks,
	receiptQrBlocks,
	resumedBlocks,
	tenderBlocks,
} from "./paying.js";
import { basketBlocks, sellBlocks } from "./selling.js";

/** What is between the hand and the screen, and none of the till's business. */
export interface InnerState {
	/** The letters that are open for choice. */
	readonly letterGroup: string;
	/** The keypad is open instead of the notes. */
	readonly isKeying: boolean;
}

/** Screens that are entered from another one have "back" top left. */
export function hasBack(body: Body): boolean {
	switch (body.kind) {
		case "enrol":
		case "closed":
		case "sell":
		case "paid":
		case "openPayment":
		case "resumed":
		case "lowPower":
		case "installing":
			return false;
		case "card":
			// Once a cancel is under way there is nothing to go back to.
			return body.state === "present" || body.state === "authorising";
		default:
			return true;
	}
}

export function bodyBlocks(frame: Frame, body: Body, inner: InnerState): Block[] {
	switch (body.kind) {
		case "enrol":
			return enrolBlocks(frame, body);
		case "closed":
			return closedBlocks(frame, body);
		case "sell":
			return sellBlocks(frame, body);
		case "basket":
			return basketBlocks(frame, body);
		case "tender":
			return tenderBlocks(frame, body);
		case "cash":
			return cashBlocks(frame, body, inner.isKeying);
		case "card":
			return cardBlocks(frame, body);
		case "openPayment":
			return openPaymentBlocks(frame, body);
		case "paid":
			return paidBlocks(frame, body);
		case "receiptQr":
			return receiptQrBlocks(frame, body);
		case "resumed":
			return resumedBlocks(frame, body);
		case "keypad":
			return keypadBlocks(frame, body);
		case "search":
			return searchBlocks(frame, body, inner.letterGroup);
		case "parked":
			return parkedBlocks(frame, body);
		case "menu":
			return menuBlocks(frame, body);
		case "settings":
			return settingsBlocks(frame, body);
		case "inspection":
			return inspectionBlocks(frame, body);
		case "report":
			return reportBlocks(frame, body);
		case "queue":
			return queueBlocks(frame, body);
		case "lowPower":
			return lowPowerBlocks(frame, body);
		case "installing":
			return installingBlocks(frame, body);
		case "fault":
			return faultBlocks(frame, body);
	}
}
