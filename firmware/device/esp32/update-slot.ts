import storage from "embedded:storage/flash";
import update from "embedded:update";
import type { UpdateSlot } from "../../core/update.js";

/** Opens the OTA slot that is not running. ESP-IDF checks the image's header and checksum before it switches to it. */
export function openUpdateSlot(): UpdateSlot {
	const partition = storage.open({ path: "nextota", mode: "r+" });
	try {
		const updater = update.open({ partition });
		return {
			sizeBytes: partition.status().size,
			write: (bytes) => updater.write(bytes),
			complete: () => updater.complete(),
			close() {
				updater.close();
				partition.close();
			},
		};
	} catch (error) {
		partition.close();
		throw error;
	}
}
