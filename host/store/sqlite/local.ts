// The SQLite store in the thread of its caller: for stores in memory, and for worlds in virtual time. A call is done
// when it returns; its promise is fulfilled before Node turns to anything else, so that no time passes meanwhile.
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
