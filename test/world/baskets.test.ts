import { describe, expect, it } from "vitest";
import { readBaskets, readSkus } from "../../tools/replay/baskets.js";

const skus = new Map([["Bread", "B1"]]);
const read = (text: string | Buffer, max = 10) => readBaskets(Buffer.from(text), skus, max);

describe("a till log", () => {
	it("is read as transactions in file order, with repeated items as units", () => {
		expect(
			read("2016-10-30,09:58:11,1,Bread\r\n2016-10-30,09:58:11,1,Bread \r\n2016-10-30,10:00:00,2,NONE\r\n"),
		).toEqual([
			{ transaction: 1, wallMs: Date.UTC(2016, 9, 30, 9, 58, 11), skus: ["B1", "B1"] },
			{ transaction: 2, wallMs: Date.UTC(2016, 9, 30, 10), skus: [] },
		]);
	});

	it("ends at the limit", () => {
		expect(read("2016-10-30,09:00:00,1,Bread\n2016-10-30,09:01:00,2,Bread\n", 1)).toHaveLength(1);
	});

	it.each([
		["a missing column", "2016-10-30,09:58:11,1\n"],
		["an invalid date", "2016-30-10,09:58:11,1,Bread\n"],
		["an invalid number", "2016-10-30,09:58:11,x,Bread\n"],
		["an unknown item", "2016-10-30,09:58:11,1,Gold\n"],
	])("with %s is refused with the line number", (_name, text) => {
		expect(() => read(`2016-10-30,09:00:00,1,Bread\n${text}`)).toThrow(/CSV_MALFORMED.*line 2/);
	});

	it("in another encoding is refused", () => {
		expect(() => read(Buffer.from([0x32, 0xff, 0xfe]))).toThrow(/CSV_/);
	});

	it("requires a catalog with a name column", () => {
		expect(() => readSkus(Buffer.from("a,b\n1,2\n"))).toThrow("CSV_COLUMN_MISSING");
	});
});
