// A catalog took effect.
import { limits } from "../../core/limits.js";
import { FieldReader } from "../reader.js";
import type { RecordCodec } from "./codec.js";

export interface CatalogAppliedBody {
	readonly version: number;
	/** SHA-256 of the image. */
	readonly digest: Uint8Array;
	/** Format of the image. */
	readonly format: number;
	/** Identifiers of its rules that this firmware cannot apply. */
	readonly unapplied: readonly string[];
}

/** Body: [version, digest, format, unapplied]. */
export const catalogApplied: RecordCodec<4, CatalogAppliedBody> = {
	kind: 4,
	label: "catalog applied",
	encode: ({ version, digest, format, unapplied }) => [version, digest, format, unapplied],
	decode: (fields) => ({
		version: fields.u32(),
		digest: fields.bytes(32),
		format: fields.code(),
		unapplied: readTexts(fields),
	}),
};

function readTexts(fields: FieldReader): string[] {
	const values = fields.values(limits.recordPayloadBytesMax);
	const texts = new FieldReader(values, 0);
	return values.map(() => texts.text(limits.recordPayloadBytesMax));
}
