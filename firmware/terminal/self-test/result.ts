// The result as the text of a QR code, for a host or a person to read. docs/self-test.md is its format document.
import type { SelfTestReason, SelfTestRow } from "../../core/self-test.js";

/** A longer name is cut, so that the code is bounded. */
const boardCharactersMax = 16;

export interface ResultHead {
	/** Empty before enrolment. */
	readonly terminal: string;
	/** Empty where the firmware is not updated over the network. */
	readonly board: string;
	/** 0 where it is unknown. */
	readonly version: number;
	/** Seconds since 1970; 0 while the clock is unset. */
	readonly wallSeconds: number;
}

/** One character for each reason: a code of few characters is drawn quickly and can be read from a small screen. */
const reasonLetters: { readonly [Reason in SelfTestReason]: string } = {
	stuckBits: "S",
	badSector: "X",
	damaged: "D",
	notKept: "K",
	mirroredX: "L",
	mirroredY: "T",
	offTarget: "O",
	wrongPicture: "W",
	noTag: "N",
	paperOut: "P",
	coverOpen: "C",
	notPrinted: "F",
	noise: "G",
	unset: "U",
	stands: "I",
	noAddress: "A",
	noHost: "H",
	notHeard: "Q",
	nearlyEmpty: "B",
};
const verdictSigns = { pass: "+", absent: "?", skipped: "~" } as const;

/** `TMS1:<terminal>:<board>:<version>:<seconds>:` and one character for each part. At most 88 characters. */
export function resultCode(
	{ terminal, board, version, wallSeconds }: ResultHead,
	rows: readonly SelfTestRow[],
): string {
	let found = "";
	for (const row of rows) found += row.verdict === "fail" ? reasonLetters[row.reason] : verdictSigns[row.verdict];
	return `TMS1:${terminal}:${board.slice(0, boardCharactersMax)}:${version}:${wallSeconds}:${found}`;
}
