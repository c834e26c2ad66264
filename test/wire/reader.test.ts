// Fields of any message: what their reader refuses (invariant 9).
import { expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { decodeBatch, encodeBatch } from "../../firmware/wire/batch.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { FieldReader, isIdentifier } from "../../firmware/wire/reader.js";

const cbor = new CborCodec();
const refused = "WIRE_WRONG_SHAPE";

it("reads identifiers that are safe in topics, file names and URLs, and no others", () => {
	for (const good of ["a", "0", "north-market", "t1", "a".repeat(limits.identifierCharactersMax)]) {
		expect(new FieldReader([good], 1).identifier()).toBe(good);
		expect(isIdentifier(good)).toBe(true);
	}
	const bad = [
		"",
		"-a",
		"A",
		"a b",
		"a/b",
		"..",
		"a+",
		"a#",
		"ä",
		"a\n",
		"a".repeat(limits.identifierCharactersMax + 1),
	];
	for (const text of [...bad, 5, null]) {
		expect(() => new FieldReader([text], 1).identifier(), String(text)).toThrow(refused);
		if (typeof text === "string") expect(isIdentifier(text), text).toBe(false);
	}
});

it("reads integers within their bounds, both included, and nothing that is no integer", () => {
	for (const good of [3, 7]) expect(new FieldReader([good], 1).integer(3, 7)).toBe(good);
	for (const bad of [2, 8, 3.5, NaN, "3", null, undefined, true])
		expect(() => new FieldReader([bad], 1).integer(3, 7)).toThrow(refused);
});

it("reads bytes of an exact length, or up to one", () => {
	expect(new FieldReader([new Uint8Array(4)], 1).bytes(4)).toHaveLength(4);
	expect(new FieldReader([new Uint8Array(4)], 1).bytes(undefined, 4)).toHaveLength(4);
	expect(() => new FieldReader([new Uint8Array(5)], 1).bytes(4)).toThrow(refused);
	expect(() => new FieldReader([new Uint8Array(5)], 1).bytes(undefined, 4)).toThrow(refused);
});

it("refuses a batch without records, or with more than one may hold", () => {
	const batchOf = (records: number) =>
		encodeBatch(cbor, {
			epoch: 1,
			firstSequence: 1,
			payloads: Array.from({ length: records }, () => Uint8Array.of(1)),
			signature: new Uint8Array(64),
		});
	expect(decodeBatch(cbor, batchOf(1)).payloads).toHaveLength(1);
	expect(() => decodeBatch(cbor, batchOf(0))).toThrow(refused);
	expect(() => decodeBatch(cbor, batchOf(limits.batchRecordsMax + 1))).toThrow(refused);
});
