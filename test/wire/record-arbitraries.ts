// Records of every kind, made at random, and as a newer version would write them. Each kind has its sample in a file
// of test/wire/records with the name of the kind's own file.
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import fc from "fast-check";
import type { WireValue } from "../../firmware/wire/cbor.js";
import type { KnownRecord, RecordPrefix } from "../../firmware/wire/record.js";
import { recordCodecs, type RecordCodecs } from "../../firmware/wire/records/registry.js";
import { code, document, few, place, prefixFields, type RecordSample, type Shape, u32 } from "./record-parts.js";

export { ownEpoch } from "./record-parts.js";

export type KindName = keyof RecordCodecs;
export const kindNames = Object.keys(recordCodecs) as KindName[];

export function fileName(name: string): string {
	return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const samples = new Map<string, RecordSample>();
for (const file of readdirSync(new URL("records", import.meta.url))) {
	const name = basename(file, ".ts");
	const { sample } = (await import(`./records/${name}.ts`)) as { readonly sample: RecordSample };
	samples.set(name, sample);
}

/** The names of the files there are. */
export const sampleNames = [...samples.keys()];

function sampleOf(name: KindName): RecordSample {
	const sample = samples.get(fileName(name));
	if (!sample) throw new Error(`test/wire/records has no ${fileName(name)}.ts`);
	return sample;
}

/** Fields behind the prefix, less those that may be left out. */
export function fieldCount(name: KindName): number {
	const { fields, defaults = [] } = sampleOf(name).shape;
	return fields.length - defaults.length;
}

const prefix = {
	bootCount: u32,
	uptimeMs: fc.maxSafeNat(),
	wallMs: fc.nat(253_402_300_799_999),
	clockQuality: code,
	staff: u32,
	shift: u32,
	document: fc.option(document, { nil: undefined }),
	closes: few(place),
};
export const anyPrefix = fc.record(prefix) as unknown as fc.Arbitrary<RecordPrefix>;

export function recordOf(name: KindName): fc.Arbitrary<KnownRecord> {
	const { kind } = recordCodecs[name];
	return fc.record({
		kind: fc.constant(kind),
		...prefix,
		...sampleOf(name).body,
	}) as unknown as fc.Arbitrary<KnownRecord>;
}
export const anyRecord: fc.Arbitrary<KnownRecord> = fc.oneof(...kindNames.map(recordOf));

/** The same record as a newer version writes it: `more` behind the last field of every array of fields. */
export function grown(name: KindName, record: readonly WireValue[], more: WireValue): WireValue {
	const { fields: body, ...rest } = sampleOf(name).shape;
	return grow(record, { ...rest, fields: [...prefixFields, ...body] }, more);
}

function grow(value: WireValue, shape: Shape, more: WireValue): WireValue {
	if (!Array.isArray(value) || shape === "leaf") return value;
	const items = value as readonly WireValue[];
	if ("list" in shape) return items.map((item) => grow(item, shape.list, more));
	const { fields: known, defaults = [] } = shape;
	// An omitted field is written as its default if another follows it.
	const whole = [...items, ...defaults.slice(defaults.length - (known.length - items.length))].slice(0, known.length);
	return [...whole.map((item, at) => grow(item, known[at]!, more)), more];
}
