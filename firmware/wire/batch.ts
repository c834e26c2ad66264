// A batch of records in sequence, as a terminal ships it: [format, epoch, firstSequence, [payload…], signature]. The
// signature is the terminal's checkpoint over the last record, so it covers each byte of the batch and all records
// before it.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { CborCodec } from "./cbor.js";
import { FieldReader } from "./reader.js";

const batchFormat = 1;
/** The head of a byte string. */
const headBytesMax = 5;
/** Format, epoch, first sequence, and the heads of both arrays and of the signature. */
const frameBytesMax = 6 * headBytesMax;

export interface Batch {
	readonly epoch: number;
	/** Sequence of the first payload; counts from 1 in each epoch. */
	readonly firstSequence: number;
	/** 1 to limits.batchRecordsMax records, exactly as journaled. */
	readonly payloads: readonly Uint8Array[];
	/** Ed25519 over core/chain.ts `checkpointMessage` for the last record. */
	readonly signature: Uint8Array;
}

export function encodeBatch(cbor: CborCodec, batch: Batch): Uint8Array {
	const { payloads, signature } = batch;
	const besides = frameBytesMax + signature.length + payloads.length * headBytesMax;
	const bytesMax = payloads.reduce((sum, payload) => sum + payload.length, besides);
	return cbor.encode([batchFormat, batch.epoch, batch.firstSequence, payloads, signature], bytesMax);
}

/** Throws Fault WIRE_*. The signature is not verified here: that needs the chain's head. */
export function decodeBatch(cbor: CborCodec, bytes: Uint8Array): Batch {
	const reader = new FieldReader(cbor.decode(bytes), 5);
	if (reader.integer(0, 0xff) !== batchFormat) throw new Fault("WIRE_WRONG_SHAPE", "batch format");
	const epoch = reader.integer(1, 0xffffffff);
	const firstSequence = reader.integer(1, 0xffffffff);
	const values = reader.values(limits.batchRecordsMax);
	if (values.length === 0) throw new Fault("WIRE_WRONG_SHAPE", "empty batch");
	const payloads = new FieldReader(values, values.length);
	return {
		epoch,
		firstSequence,
		payloads: values.map(() => payloads.bytes(undefined, limits.recordPayloadBytesMax)),
		signature: reader.bytes(64),
	};
}
