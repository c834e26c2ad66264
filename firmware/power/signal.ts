// What the lamp on the case says, for whoever stands too far away to read the screen.
import type { BatteryLevel, LampSignal } from "../core/ports.js";
import type { View } from "../till/view.js";

/** A printer that is not there needs nobody: many stalls have none. */
export function lampSignal({ status, body }: View, battery: BatteryLevel): LampSignal {
	const { paper, offlineSinceMs, queued } = status;
	if (paper === "out" || paper === "cover" || body.kind === "fault" || battery === "critical" || battery === "empty") return "help";
	return offlineSinceMs !== undefined && queued > 0 ? "waiting" : "fine";
}
