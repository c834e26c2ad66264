// Opens the store that a host's options ask for.
import { openLocalStore } from "./local.js";
import { openWorkerStore } from "./worker-store.js";
import type { Store } from "../store.js";

export interface StoreChoice {
	/** Undefined keeps everything in memory, in this thread. */
	readonly folder: string | undefined;
	readonly merchant: string;
	/** In a thread of its own unless told otherwise: a world in virtual time keeps it in its own. */
	readonly isInThread: boolean;
}

/** Rejects with HostFault DATA_FOLDER_*. */
export async function openStore({ folder, merchant, isInThread }: StoreChoice): Promise<Store> {
	return folder === undefined || isInThread ? openLocalStore(folder, merchant) : openWorkerStore(folder, merchant);
}
