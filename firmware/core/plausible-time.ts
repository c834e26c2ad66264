// Whether a wall time from a source that nobody vouches for (a clock chip, an unsigned time server) can be right.
import { limits } from "./limits.js";

/**
 * `knownMs`: a time that has certainly passed, such as the firmware's build or the newest record of the journal, and at
 * most `aheadMsMax` ago. `wallMs` and `knownMs` are in milliseconds since 1970.
 */
export function isPlausible(wallMs: number, knownMs: number, aheadMsMax: number): boolean {
	return wallMs >= knownMs - limits.clockBehindMsMax && wallMs <= knownMs + aheadMsMax;
}
