// A store whose parts forward each call by part and method name. Shared by the in-thread and the worker variants.
import { type Store, type StorePart, storeParts } from "./store.js";
import type { StoreSupervisor } from "./supervisor.js";

/** The supervised calls must resolve or reject as the named method of the named part would. */
export function storeOver(supervisor: StoreSupervisor, close: () => Promise<void>): Store {
	const { call } = supervisor;
	// Methods are created on first use, so the engine's method names are not repeated here.
	const part = (name: StorePart): object =>
		new Proxy<Record<string | symbol, unknown>>(
			{},
			{
				get: (made, method) => (made[method] ??= (...values: unknown[]) => call(name, String(method), values)),
			},
		);
	const parts = Object.fromEntries(storeParts.map((name) => [name, part(name)])) as unknown as Pick<Store, StorePart>;
	let closing: Promise<void> | undefined;
	const end = (): Promise<void> => {
		supervisor.close();
		return close();
	};
	return { ...parts, trouble: () => supervisor.trouble, close: () => (closing ??= end()) };
}
