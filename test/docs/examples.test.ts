// Checks every hexadecimal example of the format documents: it decodes as its format says, and its bytes equal those of
// the golden files that other tests check the code against. An example is a fenced block "hex FORMAT"; "#" begins a
// comment and "ff*3" is three bytes ff.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { concat, toHex } from "../../firmware/core/bytes.js";
import { crc32c } from "../../firmware/core/crc32c.js";
import { openAck } from "../../firmware/wire/ack.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeChunkRequest } from "../../firmware/wire/chunk.js";
import { openEnvelope } from "../../firmware/wire/envelope.js";
import { decodeRecord } from "../../firmware/wire/record.js";
import { decodeStatus } from "../../firmware/wire/status.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { readImage } from "../../tools/journal/image.js";
import { type Golden, readGoldens } from "../compatibility/golden.js";

const docs = join(import.meta.dirname, "..", "..", "docs");
const compatibility = join(import.meta.dirname, "..", "compatibility");
const cbor = new CborCodec();
const ed25519 = new NodeEd25519();
/** The key of the host of the golden messages (test/compatibility/wire/README.md). */
const hostKey = ed25519.publicKey(new Uint8Array(32).fill(9));
/** The epoch of the golden records. */
const epoch = 2;
const journalSectors = 5;

interface Example {
	readonly document: string;
	readonly format: string;
	readonly argument: string;
	readonly lines: readonly { readonly bytes: Uint8Array; readonly comment: string }[];
	readonly bytes: Uint8Array;
}

function readHex(text: string): Uint8Array {
	const digits = text
		.replaceAll(/([0-9a-f]{2})\*([0-9]+)/g, (_, byte: string, count: string) => byte.repeat(Number(count)))
		.replaceAll(/\s/g, "");
	if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error(`not hexadecimal: ${text}`);
	return new Uint8Array(Buffer.from(digits, "hex"));
}

function readExamples(document: string): Example[] {
	const text = readFileSync(join(docs, document), "utf8");
	return [...text.matchAll(/^```hex ?([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, info = "", body = ""]) => {
		const [format = "", argument = ""] = info.split(" ");
		const lines = body
			.trimEnd()
			.split("\n")
			.map((line) => {
				const [hex = "", ...comment] = line.split("#");
				return { bytes: readHex(hex), comment: comment.join("#").trim() };
			});
		return { document, format, argument, lines, bytes: concat(...lines.map(({ bytes }) => bytes)) };
	});
}

const examples = readdirSync(docs)
	.filter((file) => file.endsWith(".md"))
	.flatMap(readExamples);

function isGolden(folder: string, { bytes }: Example): Golden {
	const found = readGoldens(join(compatibility, folder)).find((golden) => toHex(golden.bytes) === toHex(bytes));
	expect(found, "a golden file with these bytes").toBeDefined();
	return found!;
}

function checkJournal({ bytes }: Example): void {
	const [golden] = readGoldens(join(compatibility, "journal"));
	expect(toHex(golden!.bytes.subarray(0, bytes.length))).toBe(toHex(bytes));
	const partition = new Uint8Array(bytes.length * journalSectors).fill(0xff);
	partition.set(bytes);
	const frames = readImage(partition).segments[0]!.frames.map(({ kind, content }) =>
		kind === "record" ? Buffer.from(content).toString() : kind,
	);
	expect(frames.slice(0, 3)).toEqual(["one", "two", "checkpoint"]);
}

function checkCatalog({ bytes, argument, lines }: Example): void {
	const image = readHex(readFileSync(join(compatibility, "catalog", "image.hex"), "utf8"));
	const start = Number(argument);
	expect(toHex(image.subarray(start, start + bytes.length))).toBe(toHex(bytes));
	let offset = start;
	for (const line of lines) {
		expect(line.comment).toMatch(new RegExp(`^${offset}: `));
		offset += line.bytes.length;
	}
	const directoryEnd = 188;
	const checked = crc32c(image.subarray(16, directoryEnd), crc32c(image.subarray(0, 12)));
	expect(new DataView(image.buffer, image.byteOffset).getUint32(12)).toBe(checked);
}

const checks: Readonly<Record<string, (example: Example) => void>> = {
	journal: checkJournal,
	catalog: checkCatalog,
	record: (example) => expect(decodeRecord(cbor, example.bytes, epoch)).toEqual(isGolden("records", example).value),
	batch: (example) => expect(decodeBatch(cbor, example.bytes)).toEqual(isGolden("wire", example).value),
	status: (example) => expect(decodeStatus(cbor, example.bytes)).toEqual(isGolden("wire", example).value),
	ack: (example) => expect(openAck(cbor, ed25519, hostKey, example.bytes)).toEqual(isGolden("wire", example).value),
	"chunk-request": (example) =>
		expect(decodeChunkRequest(cbor, example.bytes)).toEqual(isGolden("wire", example).value),
	envelope: (example) => {
		const { body } = isGolden("wire", example).value as { body: Uint8Array };
		expect(openEnvelope(cbor, ed25519, hostKey, "payment", example.bytes)).toEqual(body);
	},
	cbor: ({ lines }) => {
		for (const { bytes, comment } of lines) {
			expect(cbor.decode(bytes)).toEqual(JSON.parse(comment));
			expect(toHex(cbor.encode(JSON.parse(comment)))).toBe(toHex(bytes));
		}
	},
	"cbor-refused": ({ lines }) => {
		for (const { bytes } of lines) expect(() => cbor.decode(bytes), toHex(bytes)).toThrow();
	},
};

describe("the examples of the format documents", () => {
	it("exist for every format", () => {
		expect([...new Set(examples.map(({ format }) => format))].sort()).toEqual(Object.keys(checks).sort());
	});

	it.each(
		examples.map((example) => [`${example.document}: ${example.format} ${example.argument}`, example] as const),
	)("decode: %s", (_name, example) => checks[example.format]!(example));
});
