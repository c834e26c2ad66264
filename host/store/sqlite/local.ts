// The SQLite store in its caller's thread, for in-memory stores and simulations in virtual time. A call has completed
// when it returns, and its promise resolves in the same turn of the event loop, so that no virtual time passes.
import { storeOver } from "../parts.js";
import type { Store } from "../store.js";
import { type Call, type OnTrouble, StoreSupervisor } from "../supervisor.js";
import { SqliteEngine } from "./engine.js";
import type { StoreOptions } from "./port.js";

/** Throws HostFault DATA_FOLDER_* or STORE_*. An undefined folder keeps everything in memory. */
export function openLocalStore(options: StoreOptions, onTrouble?: OnTrouble): Store {
	const engine = new SqliteEngine(options);
	const call: Call = async (part, method, values) => engine.call(part, method, values);
	return storeOver(new StoreSupervisor(call, onTrouble), async () => engine.close());
}
