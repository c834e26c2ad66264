// Every kind of record against bytes that were written down once: a change of the codec that is wrong on both sides
// alike fails here.
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodePrefix } from "../../firmware/wire/prefix.js";
import { decodeRecord, encodeRecord, type KnownRecord } from "../../firmware/wire/record.js";
import { recordCodecs } from "../../firmware/wire/records/registry.js";
import { readGoldens } from "./golden.js";

const goldens = readGoldens(new URL("./records", import.meta.url).pathname);
const cbor = new CborCodec();
/** Of all of them. */
const epoch = 2;
const fileName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe("golden records", () => {
	it("are there for every kind", () => {
		expect(goldens.map(({ name }) => name).sort()).toEqual(Object.keys(recordCodecs).map(fileName).sort());
	});

	it.each(goldens.map((golden) => [golden.name, golden] as const))(
		"decode to what is written beside them: %s",
		(_name, { value, bytes }) => {
			const record = decodeRecord(cbor, bytes, epoch);
			expect(record).toEqual(value);
			const { kind, document, closes, shift, staff } = value as KnownRecord;
			expect(decodePrefix(cbor, bytes, epoch)).toMatchObject({
				kind,
				closes,
				shift,
				staff,
				...(document && { document }),
			});
		},
	);

	it.each(goldens.map((golden) => [golden.name, golden] as const))(
		"are what is encoded today: %s",
		(_name, { value, bytes }) => {
			expect(toHex(encodeRecord(cbor, value as KnownRecord, epoch))).toBe(toHex(bytes));
		},
	);
});
