// What a terminal says of itself: a few bytes when something changes. Not evidence: the journal is.
import type { CborCodec } from "./cbor.js";
import { FieldReader } from "./reader.js";

/** Wire: [epoch, sequence, batteryPercent, paper, wearPercent, freeSales, bootCount]. */
export interface StatusReport {
	readonly epoch: number;
	/** Last durable sequence: with the host's mark it gives the queue's depth. */
	readonly sequence: number;
	/** −1 without a battery. */
	readonly batteryPercent: number;
	/** 0 ok, 1 low, 2 out, 3 cover open, 4 offline. */
	readonly paper: number;
	readonly wearPercent: number;
	readonly freeSales: number;
	readonly bootCount: number;
}

export function encodeStatus(cbor: CborCodec, s: StatusReport): Uint8Array {
	return cbor.encode([s.epoch, s.sequence, s.batteryPercent, s.paper, s.wearPercent, s.freeSales, s.bootCount]);
}

/** Throws Fault WIRE_*. */
export function decodeStatus(cbor: CborCodec, bytes: Uint8Array): StatusReport {
	const reader = new FieldReader(cbor.decode(bytes, 128), 7);
	return {
		epoch: reader.u32(),
		sequence: reader.u32(),
		batteryPercent: reader.integer(-1, 100),
		paper: reader.integer(0, 4),
		wearPercent: reader.integer(0, 100),
		freeSales: reader.u32(),
		bootCount: reader.u32(),
	};
}
