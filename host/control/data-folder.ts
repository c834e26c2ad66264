// Whom a data folder belongs to, and its incarnation.
import { HostFault } from "../faults.js";
import type { Store } from "../store/store.js";

/**
 * Claims the folder for its merchant and gives the incarnation. A restore raises it to the second of its day: one
 * backup may be restored twice, and the second time must count as newer than the first, of which it knows nothing.
 * Throws HostFault DATA_FOLDER_FOREIGN.
 */
export function openFolder(store: Store, merchant: string, restored: boolean, nowMs: number): number {
	return store.transaction(() => {
		const owner = store.owner();
		if (owner !== undefined && owner !== merchant) throw new HostFault("DATA_FOLDER_FOREIGN", owner);
		const before = Number(store.setting("incarnation") ?? "1");
		const incarnation = restored ? Math.max(before + 1, Math.floor(nowMs / 1_000)) : before;
		store.setSetting("incarnation", String(incarnation));
		return incarnation;
	});
}
