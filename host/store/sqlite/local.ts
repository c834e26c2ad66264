// The SQLite store in its caller's thread, for in-memory stores and simulations in virtual time. A call has completed
// when it returns, and its promise resolves in the same turn of the event loop, so that no virtual time passes.
import { storeOver } from "../parts.js";
import type { Store } from "../store.js";
import { SqliteEngine } from "./engine.js";

/** Throws HostFault DATA_FOLDER_*. An undefined folder keeps everything in memory. */
export function openLocalStore(folder: string | undefined, merchant: string): Store {
	const engine = new SqliteEngine(folder, merchant);
	return storeOver(
		async (part, method, values) => engine.call(part, method, values),
		async () => engine.close(),
	);
}
