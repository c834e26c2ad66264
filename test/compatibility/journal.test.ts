// Golden bytes of a journal: this version mounts them, appends to them, and writes the same bytes.
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { readImage } from "../../tools/journal/image.js";
import { verifyImage } from "../../tools/journal/verify-chain.js";
import { readGoldens } from "./golden.js";
import { type GoldenJournal, openGolden, writeGolden } from "./journal/operations.js";

const [written] = readGoldens(new URL("./journal", import.meta.url).pathname);
const bytes = written!.bytes;
const golden = written!.value as GoldenJournal;
const { sectorBytes } = golden;

function goldenFlash(): NorFlash {
	const flash = new NorFlash({ sizeBytes: bytes.length, sectorBytes, pageBytes: 256 });
	flash.load(bytes);
	return flash;
}

describe("the golden journal", () => {
	it("mounts with every record in its last epoch, and accepts more", () => {
		const journal = openGolden(goldenFlash(), golden);
		const found: Record<string, string[]> = {};
		const cursor = journal.walk(1, 1);
		for (let entry = cursor.next(); entry; entry = cursor.next())
			(found[entry.epoch] ??= []).push(Buffer.from(entry.payload).toString("ascii"));
		expect(found).toEqual(golden.records);
		expect({ epoch: journal.epoch, sequence: journal.sequence }).toEqual({ epoch: 2, sequence: 1 });
		expect(journal.append(Uint8Array.of(1), "reserved")).toBe(2);
	});

	it("equals what the same operations write today", () => {
		expect(toHex(writeGolden(golden).save())).toBe(toHex(bytes));
	});

	it("verifies with the second reader and only the public key", () => {
		const publicKey = new NodeEd25519().publicKey(golden.seed);
		const { findings } = verifyImage(readImage(bytes), {
			merchant: golden.merchant,
			terminal: golden.terminal,
			publicKey,
		});
		expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
	});
});
