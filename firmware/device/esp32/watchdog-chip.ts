// The firmware's entry in ESP-IDF's task watchdog. The compiler turns methods whose body is exactly a return of
// `native(…).call(this, …)` into native functions.
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
