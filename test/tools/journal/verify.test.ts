// Invariant 7 checked from outside: with public keys only, every edit of a dumped journal is found and located.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../../firmware/core/bytes.js";
import { crc32c } from "../../../firmware/core/crc32c.js";
import { ImageError, readImage } from "../../../tools/journal/image.js";
import { journal as journalCommand } from "../../../tools/journal/main.js";
import { numberRecords } from "../../../tools/journal/records.js";
import { verify } from "../../../tools/journal/verify.js";
import { verifyImage, type Verification } from "../../../tools/journal/verify-chain.js";
import { identity, openJournal, payloadOf, signer, smallFlash } from "../../journal/fixture.js";
import { captured } from "../command-output.js";

const records = 300;
const checkpointEvery = 20;

function makeImage(): { image: Uint8Array; head: Uint8Array } {
	const flash = smallFlash();
	const journal = openJournal(flash, { checkpointEvery });
	for (let n = 1; n <= records; n++) journal.append(payloadOf(n));
	return { image: flash.save(), head: journal.head };
}

const { image: intact, head } = makeImage();
const owner = { merchant: identity.merchant, terminal: identity.terminal, publicKey: signer.publicKey };

function check(image: Uint8Array, more: object = {}): Verification {
	return verifyImage(readImage(image), { ...owner, ...more });
}

/** The places of all records, and the last byte that a checkpoint covers. */
const places = numberRecords(readImage(intact)).segments.flatMap(({ segment, items }) =>
	items.flatMap((item) => (item.kind === "record" ? [{ ...item.record, segment: segment.segment }] : [])),
);
const lastPlace = places.at(-1)!;
const lastWriteAt = lastPlace.sector * 4_096 + lastPlace.offset;
const coveredEnd = lastPlace.sector * 4_096 + lastPlace.offset + lastPlace.payload.length + 6;

/** The record whose frame, or the unused bytes after it, contains this offset of the image. */
function recordAt(offset: number): number {
	return places.findLast((place) => place.sector * 4_096 + place.offset <= offset)?.sequence ?? 1;
}

function expectLocated(result: Verification, offset: number): void {
	expect(result.ok).toBe(false);
	const near = recordAt(offset);
	const named = result.findings.some(
		({ severity, from, to, sector }) =>
			severity === "error" &&
			((from !== undefined && from <= near + 1 && (to ?? from) >= near - 1) ||
				Math.abs(sector - Math.floor(offset / 4_096)) <= 1),
	);
	expect(named).toBe(true);
}

describe("tillmark verify", () => {
	it("finds no errors in an intact journal, signed to its last checkpoint", () => {
		const result = check(intact, { acked: { epoch: 1, sequence: records, head } });
		expect(result.findings).toEqual([]);
		expect([result.ok, result.records, result.checkpoints]).toEqual([true, records, records / checkpointEvery]);
		expect(result.epochs).toEqual([{ epoch: 1, from: 1, to: records, signedTo: records }]);
	});

	it("finds and locates any single changed, dropped, inserted or swapped byte", () => {
		const edit = fc.record({
			kind: fc.constantFrom("change", "drop", "insert", "swap"),
			at: fc.integer({ min: 0, max: coveredEnd - 1 }),
			value: fc.integer({ min: 1, max: 255 }),
		});
		fc.assert(
			fc.property(edit, ({ kind, at, value }) => {
				const image = intact.slice();
				if (kind === "change") image[at]! ^= value;
				else if (kind === "drop") image.copyWithin(at, at + 1);
				else if (kind === "insert") {
					image.copyWithin(at + 1, at);
					image[at] = value;
				} else [image[at], image[at + 1]] = [image[at + 1]!, image[at]!];
				fc.pre(Buffer.compare(image, intact) !== 0);
				let result: Verification;
				try {
					// Damage to the last write looks like a power cut unless the acknowledged head is given.
					result = check(image, at >= lastWriteAt ? { acked: { epoch: 1, sequence: records, head } } : {});
				} catch (error) {
					// If even the first header is displaced, no sector can be named.
					expect((error as Error).message).toContain("added or taken away before offset");
					expect(at).toBeLessThan(56);
					return;
				}
				expectLocated(result, at);
			}),
			{ numRuns: 250, seed: 7 },
		);
	});

	it("finds a changed record with a recomputed checksum, and names the segment's or checkpoint's interval", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: places.length - 1 }),
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				(index, byte, value) => {
					const place = places[index]!;
					const image = intact.slice();
					const frame = place.sector * 4_096 + place.offset;
					image[frame + 2 + (byte % place.payload.length)]! ^= value;
					repairCrc(image, frame, place.payload.length, place.segment);
					const result = check(image);
					const found = result.findings.find(
						({ code }) => code === "CHAIN_BROKEN" || code === "SIGNATURE_WRONG",
					);
					expect(found!.from!).toBeLessThanOrEqual(place.sequence);
					expect(found!.to!).toBeGreaterThanOrEqual(place.sequence);
				},
			),
			{ numRuns: 60, seed: 8 },
		);
	});

	it("finds a forgery with recomputed checksums and heads by its signature, and names the interval", () => {
		const forged = smallFlash();
		const journal = openJournal(forged);
		for (let n = 1; n <= 90; n++) journal.append(n === 33 ? payloadOf(5_033) : payloadOf(n));
		// The forger has no key and uses the signatures of the original journal.
		const honest = smallFlash();
		const signed = openJournal(honest, { checkpointEvery });
		for (let n = 1; n <= 90; n++) signed.append(payloadOf(n));
		const signatures = numberRecords(readImage(honest.save())).segments.flatMap(({ items }) =>
			items.filter(({ kind }) => kind === "checkpoint"),
		);
		const transplant = smallFlash();
		const checkpoints = signatures.flatMap((item) => (item.kind === "checkpoint" ? [item] : []));
		const forger = openJournal(transplant, {
			checkpointEvery,
			signer: { ...signer, sign: () => checkpoints.shift()!.signature },
		});
		for (let n = 1; n <= 90; n++) forger.append(n === 33 ? payloadOf(5_033) : payloadOf(n));
		const result = check(transplant.save());
		expect(result.findings.find(({ code }) => code === "SIGNATURE_WRONG")).toMatchObject({ from: 21, to: 40 });
		expect(check(forged.save(), { acked: { epoch: 1, sequence: 80, head } }).findings).toContainEqual(
			expect.objectContaining({ code: "ACKED_DIFFERS" }),
		);
	});

	it("reports records cut off at the end if the acknowledged head is given", () => {
		const image = intact.slice();
		image.fill(0xff, lastPlace.sector * 4_096, (lastPlace.sector + 1) * 4_096);
		const result = check(image, { acked: { epoch: 1, sequence: records, head } });
		expect(result.findings).toContainEqual(expect.objectContaining({ severity: "error", code: "ACKED_MISSING" }));
	});

	it("reports the remains of a power cut as a note, not as an error", () => {
		const image = intact.slice();
		image.set([1, 2, 3], coveredEnd + 70);
		const result = check(image);
		expect(result.ok).toBe(true);
		expect(result.findings).toContainEqual(expect.objectContaining({ severity: "note", code: "UNFINISHED_WRITE" }));
	});

	it("reports an archived segment whose erase was interrupted anywhere as a note", () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		let before = flash.save();
		let erasing = -1;
		const erase = flash.erase.bind(flash);
		flash.erase = (offset) => {
			before = flash.save();
			erasing = offset;
			erase(offset);
		};
		for (let n = 1; n <= 500; n++) {
			journal.append(payloadOf(n));
			if (n % 40 === 0 && n > 90) journal.release(1, n - 90);
		}
		for (const bytes of [...Array(100).keys(), 1_000, 4_000]) {
			const image = before.slice();
			image.fill(0xff, erasing, erasing + bytes);
			const { findings } = numberRecords(readImage(image));
			expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
		}
		// The same damage without archived records cannot come from a power cut.
		const image = intact.slice();
		image.fill(0xff, 0, 30);
		expect(numberRecords(readImage(image)).findings).toContainEqual(
			expect.objectContaining({ code: "HEADER_DAMAGED", severity: "error" }),
		);
	});

	it("refuses an image without a journal or of another version", () => {
		expect(() => readImage(new Uint8Array(65_536).fill(255))).toThrow(ImageError);
		expect(() => readImage(new Uint8Array(10))).toThrow(ImageError);
		const image = intact.slice();
		image[2] = 2;
		new DataView(image.buffer).setUint32(52, crc32c(image, 0, 0, 52));
		expect(() => readImage(image)).toThrow("version 2");
		expect(check(intact, { terminal: "stall-9" }).findings).toContainEqual(
			expect.objectContaining({ code: "OWNER_DIFFERS" }),
		);
	});
});

