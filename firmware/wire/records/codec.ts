// The interface of the files in this folder. Each is one kind of record: its number, its fields, and their order on the
// wire after the fixed prefix.
import type { WireValue } from "../cbor.js";
import type { RecordPrefix } from "../prefix.js";
import type { FieldReader } from "../reader.js";

export interface RecordCodec<Kind extends number, Body> {
	readonly kind: Kind;
	/** Shown to people in dumps, timelines and exports. */
	readonly label: string;
	/** `epoch` is the record's own. */
	encode(body: Body, epoch: number): WireValue[];
	/** Throws Fault WIRE_WRONG_SHAPE. */
	decode(fields: FieldReader, prefix: RecordPrefix, epoch: number): Body;
}
