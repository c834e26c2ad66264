// ESP-IDF's task watchdog, with an entry of the firmware's own.
// The compiler makes native functions of bodies that are exactly a return of `native(…).call(this, …)`.
import type { WatchdogChip } from "../watchdog.js";

class NativeWatchdog implements WatchdogChip {
	start(): void {
		return native("xs_watchdog_start").call(this) as undefined;
	}

	feed(): void {
		return native("xs_watchdog_feed").call(this) as undefined;
	}
}

export const watchdogChip = new NativeWatchdog();
