// The signal of the lamp on the case, for people too far away to read the screen.
import type { BatteryLevel, LampSignal } from "../core/ports.js";
import type { Body, StatusBar } from "../till/view.js";

/** A missing printer is not signalled: many terminals have none. */
export function lampSignal(status: StatusBar, kind: Body["kind"], battery: BatteryLevel): LampSignal {
	// Called for each screen drawn, so the most frequent case is tested first.
	const { paper } = status;
	if (paper !== "ok" && (paper === "out" || paper === "cover")) return "help";
	if (battery !== "ok" && battery !== "low") return "help";
	if (kind === "fault") return "help";
	return status.offlineSinceMs !== undefined && status.queued > 0 ? "waiting" : "fine";
}
