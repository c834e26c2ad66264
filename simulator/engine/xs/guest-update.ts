// The port for firmware updates over host calls, inside XS. Made when the module is loaded: what stands for a board's
// native code costs no heap.
import type { UpdatePort, UpdateSlot } from "../../../firmware/core/update.js";
import { callHost, callNumber } from "./guest-host.js";
import { op } from "./opcodes.js";

class GuestSlot implements UpdateSlot {
	readonly sizeBytes = callNumber(op.slotOpen);

	write(bytes: Uint8Array): void {
		callHost(op.slotWrite, bytes);
	}

	complete(): void {
		callHost(op.slotComplete);
	}

	close(): void {
		callHost(op.slotClose);
	}
}

const port: UpdatePort = {
	get board() {
		return callHost(op.updateBoard) as string;
	},
	get version() {
		return callNumber(op.updateVersion);
	},
	boot: {
		isTrial: () => callHost(op.updateIsTrial) === true,
		confirm: () => void callHost(op.updateConfirm),
		rollBack: () => void callHost(op.updateRollBack),
	},
	openSlot: () => new GuestSlot(),
};

/** Undefined where the machine has none. */
export function updatePort(): UpdatePort | undefined {
	return typeof callHost(op.updateBoard) === "string" ? port : undefined;
}
