// The merchant and the incarnation of a data folder.
import { HostFault } from "../faults.js";
import type { Store } from "../store/store.js";

/**
 * Assigns the folder to the merchant and returns its incarnation. A restore raises the incarnation at least to the
 * current time in seconds: when a backup is restored twice, the second restore must be higher than the first, although
 * the backup does not contain the first. Throws HostFault DATA_FOLDER_FOREIGN.
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
