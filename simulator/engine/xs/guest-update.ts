// The port for firmware updates inside XS, over host calls. It is created when the module is loaded, so that it counts
// as code in flash and not as heap, like a board's native code.
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

/** Undefined when the machine takes no updates. */
export function updatePort(): UpdatePort | undefined {
	return typeof callHost(op.updateBoard) === "string" ? port : undefined;
}
