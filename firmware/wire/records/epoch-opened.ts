// A new chain begins. Names the head of the epoch before.
import type { WireValue } from "../cbor.js";
import type { FieldReader } from "../reader.js";
import type { RecordCodec } from "./codec.js";

/** The last known place of the chain that a new chain follows. All zeros after `epoch` for a terminal's first chain. */
export interface ChainOrigin {
	readonly epoch: number;
	readonly previousEpoch: number;
	readonly previousSequence: number;
	readonly previousHead: Uint8Array;
}

export function encodeOrigin(origin: ChainOrigin): WireValue[] {
	return [origin.epoch, origin.previousEpoch, origin.previousSequence, origin.previousHead];
}

/** The next four fields of any message that carries an origin. */
export function readOrigin(reader: FieldReader): ChainOrigin {
	return {
		epoch: reader.integer(1, 0xffffffff),
		previousEpoch: reader.u32(),
		previousSequence: reader.u32(),
		previousHead: reader.bytes(32),
	};
}

/** Body: [epoch, previousEpoch, previousSequence, previousHead]. */
export const epochOpened: RecordCodec<1, ChainOrigin> = {
	kind: 1,
	label: "epoch opened",
	encode: encodeOrigin,
	decode: readOrigin,
};
