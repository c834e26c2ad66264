// Stands between the host and an engine, and knows whether the store can be relied on. A call that finds the database
// locked is tried again for a while. A store that fails is tried until it works again. A store that is known to be
// damaged answers nothing any more, so that nothing is acknowledged from it.
import { setTimeout as sleep } from "node:timers/promises";
import { StoreFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { StorePart } from "./store.js";

export type Call = (part: StorePart, method: string, values: readonly unknown[]) => Promise<unknown>;

/** Called when the store begins to fail, fails in another way, or works again. */
export type OnTrouble = (fault: StoreFault | undefined) => void;

export class StoreSupervisor {
	readonly #inner: Call;
	readonly #onTrouble: OnTrouble;
	#trouble: StoreFault | undefined;
	#probe: NodeJS.Timeout | undefined;
	#probes = 0;
	#isClosed = false;

	constructor(inner: Call, onTrouble: OnTrouble = () => undefined) {
		this.#inner = inner;
		this.#onTrouble = onTrouble;
	}

	/** Why the store cannot be relied on; undefined while it works. */
	get trouble(): StoreFault | undefined {
		return this.#trouble;
	}

	/** Rejects with StoreFault where the store fails as a whole. */
	readonly call: Call = async (part, method, values) => {
		for (let waitedMs = 0; ; waitedMs += hostLimits.storeBusyRetryMs) {
			if (this.#trouble?.code === "STORE_DAMAGED") throw this.#trouble;
			try {
				return await this.#inner(part, method, values);
			} catch (error) {
				if (!(error instanceof StoreFault)) throw error;
				const isBusy = error.code === "STORE_BUSY" && waitedMs < hostLimits.storeBusyMs && !this.#isClosed;
				if (!isBusy) {
					this.fail(error);
					throw error;
				}
			}
			// Nothing of the call was stored, as each is a transaction.
			await sleep(hostLimits.storeBusyRetryMs);
		}
	};

	/** Reports a failure that was noticed outside a call. */
	fail(fault: StoreFault): void {
		if (this.#isClosed || this.#trouble?.code === "STORE_DAMAGED") return;
		const before = this.#trouble;
		this.#trouble = fault;
		if (before?.code !== fault.code) this.#onTrouble(fault);
		if (fault.code === "STORE_DAMAGED") clearTimeout(this.#probe);
		else if (!before) this.scheduleProbe();
	}

	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#probe);
	}

	/** Only a write shows whether there is room again. */
	private async probe(): Promise<void> {
		try {
			await this.#inner("settings", "set", ["probe", String(++this.#probes)]);
		} catch (error) {
			if (error instanceof StoreFault) this.fail(error);
			if (this.#trouble?.code !== "STORE_DAMAGED") this.scheduleProbe();
			return;
		}
		if (this.#isClosed || this.#trouble?.code === "STORE_DAMAGED") return;
		this.#probes = 0;
		this.#trouble = undefined;
		this.#onTrouble(undefined);
	}

	private scheduleProbe(): void {
		if (this.#isClosed) return;
		const delayMs = Math.min(hostLimits.storeProbeMs * 2 ** this.#probes, hostLimits.storeProbeMsMax);
		this.#probe = setTimeout(() => void this.probe(), delayMs).unref();
	}
}
