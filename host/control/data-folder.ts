// Whom a data folder belongs to, and its incarnation.
import { HostFault } from "../faults.js";
import type { Store } from "../store/store.js";

/**
 * Claims the folder for its merchant and gives the incarnation. A restore raises it to the second of its day: one
 * backup may be restored twice, and the second time must count as newer than the first, of which it knows nothing.
 * Rejects with HostFault DATA_FOLDER_FOREIGN.
 */
export async function openFolder(
	{ settings }: Pick<Store, "settings">,
	merchant: string,
	restored: boolean,
	nowMs: number,
): Promise<number> {
	const owner = await settings.owner();
	if (owner !== undefined && owner !== merchant) throw new HostFault("DATA_FOLDER_FOREIGN", owner);
	const before = Number((await settings.get("incarnation")) ?? "1");
	const incarnation = restored ? Math.max(before + 1, Math.floor(nowMs / 1_000)) : before;
	await settings.set("incarnation", String(incarnation));
	return incarnation;
}
