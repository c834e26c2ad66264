// What the lamp on the case says, for whoever stands too far away to read the screen.
import type { BatteryLevel, LampSignal } from "../core/ports.js";
import type { Body, StatusBar } from "../till/view.js";

/** A printer that is not there needs nobody: many stalls have none. */
export function lampSignal(status: StatusBar, kind: Body["kind"], battery: BatteryLevel): LampSignal {
	// With each screen drawn: what is nearly always so is asked first.
	const { paper } = status;
	if (paper !== "ok" && (paper === "out" || paper === "cover")) return "help";
	if (battery !== "ok" && battery !== "low") return "help";
	if (kind === "fault") return "help";
	return status.offlineSinceMs !== undefined && status.queued > 0 ? "waiting" : "fine";
}
