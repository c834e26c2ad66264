// The flash test of the self-test on a terminal with a journal and catalogs: whatever it finds, and wherever the power
// fails in it, no byte of a record or of a catalog changes.
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { catalogFormat } from "../../firmware/catalog/format.js";
import type { SlotImage } from "../../firmware/catalog/slot.js";
import { spareSectors } from "../../firmware/catalog/spare.js";
import { CatalogStore } from "../../firmware/catalog/store.js";
import type { Flash } from "../../firmware/core/ports.js";
import type { SelfTestOutcome } from "../../firmware/core/self-test.js";
import { Journal } from "../../firmware/journal/journal.js";
import { FlashStep } from "../../firmware/terminal/self-test/flash.js";
import type { Bench } from "../../firmware/terminal/self-test/step.js";
import { type FlashOperation, NorFlash } from "../../simulator/flash/nor.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { SeededRandom } from "../../simulator/random.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import { identity, payloadOf, signer } from "../journal/fixture.js";
import { stallCatalog } from "../till/harness.js";

const sizeBytes = 65_536;
const sector = 4_096;

interface Memory {
	readonly journalFlash: NorFlash;
	readonly catalogFlash: NorFlash;
}

function imageOf(version: number, items: number): { image: Uint8Array; manifest: SlotImage } {
	const [first] = stallCatalog.items;
	const more = Array.from({ length: items }, (_, at) => ({ ...first!, sku: `X${at}`, barcodes: [] }));
	const image = buildCatalog({ ...stallCatalog, version, items: [...stallCatalog.items, ...more] });
	const digest = nodeDigest.sha256(image);
	return { image, manifest: { version, format: catalogFormat, lengthBytes: image.length, digest } };
}

function openStore(flash: Flash): CatalogStore {
	return new CatalogStore({ flash, digest: nodeDigest });
}

function openJournal(flash: Flash): Journal {
	return new Journal({ flash, digest: nodeDigest, signer, identity });
}

function put(store: CatalogStore, { image, manifest }: ReturnType<typeof imageOf>): void {
	store.begin(manifest);
	store.write(0, image);
	store.apply(manifest);
	store.commit();
}

/** A ring that has turned, so that each sector holds records, and two catalogs. */
function usedMemory(encryptionKey?: number): Memory {
	const options = { sizeBytes, ...(encryptionKey !== undefined && { encryptionKey }) };
	const memory = { journalFlash: new NorFlash(options), catalogFlash: new NorFlash(options) };
	const journal = openJournal(memory.journalFlash);
	for (let at = 1; at <= 700; at++) {
		journal.append(payloadOf(at));
		journal.release(1, Math.max(0, at - 100));
		if (at % 10 === 0) journal.idle();
	}
	const store = openStore(memory.catalogFlash);
	put(store, imageOf(1, 60));
	put(store, imageOf(2, 90));
	return memory;
}

function copyOf(memory: Memory, encryptionKey?: number): Memory {
	const options = { sizeBytes, ...(encryptionKey !== undefined && { encryptionKey }) };
	const copy = { journalFlash: new NorFlash(options), catalogFlash: new NorFlash(options) };
	copy.journalFlash.load(memory.journalFlash.save());
	copy.catalogFlash.load(memory.catalogFlash.save());
	return copy;
}

function run({ journalFlash, catalogFlash }: Memory, journal?: Journal): SelfTestOutcome {
	const enrolled = journal && { terminal: "t1", isOnline: false, audit: () => journal.audit() };
	const step = new FlashStep({ ports: { journalFlash, catalogFlash }, enrolled } as unknown as Bench);
	for (let polls = 0; polls < 10_000; polls++) {
		const outcome = step.poll(polls);
		if (outcome) return outcome;
	}
	throw new Error("the flash test does not end");
}

/** Everything but the spare sectors. */
function expectUnchanged(memory: Memory, before: Memory): void {
	expect(Buffer.compare(memory.journalFlash.cells, before.journalFlash.cells)).toBe(0);
	const spare = spareSectors(before.catalogFlash);
	for (let base = 0; base < sizeBytes; base += sector) {
		if (spare.includes(base)) continue;
		const [is, was] = [memory, before].map(({ catalogFlash }) => catalogFlash.cells.subarray(base, base + sector));
		expect(Buffer.compare(is!, was!), `sector ${base / sector}`).toBe(0);
	}
}

