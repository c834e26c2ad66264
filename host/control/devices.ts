// What terminals last reported of themselves, and whether they are connected. Kept in memory: only the time when each
// was last seen is stored.
import type { Capabilities } from "../../firmware/wire/capabilities.js";
import type { StatusReport } from "../../firmware/wire/status.js";

export interface Device {
	readonly isOnline: boolean;
	/** When the connection was lost; 0 while online or when never seen. */
	readonly offlineSinceMs: number;
	readonly status: StatusReport | undefined;
	/** As reported when its present session began; undefined until then. */
	readonly capabilities: Capabilities | undefined;
}

const unseen: Device = { isOnline: false, offlineSinceMs: 0, status: undefined, capabilities: undefined };

export class Devices {
	readonly #devices = new Map<string, Device>();

	/** At the host's start: offline since it was last seen. */
	restore(terminal: string, lastSeenMs: number): void {
		this.#devices.set(terminal, { ...unseen, offlineSinceMs: lastSeenMs });
	}

	/** A connection began or ended, and a session with it. */
	presence(terminal: string, isOnline: boolean, nowMs: number): void {
		this.#devices.set(terminal, {
			...this.get(terminal),
			isOnline,
			offlineSinceMs: isOnline ? 0 : nowMs,
			capabilities: undefined,
		});
	}

	/** Returns the report before this one. */
	report(terminal: string, status: StatusReport): StatusReport | undefined {
		const before = this.get(terminal);
		this.#devices.set(terminal, {
			...before,
			status,
			capabilities: status.session?.capabilities ?? before.capabilities,
		});
		return before.status;
	}

	get(terminal: string): Device {
		return this.#devices.get(terminal) ?? unseen;
	}
}
