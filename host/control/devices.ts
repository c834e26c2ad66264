// The terminals' last status reports and connection states. Only in memory; the store has just the time at which each
// terminal was last seen.
import { ClockQuality } from "../../firmware/core/ports.js";
import type { Capabilities } from "../../firmware/wire/capabilities.js";
import type { StatusReport } from "../../firmware/wire/status.js";

export interface Device {
	readonly isOnline: boolean;
	/** Time at which the connection was lost; 0 while online or when never seen. */
	readonly offlineSinceMs: number;
	readonly status: StatusReport | undefined;
	/**
	 * How far the terminal's clock was ahead of the host's when the last report arrived, negative when it was behind;
	 * undefined where it reported none or its clock was unset.
	 */
	readonly clockSkewMs: number | undefined;
	/** As reported at the start of the current session; undefined before. */
	readonly capabilities: Capabilities | undefined;
}

const unseen: Device = {
	...{ isOnline: false, offlineSinceMs: 0 },
	...{ status: undefined, clockSkewMs: undefined, capabilities: undefined },
};

export class Devices {
	readonly #devices = new Map<string, Device>();

	/** When the host starts: the terminal is offline since it was last seen. */
	restore(terminal: string, lastSeenMs: number): void {
		this.#devices.set(terminal, { ...unseen, offlineSinceMs: lastSeenMs });
	}

	/** A connection has started or ended. */
	presence(terminal: string, isOnline: boolean, nowMs: number): void {
		this.#devices.set(terminal, {
			...this.get(terminal),
			isOnline,
			offlineSinceMs: isOnline ? 0 : nowMs,
			capabilities: undefined,
		});
	}

	/** Returns the previous report. */
	report(terminal: string, status: StatusReport, nowMs: number): StatusReport | undefined {
		const before = this.get(terminal);
		this.#devices.set(terminal, {
			...before,
			status,
			clockSkewMs: skewOf(status, nowMs),
			capabilities: status.session?.capabilities ?? before.capabilities,
		});
		return before.status;
	}

	get(terminal: string): Device {
		return this.#devices.get(terminal) ?? unseen;
	}
}

function skewOf({ clock }: StatusReport, nowMs: number): number | undefined {
	return clock && clock.quality !== ClockQuality.unset ? clock.wallMs - nowMs : undefined;
}
