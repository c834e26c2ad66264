// Whose data folder this is, and which life of it.
import { HostFault } from "../faults.js";
import type { Store } from "../store/store.js";

/** Claims the folder for its merchant and gives the incarnation, raised by one after a restore. Throws HostFault DATA_FOLDER_FOREIGN. */
export function openFolder(store: Store, merchant: string, restored: boolean): number {
	return store.transaction(() => {
		const owner = store.setting("merchant");
		if (owner !== undefined && owner !== merchant) throw new HostFault("DATA_FOLDER_FOREIGN", owner);
		store.setSetting("merchant", merchant);
		const incarnation = Number(store.setting("incarnation") ?? "1") + (restored ? 1 : 0);
		store.setSetting("incarnation", String(incarnation));
		return incarnation;
	});
}
