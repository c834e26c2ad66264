// Which of the reported flags are set now: each is over when its time is over, whatever the clock is set to.
import type { CatalogImage } from "../../catalog/image.js";
import { equal } from "../../core/bytes.js";
import { limits } from "../../core/limits.js";
import type { TillOptions } from "../options.js";
import type { OpenFlags } from "./open-items.js";

/** Bit i: the catalog's flag i is set now. */
export function flagMask(
	held: OpenFlags | undefined,
	catalog: CatalogImage | undefined,
	{ ports, nonce }: Pick<TillOptions, "ports" | "nonce">,
): number {
	if (held === undefined || held.flags.length === 0 || catalog === undefined) return 0;
	const { wallClock, timers } = ports;
	const { ms, quality } = wallClock.read();
	if (quality === 0 || ms < held.issuedMs - limits.clockBehindMsMax) return 0;
	// A clock that is set back does not make a flag last longer: this boot has lasted so long since it was recorded.
	const lastedMs = timers.uptimeMs() - (equal(held.nonce, nonce) ? held.uptimeMs : 0);
	let mask = 0;
	const names = catalog.flagNames;
	for (const { name, untilMs } of held.flags) {
		const bit = names.indexOf(name);
		if (bit >= 0 && ms < untilMs && lastedMs < untilMs - held.issuedMs) mask |= 1 << bit;
	}
	return mask >>> 0;
}
