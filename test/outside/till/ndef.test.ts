// Tags as phones and tools write them: smart posters (flomio_drivers_ios #3, bytes of that tag) and chunked records
// (nfctools #11) give their URI; nothing unbounded is read.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex } from "../../../firmware/core/bytes.js";
import { Fault } from "../../../firmware/core/fault.js";
import { decodeNdef, encodeNdef, type NdefRecord } from "../../../firmware/drivers/pn532/ndef.js";

const uri = (text: string): NdefRecord => ({ kind: "uri", uri: text });
const title: NdefRecord = { kind: "text", language: "en", text: "CNN" };

function poster(...records: readonly NdefRecord[]): NdefRecord {
	return { kind: "other", format: 1, type: Buffer.from("Sp"), payload: encodeNdef(records) };
}

interface Chunk {
	readonly flags: number;
	readonly type: Uint8Array;
	readonly payload: Uint8Array;
}

function bytesOf({ flags, type, payload }: Chunk): Uint8Array {
	return concat(Uint8Array.of(flags | 0x10, type.length, payload.length), type, payload);
}

/** One record of a message, cut into pieces: NDEF 1.0, section 2.3.3. */
function chunked(record: NdefRecord, sizes: readonly number[]): Uint8Array {
	const whole = encodeNdef([record]);
	const typeLength = whole[1]!;
	const at = (whole[0]! & 0x10) !== 0 ? 3 : 6;
	const type = whole.slice(at, at + typeLength);
	let payload = whole.slice(at + typeLength);
	const chunks: Chunk[] = [];
	for (const size of sizes) {
		chunks.push({ flags: 0x20, type: new Uint8Array(0), payload: payload.slice(0, size) });
		payload = payload.slice(size);
	}
	chunks.push({ flags: 0, type: new Uint8Array(0), payload });
	return concat(
		...chunks.map((chunk, index) =>
			bytesOf({
				flags:
					chunk.flags |
					(index === 0 ? 0x80 | (whole[0]! & 0x07) : 0x06) |
					(index === chunks.length - 1 ? 0x40 : 0),
				type: index === 0 ? type : chunk.type,
				payload: chunk.payload,
			}),
		),
	);
}

function refused(bytes: Uint8Array): boolean {
	try {
		decodeNdef(bytes);
		return false;
	} catch (error) {
		expect(error).toBeInstanceOf(Fault);
		expect((error as Fault).code).toBe("TAG_UNREADABLE");
		return true;
	}
}

describe("a smart poster gives its URI", () => {
	it("flomio_drivers_ios #3: as NXP's tag writer wrote it", () => {
		const bytes = fromHex("d1021753709101095501636e6e2e636f6d2f5101065402656e434e4e")!;
		expect(decodeNdef(bytes)).toEqual([uri("http://www.cnn.com/")]);
	});

	it("wherever it stands in the poster, whatever else is in it", () => {
		const action: NdefRecord = { kind: "other", format: 1, type: Buffer.from("act"), payload: Uint8Array.of(0) };
		const icon: NdefRecord = { kind: "mime", type: "image/png", payload: new Uint8Array(200) };
		const link = uri("https://id.gs1.org/01/09506000134352");
		for (const records of [[link], [title, link], [action, icon, title, link], [link, uri("tel:1")]])
			expect(decodeNdef(encodeNdef([poster(...records)]))).toEqual([link]);
	});

	it("even where its title is unreadable", () => {
		const wrong: NdefRecord = {
			kind: "other",
			format: 1,
			type: Buffer.from("T"),
			payload: Uint8Array.of(0x3f, 0x61),
		};
		expect(decodeNdef(encodeNdef([poster(wrong, uri("tel:112"))]))).toEqual([uri("tel:112")]);
	});

	it("among other records, in their order", () => {
		expect(decodeNdef(encodeNdef([title, poster(uri("tel:112")), uri("tel:113")]))).toEqual([
			title,
			uri("tel:112"),
			uri("tel:113"),
		]);
	});

	it("and is kept as it is without one", () => {
		for (const empty of [poster(), poster(title), poster(poster(uri("tel:112")))])
			expect(decodeNdef(encodeNdef([empty]))).toMatchObject([{ kind: "other", format: 1 }]);
	});

	it("and is refused where its message is broken", () => {
		const whole = encodeNdef([uri("http://www.cnn.com/")]);
		for (let length = 1; length < whole.length; length++) {
			const cut: NdefRecord = {
				kind: "other",
				format: 1,
				type: Buffer.from("Sp"),
				payload: whole.slice(0, length),
			};
			expect(refused(encodeNdef([cut])), `cut at ${length}`).toBe(true);
		}
	});
});

