// Opens the store that the host's options select.
import { openLocalStore } from "./local.js";
import { openWorkerStore } from "./worker-store.js";
import type { Store } from "../store.js";
import type { OnTrouble } from "../supervisor.js";

export interface StoreChoice {
	/** Undefined keeps everything in memory, in this thread. */
	readonly folder: string | undefined;
	readonly merchant: string;
	/**
	 * Keeps the store in the caller's thread, as simulations in virtual time need; otherwise it runs in a dedicated
	 * thread.
	 */
	readonly isInThread: boolean;
	/** The folder has a backup, which may lack what was acknowledged. */
	readonly isRestored?: boolean;
	readonly onTrouble: OnTrouble;
}

/** Rejects with HostFault DATA_FOLDER_* or STORE_*. */
export async function openStore({ isInThread, onTrouble, ...options }: StoreChoice): Promise<Store> {
	return options.folder === undefined || isInThread
		? openLocalStore(options, onTrouble)
		: openWorkerStore(options, onTrouble);
}
