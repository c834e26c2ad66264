// Invariant 2 where an erase was interrupted: its sector may read as erased, or as it read before, and still have weak
// cells that read as something else later. Only an erase that ended proves that a sector is erased.
import { describe, expect, it } from "vitest";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import type { NorFlash } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { openJournal, payloadOf, recordsOf, smallFlash } from "./fixture.js";

const recordCount = 12;
const boots = 4;

/** Writes the first records, and reads them again in later boots. */
function expectKept(flash: NorFlash, name: string): void {
	const first = openJournal(flash);
	const payloads = Array.from({ length: recordCount }, (_, n) => payloadOf(n));
	for (const payload of payloads) first.append(payload);
	for (let boot = 0; boot < boots; boot++) {
		flash.powerOn();
		const journal = openJournal(flash);
		expect(
			recordsOf(journal).map(({ payload }) => payload),
			name,
		).toEqual(payloads);
		expect(journal.statistics().repairedReads, name).toBe(0);
	}
}

describe.each([
	["plain", undefined],
	["encrypted", 7],
])("a sector whose erase was interrupted, %s flash", (_, encryptionKey) => {
	/** A chip with a prepared sector, and a power cut in the erase that a new epoch makes of it. */
	const cutChip = (skip: number, mode: (typeof cutModes)[number], seed: number): NorFlash => {
		const flash = smallFlash(encryptionKey === undefined ? {} : { encryptionKey });
		const random = new SeededRandom(seed);
		const journal = openJournal(flash);
		while (journal.idle());
		journal.openEpoch(2);
		flash.cutPower(skip, mode, () => random.unit());
		expect(() => {
			while (journal.idle());
		}).toThrow(PowerCut);
		flash.powerOn();
		return flash;
	};

	it("is erased again, although it reads as erased", () => {
		for (let seed = 1; seed <= 12; seed++) {
			const flash = cutChip(1, "after", seed);
			expect(flash.cells.every((cell) => cell === 0xff)).toBe(true);
			expectKept(flash, `seed ${seed}`);
		}
	});

	it("is erased again, although its preamble is whole", () => {
		for (const mode of cutModes)
			for (let seed = 1; seed <= 8; seed++) expectKept(cutChip(1, mode, seed), `${mode}, seed ${seed}`);
	});

	it("is erased again when power failed before that, while its preamble was voided", () => {
		for (const mode of cutModes)
			for (let seed = 1; seed <= 8; seed++) expectKept(cutChip(0, mode, seed), `${mode}, seed ${seed}`);
	});
});

it("loses nothing that the flash still lists as unarchived when power fails in the first erase after an ack", () => {
	const full = smallFlash();
	const writer = openJournal(full);
	let last = 0;
	while (last < 400) {
		writer.append(payloadOf(++last));
		if (last > 100) writer.release(1, last - 100);
	}
	// Until the ring is full of records that the flash does not list as archived.
	while (writer.statistics().freeSegments > 0) writer.append(payloadOf(++last), "reserved");
	const archived = last - 60;
	for (const mode of cutModes)
		for (const skip of [0, 1, 2])
			for (let seed = 1; seed <= 3; seed++) {
				const flash = smallFlash();
				flash.copy(full);
				const random = new SeededRandom(seed);
				let journal = openJournal(flash);
				journal.release(1, archived);
				flash.cutPower(skip, mode, () => random.unit());
				expect(() => {
					for (let n = 1; n <= 9; n++) if (!journal.idle()) journal.append(payloadOf(last + n));
				}).toThrow(PowerCut);
				flash.powerOn();
				journal = openJournal(flash);
				// As a boot reads it, before the host has answered.
				recordsOf(journal, 0, 0);
				expect(journal.statistics().damagedRecords, `${mode} ${skip}, seed ${seed}`).toEqual([]);
				const kept = recordsOf(journal, 1, archived + 1).map(({ payload }) => payload);
				expect(kept.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, n) => payloadOf(archived + 1 + n)));
			}
});

it("does not take the remains of a first preamble for another version's", () => {
	for (let seed = 1; seed <= 300; seed++) {
		const flash = smallFlash({ sizeBytes: 16_384 });
		const random = new SeededRandom(seed);
		flash.cutPower(1, "bits", () => random.unit());
		expect(() => openJournal(flash).idle()).toThrow(PowerCut);
		flash.powerOn();
		expect(openJournal(flash).sequence).toBe(0);
	}
});

it("mounts a new chip, whatever a power cut in its first writes left", () => {
	for (let skip = 0; skip < 3; skip++)
		for (let seed = 1; seed <= 100; seed++) {
			const flash = smallFlash();
			const random = new SeededRandom(seed);
			for (const after of [skip, 0]) {
				flash.cutPower(after, "bits", () => random.unit());
				expect(() => openJournal(flash).append(payloadOf(1))).toThrow(PowerCut);
				flash.powerOn();
				if (openJournal(flash).sequence > 0) break;
			}
			openJournal(flash).append(payloadOf(2));
			expect(recordsOf(openJournal(flash)).at(-1)?.payload).toEqual(payloadOf(2));
		}
});
