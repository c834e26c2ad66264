// A sign for each kind of record in the timeline. All are in WGL4, the characters that a browser's fonts have on every
// system: others appear as empty boxes where no installed font has them.
import type { RecordName } from "../protocol.js";

export const recordMarks: Readonly<Partial<Record<RecordName, string>>> = {
	epochOpened: "§",
	booted: "↑",
	clockSet: "○",
	catalogApplied: "≡",
	shiftOpened: "►",
	shiftClosed: "■",
	shiftSnapshot: "Σ",
	sale: "€",
	saleVoided: "×",
	noSale: "□",
	receiptCopied: "=",
	inspected: "√",
	trainingSale: "◦",
	basketParked: "▬",
	basketDropped: "▫",
	paymentAttempted: "?",
	paymentEnded: "!",
	paymentCarried: "»",
	partPaid: "±",
	cashReturned: "←",
	cashMoved: "↕",
	staffSignedIn: "☺",
	pinRefused: "¬",
	overridden: "▲",
	rightsGranted: "♦",
	rightsReturned: "◊",
	flagsSet: "▼",
};
/** For kinds without a mark and records of a newer version. */
export const unknownMark = "·";
