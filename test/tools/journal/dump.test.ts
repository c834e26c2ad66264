// The second reader decodes the prefix of every record, whatever version wrote it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import { encodeRecord, type KnownRecord, RecordKind, type RecordPrefix } from "../../../firmware/wire/record.js";
import { codecOf, knownKinds } from "../../../firmware/wire/records/registry.js";
import { journal as journalCommand } from "../../../tools/journal/main.js";
import { kindName, readPrefix } from "../../../tools/journal/prefix.js";
import { openJournal, smallFlash } from "../../journal/fixture.js";
import { captured } from "../command-output.js";

const cbor = new CborCodec();
const stamp = {
	bootCount: 3,
	uptimeMs: 61_250,
	wallMs: 1_795_000_000_000,
	clockQuality: 3,
	staff: 7,
	shift: 2,
} as const;
const plain: RecordPrefix = { ...stamp, document: undefined, closes: [] };

/** In epoch 1. */
const records: Uint8Array[] = [
	encodeRecord(cbor, { ...plain, kind: RecordKind.inspected }, 1),
	encodeRecord(cbor, noSale(41), 1),
	// A refund of a newer version: kind, series and one field are unknown to this one.
	cbor.encode([77, 3, 1, 0, 1, 0, 2, [9, 5, -250, -250, "more"], [2, [4, 9], [4, 10, "more"]], [["deep"]], "body"]),
	cbor.encode([77, 3, 1, 1_795_000_100_000, 1, 0, 2, [1, 42, 800, 0], 0, null, true]),
	Uint8Array.of(1, 2, 3),
];

function noSale(number: number): KnownRecord {
	return { ...plain, kind: RecordKind.noSale, document: { series: 2, number, totalMinor: 0, cashMinor: 0 } };
}

describe("tillmark journal dump", () => {
	let folder: string;
	let file: string;

	beforeAll(async () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		for (const record of records) journal.append(record);
		folder = await mkdtemp(join(tmpdir(), "tillmark-"));
		file = join(folder, "journal.bin");
		await writeFile(file, flash.save());
	});

	afterAll(() => rm(folder, { recursive: true }));

	async function output(...args: string[]): Promise<string> {
		const { code, out } = await captured(() => journalCommand.run(args));
		expect(code).toBe(0);
		return out;
	}

	it("prints kind, staff, shift, document and settled records, also for unknown kinds", async () => {
		const [head = "", ...rows] = (await output("dump", file)).trim().split("\n");
		const columns = head.split(",");
		const from = columns.indexOf("kind");
		expect(columns.slice(from, -1)).toEqual([
			...["kind", "name", "boot_count", "uptime_ms", "wall_ms", "clock_quality"],
			...["staff", "shift", "series", "number", "total_minor", "cash_minor", "closes"],
		]);
		expect(rows.map((row) => row.split(",").slice(from, -1).join(","))).toEqual([
			"20,inspected,3,61250,1795000000000,3,7,2,,,,,",
			"18,no sale,3,61250,1795000000000,3,7,2,2,41,0,0,",
			"77,of a newer version,3,1,0,1,0,2,9,5,-250,-250,1:2 4:9 4:10",
			"77,of a newer version,3,1,1795000100000,1,0,2,1,42,800,0,",
			",,,,,,,,,,,,",
		]);
		const json = JSON.parse(await output("dump", file, "--json")) as {
			records: { kind?: number; document?: object; closes?: object[] }[];
		};
		expect(json.records[2]).toMatchObject({
			kind: 77,
			document: { series: 9, number: 5, totalMinor: -250, cashMinor: -250 },
			closes: [
				{ epoch: 1, sequence: 2 },
				{ epoch: 4, sequence: 9 },
				{ epoch: 4, sequence: 10 },
			],
		});
		expect(json.records[4]).not.toHaveProperty("kind");
	});

	it("counts records with a receipt number as sales, whatever their kind", async () => {
		expect(JSON.parse(await output("stats", file, "--json"))).toMatchObject({ records: records.length, sales: 1 });
	});
});

describe("a record's prefix", () => {
	it("has the terminal's own name for each kind, or says that the kind is newer than this reader", () => {
		const newer = knownKinds.filter((kind) => kindName(kind) === "of a newer version");
		// A second reader that is not told of a new kind counts it by its prefix; it never loses a name it had.
		expect(knownKinds.length - newer.length).toBeGreaterThanOrEqual(18);
		for (const kind of knownKinds) if (!newer.includes(kind)) expect(kindName(kind)).toBe(codecOf(kind)!.label);
	});

	it("is read from arbitrary bytes without throwing", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, isArray) => {
				if (isArray && bytes.length > 0) bytes[0] = 0x8b;
				readPrefix(bytes, 1);
			}),
			{ numRuns: 3_000, seed: 9 },
		);
	});
});
