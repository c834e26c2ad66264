// Looks up the credentials of terminals that connect. What is asked for while the store answers waits and is asked for
// together, so that a fleet that connects at once costs the store few calls.
import type { Store, TerminalCredentials } from "../store/store.js";
import { hostLimits } from "../limits.js";

interface Waiting {
	readonly terminal: string;
	readonly resolve: (found: TerminalCredentials | undefined) => void;
	readonly reject: (error: unknown) => void;
}

export class CredentialLookup {
	readonly #store: Pick<Store, "terminals">;
	#waiting: Waiting[] = [];
	#isAsking = false;

	constructor(store: Pick<Store, "terminals">) {
		this.#store = store;
	}

	/** Undefined for an unknown terminal. Rejects with the store's error. */
	find(terminal: string): Promise<TerminalCredentials | undefined> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ terminal, resolve, reject });
			if (!this.#isAsking) void this.ask();
		});
	}

	/** Never rejects. */
	private async ask(): Promise<void> {
		this.#isAsking = true;
		while (this.#waiting.length > 0) {
			const group = this.#waiting.slice(0, hostLimits.lookupsMax);
			this.#waiting = this.#waiting.slice(hostLimits.lookupsMax);
			try {
				const found = await this.#store.terminals.credentials(group.map(({ terminal }) => terminal));
				group.forEach(({ resolve }, i) => resolve(found[i]));
			} catch (error) {
				for (const { reject } of group) reject(error);
			}
		}
		this.#isAsking = false;
	}
}
