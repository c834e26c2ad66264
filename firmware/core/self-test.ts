// What a terminal's self-test finds, as plain data: screens and paper name it in words, a QR code in single characters.
// docs/self-test.md describes the code.

export type SelfTestPart =
	| "flash"
	| "keys"
	| "touch"
	| "display"
	| "nfc"
	| "printer"
	| "scanner"
	| "clock"
	| "network"
	| "sound"
	| "battery";

/**
 * `fail`: the part answers and does not do what it should. `absent`: the board has no line for it, or it gave no sign
 * within its time. `skipped`: the person passed it over, or did not answer.
 */
export type SelfTestVerdict = "pass" | "fail" | "absent" | "skipped";

/** Why a part failed. */
export type SelfTestReason =
	| "stuckBits"
	| "badSector"
	| "damaged"
	| "notKept"
	| "mirroredX"
	| "mirroredY"
	| "offTarget"
	| "wrongPicture"
	| "noTag"
	| "paperOut"
	| "coverOpen"
	| "notPrinted"
	| "noise"
	| "unset"
	| "stands"
	| "noAddress"
	| "noHost"
	| "notHeard"
	| "nearlyEmpty";

export type SelfTestOutcome = (
	| { readonly verdict: "fail"; readonly reason: SelfTestReason }
	| { readonly verdict: Exclude<SelfTestVerdict, "fail">; readonly reason?: undefined }
) & {
	/** A measured value, the same in every language: "64 %". */
	readonly figure?: string;
};

export type SelfTestRow = SelfTestOutcome & { readonly part: SelfTestPart };

/** What the person is told or asked. */
export type SelfTestTask =
	| "checkMemory"
	| "touchCross"
	| "seeBars"
	| "holdTag"
	| "waitPaper"
	| "loadPaper"
	| "seeSample"
	| "scanCode"
	| "checkClock"
	| "joinNetwork"
	| "hearSounds"
	| "checkPart";

/** Where the crosses of the touch test stand, in pixels: a third of a thumb from the corners below the status bar. */
export const selfTestMarks: readonly (readonly [x: number, y: number])[] = [
	[24, 56],
	[216, 56],
	[216, 296],
	[24, 296],
];

/** The texts of a self-test that paper and screens share. */
export interface SelfTestWords {
	readonly title: string;
	/** Printed to be looked at. */
	readonly sample: string;
	readonly parts: { readonly [Part in SelfTestPart]: string };
	readonly verdicts: { readonly [Verdict in Exclude<SelfTestVerdict, "fail">]: string };
	readonly reasons: { readonly [Reason in SelfTestReason]: string };
}

/** The outcome in words: the reason of a failure, the figure of a part that passed, or the verdict. */
export function outcomeText(words: SelfTestWords, outcome: SelfTestOutcome): string {
	const text = outcome.verdict === "fail" ? words.reasons[outcome.reason] : words.verdicts[outcome.verdict];
	return outcome.figure === undefined ? text : `${text} · ${outcome.figure}`;
}
