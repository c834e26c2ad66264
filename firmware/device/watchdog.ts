import type { Timers } from "../core/ports.js";

/** The chip's watchdog, which restarts the board when it is not fed within the time set in the sdkconfig, 15 s. */
export interface WatchdogChip {
	/** From now on it must be fed. */
	start(): void;
	feed(): void;
}

const feedMs = 5_000;

/**
 * Feeds the watchdog by a timer of the firmware. The SDK's event loop feeds an entry of its own on every turn, which
 * does not detect that the firmware's timers have stopped and that the terminal no longer polls, redraws or ships.
 */
export function keepWatchdogFed({ chip, timers }: { readonly chip: WatchdogChip; readonly timers: Timers }): void {
	const feed = (): void => {
		chip.feed();
		timers.start(feedMs, feed);
	};
	chip.start();
	feed();
}
