// What a file of this folder is: one kind of record, its number, its fields, and their order on the wire behind the
// fixed prefix.
import type { WireValue } from "../cbor.js";
import type { RecordPrefix } from "../prefix.js";
import type { FieldReader } from "../reader.js";

export interface RecordCodec<Kind extends number, Body> {
	readonly kind: Kind;
	/** For people: dumps, timelines, exports. */
	readonly label: string;
	/** `epoch` is the record's own. */
	encode(body: Body, epoch: number): WireValue[];
	/** Throws Fault WIRE_WRONG_SHAPE. */
	decode(fields: FieldReader, prefix: RecordPrefix, epoch: number): Body;
}
