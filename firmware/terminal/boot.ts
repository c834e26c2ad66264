// Persistent counts of the terminal's starts and of its unexpected restarts, for the status page and the first screen.
import { ResetReason } from "../core/ports.js";
import { fromUtf8 } from "../core/utf8.js";
import type { TerminalPorts } from "./ports.js";
import type { StartStatus } from "../till/options.js";

/** Power-ons so far. */
const bootsKey = "boots";
/** Starts after a watchdog reset, a brown-out and an uncaught exception: three u32. */
const resetsKey = "resets";
/** The exception's text, written by the board's abort hook before it restarted. */
export const crashKey = "crash";
/** Written as the last write of an orderly shutdown on an empty battery. */
const restKey = "rest";

/** Counts this power-on. Does not throw: unreadable counts start again at zero. */
export function noteBoot({ keyStore, resetReason, trace }: TerminalPorts): StartStatus {
	const [before = 0] = readCounts(keyStore.read(bootsKey), 1);
	const boots = before + 1;
	writeCounts(keyStore, bootsKey, [boots]);
	const crash = keyStore.read(crashKey);
	const isRested = keyStore.read(restKey) !== undefined;
	let [watchdogs = 0, brownOuts = 0, crashes = 0] = readCounts(keyStore.read(resetsKey), 3);
	const isWatchdog = resetReason === ResetReason.watchdog;
	const isBrownOut = resetReason === ResetReason.brownOut;
	if (isWatchdog) trace(`boot ${boots}: after a watchdog reset`);
	if (crash !== undefined) trace(`boot ${boots}: after ${fromUtf8(crash)}`);
	// Avoids a flash write if no count has changed.
	if (isWatchdog || isBrownOut || isRested || crash !== undefined) {
		if (isWatchdog) watchdogs++;
		// An orderly shutdown on an empty battery counts as a brown-out.
		if (isBrownOut || isRested) brownOuts++;
		if (crash !== undefined) crashes++;
		writeCounts(keyStore, resetsKey, [watchdogs, brownOuts, crashes]);
		if (crash !== undefined) keyStore.delete(crashKey);
		if (isRested) keyStore.delete(restKey);
	}
	const cause = isWatchdog || crash !== undefined ? "itself" : isBrownOut || isRested ? "battery" : "power";
	return { boots, watchdogs, brownOuts, crashes, cause };
}

export function noteRest({ keyStore }: TerminalPorts): void {
	keyStore.write(restKey, Uint8Array.of(1));
}

/** Reads the first `count` values; a newer version may store more. */
function readCounts(bytes: Uint8Array | undefined, count: number): number[] {
	if (bytes === undefined || bytes.length < 4 * count) return [];
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	return Array.from({ length: count }, (_, index) => view.getUint32(4 * index));
}

function writeCounts(keyStore: TerminalPorts["keyStore"], key: string, counts: readonly number[]): void {
	const bytes = new Uint8Array(4 * counts.length);
	const view = new DataView(bytes.buffer);
	counts.forEach((count, index) => view.setUint32(4 * index, count));
	keyStore.write(key, bytes);
}
