// Checks every kind of record against golden bytes, so that an error in both encoder and decoder is found.
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodePrefix } from "../../firmware/wire/prefix.js";
import { decodeRecord, encodeRecord, type KnownRecord } from "../../firmware/wire/record.js";
import { recordCodecs } from "../../firmware/wire/records/registry.js";
import { readGoldens } from "./golden.js";

const goldens = readGoldens(new URL("./records", import.meta.url).pathname);
const cbor = new CborCodec();
/** The epoch of all golden records. */
const epoch = 2;
const fileName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe("golden records", () => {
	it("exist for every kind", () => {
		expect(goldens.map(({ name }) => name).sort()).toEqual(Object.keys(recordCodecs).map(fileName).sort());
	});

	it.each(goldens.map((golden) => [golden.name, golden] as const))(
		"decode to the value in the file: %s",
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
		"equal today's encoding: %s",
		(_name, { value, bytes }) => {
			expect(toHex(encodeRecord(cbor, value as KnownRecord, epoch))).toBe(toHex(bytes));
		},
	);
});
