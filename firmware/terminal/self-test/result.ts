// The result as the text of a QR code, for a host or a person to read. docs/self-test.md is its format document.
import type { SelfTestOutcome, SelfTestRow } from "../../core/self-test.js";

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

/** `TMS1:<terminal>:<board>:<version>:<seconds>:<part><sign><detail>,…`. Everything in it is bounded. */
export function resultCode(
	{ terminal, board, version, wallSeconds }: ResultHead,
	rows: readonly SelfTestRow[],
): string {
	const boardName = board.slice(0, boardCharactersMax);
	const parts = rows.map((row) => `${row.part}${signOf(row)}${detailOf(row)}`).join(",");
	return `TMS1:${terminal}:${boardName}:${version}:${wallSeconds}:${parts}`;
}

function signOf({ verdict }: SelfTestOutcome): string {
	switch (verdict) {
		case "pass":
			return "+";
		case "fail":
			return "-";
		case "absent":
			return "?";
		case "skipped":
			return "~";
	}
}

function detailOf({ reason, figure }: SelfTestOutcome): string {
	return (reason ?? "") + (figure ?? "").replaceAll(/[^0-9]/g, "");
}
