import type { Timers } from "../core/ports.js";

/** The chip's own watchdog: it restarts the board when it was not fed for as long as the sdkconfig says, 15 s. */
export interface WatchdogChip {
	/** From now on it wants to be fed. */
	start(): void;
	feed(): void;
}

const feedMs = 5_000;

/**
 * Feeds by the firmware's own timers. The SDK's loop feeds an entry of its own whenever it turns; a loop that turns
 * while no timer of ours comes any more is a terminal that no longer polls, redraws or ships, and shows all the signs
 * of life but none of the life.
 */
export function keepWatchdogFed({ chip, timers }: { readonly chip: WatchdogChip; readonly timers: Timers }): void {
	const feed = (): void => {
		chip.feed();
		timers.start(feedMs, feed);
	};
	chip.start();
	feed();
}
