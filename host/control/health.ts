// Whether the host can do its work, for process supervisors and operators.
import type { HealthReason } from "../context.js";
import { type HostFault, StoreFault } from "../faults.js";
import type { Guard } from "../guard.js";
import { hostLimits } from "../limits.js";
import { codeOf, textOf } from "../log.js";
import type { Store } from "../store/store.js";
import type { TlsExpiry } from "./tls-expiry.js";

export interface HealthOptions {
	readonly store: Pick<Store, "settings" | "trouble">;
	readonly guard: Guard;
	readonly tlsExpiry: Pick<TlsExpiry, "trouble">;
}

export class Health {
	readonly #options: HealthOptions;
	#asking: Promise<StoreFault | undefined> | undefined;

	constructor(options: HealthOptions) {
		this.#options = options;
	}

	/** Empty while the host is well. Resolves within `healthMs`. */
	async troubles(): Promise<HealthReason[]> {
		// A store that is known to fail is not asked, and one that is being asked not once more for each request.
		const { store, tlsExpiry } = this.#options;
		const faults = [store.trouble() ?? (await this.soon()), tlsExpiry.trouble];
		return faults.flatMap((fault) => (fault ? [reasonOf(fault)] : []));
	}

	private async soon(): Promise<HostFault | undefined> {
		this.#asking ??= this.ask().finally(() => (this.#asking = undefined));
		let timer: NodeJS.Timeout | undefined;
		const silent = new Promise<HostFault>((resolve) => {
			const fault = new StoreFault("STORE_FAILED", `no answer within ${hostLimits.healthMs} ms`);
			timer = setTimeout(() => resolve(fault), hostLimits.healthMs);
		});
		return Promise.race([this.#asking, silent]).finally(() => clearTimeout(timer));
	}

	private async ask(): Promise<StoreFault | undefined> {
		try {
			const owner = await this.#options.store.settings.owner();
			return owner === undefined ? new StoreFault("STORE_DAMAGED", "the settings are gone") : undefined;
		} catch (error) {
			this.#options.guard.report("health", error);
			return error instanceof StoreFault
				? error
				: new StoreFault("STORE_FAILED", `${codeOf(error)}: ${String(error)}`);
		}
	}
}

function reasonOf({ code, detail }: HostFault): HealthReason {
	return { code, message: textOf(code), detail };
}
