// Lines with a text, as versions before 2026-11-29 read them, and as this version reads what they and newer ones wrote.
import { expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { FieldReader } from "../../firmware/wire/reader.js";
import { encodeLines, readLines, type SaleLine } from "../../firmware/wire/sale-parts.js";

const cbor = new CborCodec();
const goods = { sku: "CRO", name: "Croissant", quantity: 1, unitMinor: 240, amountMinor: 240, taxes: 1 };
const note = new Uint8Array(16).fill(0xab);
const weighed = { ...goods, weightGrams: 500, perKilogramMinor: 480 };
const noted: readonly SaleLine[] = [
	{ ...goods, note },
	{ ...weighed, note },
];
const plain = "6343524f" + "69" + "43726f697373616e74" + "01" + "18f0" + "18f0" + "01";
const bytes = "82" + `89${plain}00` + `0050${"ab".repeat(16)}` + `89${plain}821901f41901e0` + `0050${"ab".repeat(16)}`;

/** As `readLines` was in the versions before. */
function readBefore(reader: FieldReader): object[] {
	return reader.list(100, 6, (fields) => {
		const line = {
			sku: fields.text(100),
			name: fields.text(100),
			quantity: fields.sum(),
			unitMinor: fields.sum(),
			amountMinor: fields.amount(),
			taxes: fields.code(),
		};
		if (!fields.isList) {
			if (fields.count() !== 0 || !fields.isText) return line;
			return { ...line, fee: fields.text(100) };
		}
		const measure = fields.fields(2);
		return { ...line, weightGrams: measure.u32(), perKilogramMinor: measure.amount() };
	});
}

const readerOf = (hex: string): FieldReader => new FieldReader([cbor.decode(fromHex(hex)!)], 1);

it("are written as the format says", () => {
	expect(toHex(cbor.encode(encodeLines(noted)))).toBe(bytes);
	expect(readLines(readerOf(bytes))).toEqual(noted);
});

it("are goods without a text to a version before", () => {
	expect(readBefore(readerOf(bytes))).toEqual([goods, weighed]);
});

it("are read without what a newer version put in its place or behind it", () => {
	const newer = (fields: string, count: string): string => `81${count}${plain}${fields}`;
	expect(readLines(readerOf(newer("000042abcd", "89")))).toEqual([goods]);
	expect(readLines(readerOf(newer("008101", "88")))).toEqual([goods]);
	expect(readLines(readerOf(newer(`000050${"ab".repeat(16)}0207`, "8b")))).toEqual([{ ...goods, note }]);
});
