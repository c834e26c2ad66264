// The host's acknowledgement: which records are committed and which are archived (invariant 4). Sealed in an envelope
// of domain "ack".
import type { Ed25519, Signer } from "../core/ports.js";
import { nonceBytes } from "./anchor.js";
import { type Capabilities, encodeCapabilities, readCapabilities } from "./capabilities.js";
import type { CborCodec, WireValue } from "./cbor.js";
import { openEnvelope, sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";

/** Other values are of a newer version; the records are committed all the same. */
export const AckStatus = { committed: 0, quarantined: 1 } as const;
export type AckStatus = (typeof AckStatus)[keyof typeof AckStatus];

/** The answer to a session's first status. Wire: [nonce, wallMs, capabilities]. */
export interface SessionAnswer {
	/**
	 * The terminal's own nonce, which shows that this ack was made for this session and that its time is not an old
	 * one.
	 */
	readonly nonce: Uint8Array;
	/** The host's clock, milliseconds since 1970. */
	readonly wallMs: number;
	readonly capabilities: Capabilities;
}

/** Body: [merchant, terminal, epoch, incarnation, committed, archived, head, status], and behind them session or 0. */
export interface Ack {
	readonly merchant: string;
	readonly terminal: string;
	readonly epoch: number;
	/** Grows only when a host is restored from a backup; only a higher value may lower the marks. */
	readonly incarnation: number;
	/** Last sequence committed in this epoch; 0 for none. */
	readonly committed: number;
	/** Last sequence also in a backup or replica; never above `committed`. */
	readonly archived: number;
	/** The chain's head at `committed` (the genesis head for 0). */
	readonly head: Uint8Array;
	/** Quarantined: the host holds another branch of this epoch; the terminal goes on in a new one. */
	readonly status: AckStatus;
	/** On the acks that answer a session's first status. */
	readonly session?: SessionAnswer | undefined;
}

const fieldsMin = 8;

export function sealAck(cbor: CborCodec, signer: Signer, ack: Ack): Uint8Array {
	const { merchant, terminal, epoch, incarnation, committed, archived, head, status, session } = ack;
	const body: WireValue[] = [merchant, terminal, epoch, incarnation, committed, archived, head, status];
	if (session) body.push([session.nonce, session.wallMs, encodeCapabilities(session.capabilities)]);
	return sealEnvelope(cbor, signer, "ack", cbor.encode(body));
}

/** Throws Fault SIGNATURE_INVALID or WIRE_*. Whose ack it is remains for the caller to compare. */
export function openAck(cbor: CborCodec, ed25519: Ed25519, hostKey: Uint8Array, bytes: Uint8Array): Ack {
	return readAck(cbor, openEnvelope(cbor, ed25519, hostKey, "ack", bytes));
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readAck(cbor: CborCodec, body: Uint8Array): Ack {
	const reader = new FieldReader(cbor.decode(body), fieldsMin);
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
		status: reader.code() as AckStatus,
		session: readSession(reader),
	};
}

function readSession(reader: FieldReader): SessionAnswer | undefined {
	if (!reader.isList) {
		if (reader.hasMore) reader.integer(0, 0);
		return undefined;
	}
	const fields = reader.fields(3);
	return {
		nonce: fields.bytes(nonceBytes),
		wallMs: fields.integer(0, Number.MAX_SAFE_INTEGER),
		capabilities: readCapabilities(fields),
	};
}