function repairCrc(image: Uint8Array, frame: number, length: number, segment: number): void {
	const sequence = new Uint8Array(4);
	new DataView(sequence.buffer).setUint32(0, segment);
	new DataView(image.buffer).setUint32(
		frame + 2 + length,
		crc32c(image, crc32c(sequence), frame, frame + 2 + length),
	);
}

describe("tillmark journal", () => {
	let folder: string;
	let file: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "tillmark-"));
		file = join(folder, "journal.bin");
		await writeFile(file, intact);
	});

	afterAll(() => rm(folder, { recursive: true }));

	it("verifies on the command line, with exit codes", async () => {
		const args = [
			file,
			"--merchant",
			owner.merchant,
			"--terminal",
			owner.terminal,
			"--key",
			toHex(owner.publicKey),
		];
		const good = await captured(() => verify.run([...args, "--json"]));
		expect([good.code, (JSON.parse(good.out) as Verification).ok]).toEqual([0, true]);
		const bad = await captured(() => verify.run([...args, "--acked", `1:299:${"00".repeat(32)}`]));
		expect(bad.code).toBe(1);
		expect(bad.out).toContain("ACKED_DIFFERS");
		expect((await captured(() => verify.run([file]))).code).toBe(2);
		expect((await captured(() => verify.run(["--help"]))).out).toContain("Usage");
	});

	it("dumps every record as CSV and JSON", async () => {
		const csv = await captured(() => journalCommand.run(["dump", file]));
		const rows = csv.out.trim().split("\n");
		expect(rows).toHaveLength(records + 1);
		expect(rows[7]).toMatch(new RegExp(`^1,7,0,\\d+,${payloadOf(7).length},.*${toHex(payloadOf(7))}$`));
		const json = JSON.parse((await captured(() => journalCommand.run(["dump", file, "--json"]))).out) as {
			records: object[];
			checkpoints: object[];
		};
		expect([json.records.length, json.checkpoints.length]).toEqual([records, records / checkpointEvery]);
	});

	it("reports the remaining space and life", async () => {
		const stats = await captured(() => journalCommand.run(["stats", file, "--sales-per-day", "400", "--json"]));
		const figures = JSON.parse(stats.out) as Record<string, number>;
		expect(figures).toMatchObject({ sectors: 16, records, badSectors: 0, wear: 1, salesPerDay: 400 });
		expect(figures["salesLeft"]).toBeGreaterThan(20);
		expect(figures["yearsLeft"]).toBeGreaterThan(100);
		expect((await captured(() => journalCommand.run(["unknown"]))).code).toBe(2);
	});
});
