// A store whose parts forward each call by part and method name. Shared by the in-thread and the worker variants.
import { type Store, type StorePart, storeParts } from "./store.js";

export type Call = (part: StorePart, method: string, values: readonly unknown[]) => Promise<unknown>;

/** `call` must resolve or reject as the named method of the named part would. */
export function storeOver(call: Call, close: () => Promise<void>): Store {
	// Methods are created on first use, so the engine's method names are not repeated here.
	const part = (name: StorePart): object =>
		new Proxy<Record<string | symbol, unknown>>(
			{},
			{
				get: (made, method) => (made[method] ??= (...values: unknown[]) => call(name, String(method), values)),
			},
		);
	const parts = Object.fromEntries(storeParts.map((name) => [name, part(name)])) as unknown as Omit<Store, "close">;
	let closing: Promise<void> | undefined;
	return { ...parts, close: () => (closing ??= close()) };
}
