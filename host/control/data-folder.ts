// The merchant and the incarnation of a data folder.
import { HostFault } from "../faults.js";
import type { Store } from "../store/store.js";

/**
 * Returns the folder's incarnation after checking its merchant. A restore raises the incarnation at least to the
 * current time in seconds: when a backup is restored twice, the second restore must be higher than the first, although
 * the backup does not contain the first. Rejects with HostFault DATA_FOLDER_FOREIGN.
 */
export async function openFolder(
	{ settings }: Pick<Store, "settings">,
	merchant: string,
	restored: boolean,
	nowMs: number,
): Promise<number> {
	const owner = await settings.owner();
	if (owner !== undefined && owner !== merchant) throw new HostFault("DATA_FOLDER_FOREIGN", owner);
	const stored = await settings.get("incarnation");
	const before = Number(stored ?? "1");
	const incarnation = restored ? Math.max(before + 1, Math.floor(nowMs / 1_000)) : before;
	// Otherwise a start writes nothing, and is possible while another program holds the write lock.
	if (String(incarnation) !== stored) await settings.set("incarnation", String(incarnation));
	return incarnation;
}
