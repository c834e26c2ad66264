// The terminal has started.
import { nonceBytes } from "../anchor.js";
import type { RecordCodec } from "./codec.js";

export interface BootedBody {
	/** Reset reason of the port: 0 unknown, 1 power, 2 brown-out, 3 watchdog, 4 software. */
	readonly reason: number;
	/** How many boots the record counts: a boot that wrote nothing is counted by the next that does. */
	readonly boots: number;
	/** 16 random bytes, once a boot, which make the keys of the boot's payment attempts unique. */
	readonly nonce: Uint8Array;
}

/** Body: [reason, boots, nonce]. */
export const booted: RecordCodec<2, BootedBody> = {
	kind: 2,
	label: "booted",
	encode: ({ reason, boots, nonce }) => [reason, boots, nonce],
	decode: (fields) => ({ reason: fields.code(), boots: fields.u32(), nonce: fields.bytes(nonceBytes) }),
};
