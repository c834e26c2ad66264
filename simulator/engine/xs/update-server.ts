// Node's side of the guest's port for firmware updates. A board has one idle slot, so at most one is open.
import type { UpdatePort, UpdateSlot } from "../../../firmware/core/update.js";
import type { XsValue } from "./machine.js";
import { op } from "./opcodes.js";

export class UpdateServer {
	readonly #port: UpdatePort | undefined;
	#slot: UpdateSlot | undefined;

	constructor(port: UpdatePort | undefined) {
		this.#port = port;
	}

	/** Closes the open slot, if any. Idempotent. */
	close(): void {
		this.#slot?.close();
		this.#slot = undefined;
	}

	call(opcode: number, a: XsValue): XsValue | void {
		const port = this.#port;
		if (!port) return undefined;
		switch (opcode) {
			case op.updateBoard:
				return port.board;
			case op.updateVersion:
				return port.version;
			case op.updateIsTrial:
				return port.boot.isTrial();
			case op.updateConfirm:
				return port.boot.confirm();
			case op.updateRollBack:
				return port.boot.rollBack();
			case op.slotOpen:
				this.close();
				this.#slot = port.openSlot();
				return this.#slot.sizeBytes;
			case op.slotWrite:
				return this.openSlot().write(new Uint8Array(a as Uint8Array));
			case op.slotComplete:
				return this.openSlot().complete();
			case op.slotClose:
				return this.close();
			default:
				throw new Error(`no host call ${opcode}`);
		}
	}

	private openSlot(): UpdateSlot {
		if (!this.#slot) throw new Error("no slot is open");
		return this.#slot;
	}
}
