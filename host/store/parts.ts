// A store whose parts pass each call on by its names: what the variants in this thread and in another have in common.
import { type Store, type StorePart, storeParts } from "./store.js";

export type Call = (part: StorePart, method: string, values: readonly unknown[]) => Promise<unknown>;

/** `call` answers as the named method of the named part would. */
export function storeOver(call: Call, close: () => Promise<void>): Store {
	// Methods are made when they are first asked for: their names are those of the engine's own.
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