describe("a record whose type is a URI", () => {
	it("gives that URI", () => {
		const absolute = {
			kind: "other" as const,
			format: 3,
			type: Buffer.from("https://x.example/1"),
			payload: new Uint8Array(0),
		};
		expect(decodeNdef(encodeNdef([absolute]))).toEqual([uri("https://x.example/1")]);
		expect(decodeNdef(encodeNdef([poster(absolute)]))).toEqual([uri("https://x.example/1")]);
	});
});

describe("a chunked record", () => {
	it("nfctools #11: is put together", () => {
		expect(decodeNdef(chunked(uri("http://www.example.com/chunks"), [5, 0, 7]))).toEqual([
			uri("http://www.example.com/chunks"),
		]);
	});

	it("of any kind and any pieces is the record, in posters and as a poster", () => {
		const records = [uri("https://id.gs1.org/01/09506000134352"), title, poster(title, uri("tel:112"))];
		fc.assert(
			fc.property(
				fc.constantFrom(...records),
				fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 12 }),
				(record, sizes) => {
					expect(decodeNdef(chunked(record, sizes))).toEqual(decodeNdef(encodeNdef([record])));
					const inside: NdefRecord = {
						kind: "other",
						format: 1,
						type: Buffer.from("Sp"),
						payload: chunked(uri("tel:112"), sizes),
					};
					expect(decodeNdef(encodeNdef([inside]))).toEqual([uri("tel:112")]);
				},
			),
			{ seed: 11, numRuns: 200 },
		);
	});

	it("is refused where a piece is missing, is of its own type, or comes alone", () => {
		const whole = chunked(uri("http://www.example.com/chunks"), [5, 7]);
		for (let length = 1; length < whole.length; length++) expect(refused(whole.slice(0, length))).toBe(true);
		// Ends within the record, begins with a later piece, a piece with a type, a piece with an identifier.
		expect(refused(fromHex("f10101550161")!)).toBe(true);
		expect(refused(fromHex("d600016100")!.slice(0, 4))).toBe(true);
		expect(refused(fromHex("b10102550161" + "5101015562")!)).toBe(true);
		expect(refused(fromHex("b10102550161" + "5e00010178" + "62")!)).toBe(true);
		// Another record before the last piece.
		expect(refused(concat(fromHex("b10102550161")!, encodeNdef([title])))).toBe(true);
	});

	it("is refused in more pieces than a tag needs", () => {
		const of = (count: number): Uint8Array =>
			chunked(uri("http://www.example.com/"), new Array<number>(count).fill(0));
		expect(refused(of(64))).toBe(false);
		expect(refused(of(65))).toBe(true);
		expect(refused(of(250))).toBe(true);
	});
});

it("posters within posters and random bytes are never read without a bound", () => {
	let nested = poster(uri("tel:112"));
	for (let depth = 0; depth < 110; depth++) nested = poster(nested);
	expect(encodeNdef([nested]).length).toBeLessThan(888);
	expect(decodeNdef(encodeNdef([nested]))).toMatchObject([{ kind: "other" }]);
	const many = encodeNdef([poster(...new Array<NdefRecord>(17).fill(title))]);
	expect(refused(many)).toBe(true);
	const inPoster = fc.uint8Array({ maxLength: 80 });
	fc.assert(
		fc.property(inPoster, inPoster, (payload, raw) => {
			refused(encodeNdef([{ kind: "other", format: 1, type: Buffer.from("Sp"), payload }]));
			refused(raw);
		}),
		{ seed: 3, numRuns: 500 },
	);
});
