// When the terminal may replace its firmware, decided from plain values.
import { limits } from "../core/limits.js";
import type { BatteryState } from "../core/ports.js";

/** Whether there is enough power to write a whole image and to restart; always true on mains power. */
export function hasPowerForUpdate(battery: Pick<BatteryState, "isCharging" | "percent"> | undefined): boolean {
	return battery === undefined || battery.isCharging || battery.percent >= limits.updateBatteryPercentMin;
}