describe("the flash test of a terminal in use", () => {
	it.each([
		["plain flash", undefined],
		["encrypted flash", 0x5eed],
	])("passes on %s and changes nothing that is stored", (_name, key) => {
		const memory = usedMemory(key);
		const before = copyOf(memory, key);
		expect(run(memory, openJournal(memory.journalFlash))).toEqual({ verdict: "pass" });
		expectUnchanged(memory, before);
		expect(memory.journalFlash.counters.programs).toBeGreaterThan(0);
		const { programs, erases } = memory.journalFlash.counters;
		run(memory, openJournal(memory.journalFlash));
		expect(memory.journalFlash.counters).toMatchObject({ programs, erases });
		expect(openStore(memory.catalogFlash).verify()).toBe(true);
	});

	it("leaves each spare sector erased, and erases it three times", () => {
		const memory = usedMemory();
		const spare = spareSectors(memory.catalogFlash);
		expect(spare).toHaveLength(4);
		const wear = memory.catalogFlash.wear.slice();
		run(memory);
		for (const base of spare) {
			const cells = memory.catalogFlash.cells.subarray(base, base + sector);
			expect(cells.every((byte) => byte === 0xff)).toBe(true);
			expect(memory.catalogFlash.wear[base / sector]! - wear[base / sector]!).toBe(3);
		}
	});

	it("loses nothing to a power cut at any of its operations, and the next catalog still arrives", () => {
		const memory = usedMemory();
		let count = 0;
		const onOperation = ({ op }: FlashOperation): void => void (op !== "read" && count++);
		const counted = new NorFlash({ sizeBytes, onOperation });
		counted.load(memory.catalogFlash.save());
		run({ ...memory, catalogFlash: counted });
		expect(count).toBe(spareSectors(memory.catalogFlash).length * (3 + 2 * 16));
		const random = new SeededRandom(9);
		for (let skip = 0; skip < count; skip++) {
			const mode = cutModes[skip % cutModes.length]!;
			const cut = copyOf(memory);
			cut.catalogFlash.cutPower(skip, mode, () => random.unit());
			expect(() => run(cut)).toThrow(PowerCut);
			cut.catalogFlash.powerOn();
			expectUnchanged(cut, memory);
			const store = openStore(cut.catalogFlash);
			expect([store.version, store.verify()]).toEqual([2, true]);
			if (skip % 7 !== 0) continue;
			put(store, imageOf(3, 120));
			expect([openStore(cut.catalogFlash).version, openStore(cut.catalogFlash).verify()]).toEqual([3, true]);
			expect(run(cut)).toEqual({ verdict: "pass" });
		}
	});

	it("keeps away from an image that waits or is only begun, and from headers that it cannot read", () => {
		const memory = usedMemory();
		const before = spareSectors(memory.catalogFlash);
		const store = openStore(memory.catalogFlash);
		const { image, manifest } = imageOf(3, 200);
		store.begin(manifest);
		store.write(0, image.subarray(0, sector));
		const begun = spareSectors(memory.catalogFlash);
		expect(begun).not.toEqual(before);
		const usedEnd = sector + Math.ceil(image.length / sector) * sector;
		expect(begun.filter((base) => base < sizeBytes / 2 && base < usedEnd)).toEqual([]);
		const was = copyOf(memory);
		expect(run(memory)).toEqual({ verdict: "pass" });
		expectUnchanged(memory, was);
		store.write(sector, image.subarray(sector));
		store.apply(manifest);
		store.commit();
		expect(openStore(memory.catalogFlash).verify()).toBe(true);

		memory.catalogFlash.disturb(40, 1);
		memory.catalogFlash.disturb(sizeBytes / 2 + 40, 1);
		expect(spareSectors(memory.catalogFlash)).toEqual([]);
	});

	it("finds a damaged record and a stuck bit in an erased sector, and no fault in an interrupted erase", () => {
		const damaged = usedMemory();
		const journal = openJournal(damaged.journalFlash);
		for (let at = 100; at < 140; at++) damaged.journalFlash.disturb(3 * sector + at, 0x5a);
		expect(run(damaged, journal)).toEqual({ verdict: "fail", reason: "damaged" });

		const stuck = { journalFlash: new NorFlash({ sizeBytes }), catalogFlash: new NorFlash({ sizeBytes }) };
		openJournal(stuck.journalFlash).append(payloadOf(1));
		stuck.journalFlash.stick(9 * sector + 77, 1, 0);
		expect(run(stuck, openJournal(stuck.journalFlash))).toEqual({ verdict: "fail", reason: "stuckBits" });

		const torn = { journalFlash: new NorFlash({ sizeBytes }), catalogFlash: new NorFlash({ sizeBytes }) };
		openJournal(torn.journalFlash).append(payloadOf(1));
		torn.journalFlash.program(9 * sector + 1_000, new Uint8Array(500));
		expect(run(torn, openJournal(torn.journalFlash))).toEqual({ verdict: "pass" });
	});
});
