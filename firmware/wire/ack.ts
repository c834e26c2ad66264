// The host's acknowledgement: the truth about what is committed and what is archived (invariant 4). Sealed in an envelope of domain "ack".
import type { Ed25519, Signer } from "../core/ports.js";
import type { CborCodec } from "./cbor.js";
import { openEnvelope, sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";

export const AckStatus = { committed: 0, quarantined: 1 } as const;
export type AckStatus = (typeof AckStatus)[keyof typeof AckStatus];

/** Body: [merchant, terminal, epoch, incarnation, committed, archived, head, status]. */
export interface Ack {
	readonly merchant: string;
	readonly terminal: string;
	readonly epoch: number;
	/** Grows only when a host is restored from a backup; alone may lower the marks. */
	readonly incarnation: number;
	/** Last sequence committed in this epoch; 0 for none. */
	readonly committed: number;
	/** Last sequence also in a backup or replica; never above `committed`. */
	readonly archived: number;
	/** The chain's head at `committed` (the genesis head for 0). */
	readonly head: Uint8Array;
	/** Quarantined: the host holds another branch of this epoch; the terminal goes on in a new one. */
	readonly status: AckStatus;
}

export function sealAck(cbor: CborCodec, signer: Signer, ack: Ack): Uint8Array {
	const body = cbor.encode([ack.merchant, ack.terminal, ack.epoch, ack.incarnation, ack.committed, ack.archived, ack.head, ack.status]);
	return sealEnvelope(cbor, signer, "ack", body);
}

/** Throws Fault SIGNATURE_INVALID or WIRE_*. Whose ack it is remains for the caller to compare. */
export function openAck(cbor: CborCodec, ed25519: Ed25519, hostKey: Uint8Array, bytes: Uint8Array): Ack {
	const reader = new FieldReader(cbor.decode(openEnvelope(cbor, ed25519, hostKey, "ack", bytes)), 8);
	const merchant = reader.identifier();
	const terminal = reader.identifier();
	const epoch = reader.integer(1, 0xffffffff);
	const incarnation = reader.u32();
	const committed = reader.u32();
	return {
		merchant,
		terminal,
		epoch,
		incarnation,
		committed,
		archived: reader.integer(0, committed),
		head: reader.bytes(32),
		status: reader.integer(0, 1) as AckStatus,
	};
}
