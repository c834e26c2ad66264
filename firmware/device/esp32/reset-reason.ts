import getResetReason from "resetReason";
import { ResetReason } from "../../core/ports.js";

/** Indexed by ESP-IDF's `esp_reset_reason_t`. */
const reasons: readonly ResetReason[] = [
	ResetReason.unknown,
	ResetReason.power,
	ResetReason.power, // external pin: the reset button
	ResetReason.software,
	ResetReason.software, // panic: an abort of our own code
	ResetReason.watchdog, // interrupt watchdog
	ResetReason.watchdog, // task watchdog
	ResetReason.watchdog, // another watchdog
	ResetReason.power, // wake from deep sleep
	ResetReason.brownOut,
];

export function resetReason(): ResetReason {
	return reasons[getResetReason().reason] ?? ResetReason.unknown;
}
