// Worn and faulty chips: the journal never crashes or harms other records, and reports damage by sector and record.
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import type { Journal } from "../../firmware/journal/journal.js";
import { headerBytes } from "../../firmware/journal/layout.js";
import { type NorFlash } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { identity, openJournal, payloadOf, recordsOf, smallFlash } from "./fixture.js";

function fill(journal: Journal, from: number, to: number): void {
	for (let n = from; n <= to; n++) {
		journal.append(payloadOf(n));
		if (n > 100) journal.release(1, n - 100);
		while (journal.idle());
	}
}

/** Offset of record `n` in the chip, found by its bytes. */
function offsetOf(flash: NorFlash, n: number): number {
	return Buffer.from(flash.cells).indexOf(Buffer.from(payloadOf(n)));
}

function expectAllBut(journal: Journal, from: number, to: number, missing: readonly number[]): void {
	const wanted = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((n) => !missing.includes(n));
	const found = recordsOf(journal, 1, from);
	expect(found.map((entry) => entry.sequence)).toEqual(wanted);
	for (const entry of found) expect(entry.payload).toEqual(payloadOf(entry.sequence));
}

describe("journal on a faulty chip", () => {
	it("reads every record despite one flipped bit anywhere in it, its length or its CRC", () => {
		const flash = smallFlash();
		fill(openJournal(flash), 1, 80);
		for (const n of [1, 40, 79]) {
			const start = offsetOf(flash, n) - 2;
			for (let at = 0; at < payloadOf(n).length + 6; at++) {
				const mask = 1 << (at % 8);
				flash.disturb(start + at, mask);
				const journal = openJournal(flash);
				expect(journal.sequence).toBe(80);
				expectAllBut(journal, 1, 80, []);
				expect(journal.statistics().repairedReads).toBeGreaterThan(0);
				flash.disturb(start + at, mask);
			}
		}
	});

	it("reads past a destroyed record in an older segment and reports it", () => {
		const flash = smallFlash();
		fill(openJournal(flash), 1, 120);
		const start = offsetOf(flash, 45);
		for (let at = 0; at < 40; at++) flash.disturb(start + at, 0x5a);
		const journal = openJournal(flash);
		expectAllBut(journal, 1, 120, [45]);
		expect(journal.read(1, 45)).toBeUndefined();
		expect(journal.statistics().damagedRecords).toEqual([
			{ sector: Math.floor(start / 4_096), epoch: 1, sequence: 45 },
		]);
		expect(journal.append(payloadOf(121))).toBe(121);
	});

	it("keeps the numbers of the records after a destroyed length", () => {
		const flash = smallFlash();
		fill(openJournal(flash), 1, 120);
		const start = offsetOf(flash, 45) - 2;
		for (let at = 0; at < 60; at++) flash.disturb(start + at, 0xa5);
		const journal = openJournal(flash);
		expectAllBut(journal, 1, 120, [45]);
	});

	it("reads the records of a segment whose header is destroyed", () => {
		const flash = smallFlash();
		fill(openJournal(flash), 1, 120);
		for (let at = 0; at < 56; at++) flash.disturb(4_096 + at, 0x33);
		expectAllBut(openJournal(flash), 1, 120, []);
	});

	it("does not erase the newest segment when its header is destroyed", () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		fill(journal, 1, 120);
		const newest = Math.floor(offsetOf(flash, 120) / 4_096);
		for (let at = 0; at < 56; at++) flash.disturb(newest * 4_096 + at, 0x33);
		const again = openJournal(flash);
		expect([again.sequence, again.head]).toEqual([120, journal.head]);
		fill(again, 121, 160);
		expectAllBut(openJournal(flash), 1, 160, []);
	});

	it("continues in the next epoch when a record of the newest segment is destroyed, since its chain is lost", () => {
		const flash = smallFlash();
		fill(openJournal(flash), 1, 120);
		const start = offsetOf(flash, 118);
		for (let at = 0; at < 40; at++) flash.disturb(start + at, 0x5a);
		const journal = openJournal(flash);
		expect([journal.epoch, journal.sequence]).toEqual([2, 0]);
		expect(journal.append(payloadOf(1_000))).toBe(1);
		const records = recordsOf(openJournal(flash));
		expect(records.filter(({ epoch }) => epoch === 1).map(({ sequence }) => sequence)).toEqual(
			Array.from({ length: 120 }, (_, i) => i + 1).filter((n) => n !== 118),
		);
		expect(records.at(-1)).toEqual({ epoch: 2, sequence: 1, payload: payloadOf(1_000) });
	});

	it("skips sectors that cannot be erased or programmed", () => {
		for (const encryptionKey of [undefined, 3]) {
			const flash = smallFlash(encryptionKey === undefined ? {} : { encryptionKey });
			flash.failingErases.add(3);
			flash.failingPrograms.add(6);
			const journal = openJournal(flash);
			fill(journal, 1, 1_500);
			expect(journal.statistics().badSectors).toBe(2);
			expectAllBut(openJournal(flash), 1_401, 1_500, []);
		}
	});

	it.each(Array.from({ length: 16 }, (_, sector) => sector))(
		"keeps the reserve of two segments free of sectors that it knows are bad: %i and the next",
		(sector) => {
			const flash = smallFlash();
			flash.failingErases.add(sector).add((sector + 1) % 16);
			const journal = openJournal(flash);
			fill(journal, 1, 600);
			const until = (room: "sale" | "reserved"): number => {
				const before = journal.sequence;
				expect(() => {
					for (;;) journal.append(payloadOf(journal.sequence + 1), room);
				}).toThrow("JOURNAL_FULL");
				return journal.sequence - before;
			};
			expect(journal.statistics().badSectors).toBe(2);
			until("sale");
			expect(until("reserved")).toBeGreaterThan(40);
		},
	);

	it("stores a record elsewhere when a bit under it is stuck, and keeps earlier records", () => {
		const random = new SeededRandom(4);
		const flash = smallFlash();
		for (let n = 0; n < 12; n++)
			flash.stick(random.below(flash.sizeBytes), 1 << random.below(8), n % 2 === 0 ? 0 : 1);
		let journal = openJournal(flash);
		for (let n = 1; n <= 900; n++) {
			journal.append(payloadOf(n));
			if (n > 60) journal.release(1, n - 60);
			while (journal.idle());
			if (n % 97 === 0) {
				journal = openJournal(flash);
				expect(journal.sequence).toBe(n);
				expectAllBut(journal, Math.max(1, n - 59), n, []);
			}
		}
	});

	it("stores a record elsewhere when two bits under it are stuck, which no correction would mend", () => {
		for (const value of [0, 1] as const) {
			const flash = smallFlash();
			let journal = openJournal(flash);
			while (journal.idle());
			// In the sector that is prepared: its erased state was checked before the bits got stuck.
			for (const offset of [100, 101]) flash.stick(offset, 0xff, value);
			for (let n = 1; n <= 40; n++) journal.append(payloadOf(n));
			journal = openJournal(flash);
			expect(journal.sequence).toBe(40);
			expectAllBut(journal, 1, 40, []);
			expect(journal.statistics()).toMatchObject({ damagedRecords: [], repairedReads: 0 });
		}
	});

	it("wears out sector by sector, then refuses with a code, and still has every record", () => {
		const flash = smallFlash({ enduranceErases: 6 });
		let journal = openJournal(flash);
		let refused: unknown;
		while (refused === undefined) {
			try {
				const n = journal.append(payloadOf(journal.sequence + 1));
				if (n % 40 === 0 && n > 80) journal.release(1, n - 80);
				if (n % 100 === 0) journal = openJournal(flash);
			} catch (error) {
				refused = error;
			}
		}
		expect(refused).toBeInstanceOf(Fault);
		expect((refused as Fault).code).toMatch(/^(JOURNAL_FULL|FLASH_PROGRAM_FAILED)$/);
		expect(journal.sequence).toBeGreaterThan(1_500);
		expectAllBut(openJournal(flash), journal.sequence - 79, journal.sequence, []);
	});

	it("treats a random image as empty and overwrites it sector by sector", () => {
		for (let seed = 1; seed <= 10; seed++) {
			const flash = smallFlash();
			const image = new Uint8Array(flash.sizeBytes);
			new SeededRandom(seed).fill(image);
			flash.load(image);
			const journal = openJournal(flash);
			expect(journal.sequence).toBe(0);
			for (let n = 1; n <= 60; n++) journal.append(payloadOf(n));
			expectAllBut(openJournal(flash), 1, 60, []);
		}
	});

	it("mounts any image with random damage without crashing, and accepts records", () => {
		const sound = smallFlash();
		fill(openJournal(sound), 1, 700);
		const numbers = new Map(
			Array.from({ length: 700 }, (_, i) => [Buffer.from(payloadOf(i + 1)).toString("hex"), i + 1]),
		);
		for (let seed = 1; seed <= 60; seed++) {
			const random = new SeededRandom(seed);
			const flash = smallFlash();
			flash.load(sound.save());
			const places = 1 + random.below(30);
			for (let n = 0; n < places; n++) {
				const start = random.below(flash.sizeBytes - 64);
				for (let at = 0; at <= random.below(64); at++) flash.disturb(start + at, random.below(256));
			}
			const journal = openJournal(flash);
			// Without header and lengths a number may be a guess, but bytes and order are always right.
			const found = recordsOf(journal).map(
				({ payload }) => numbers.get(Buffer.from(payload).toString("hex")) ?? 0,
			);
			expect(found).toEqual([...found].sort((a, b) => a - b));
			expect(found).not.toContain(0);
			const first = journal.append(payloadOf(2_000), "reserved");
			expect(openJournal(flash).read(journal.epoch, first)).toEqual(payloadOf(2_000));
		}
	});

	it("refuses an image of an older version and leaves it unchanged", () => {
		const flash = smallFlash();
		fill(openJournal(flash), 1, 60);
		const image = flash.save();
		// Another layout after the bytes that all versions share, and another CRC.
		for (let sector = 0; sector < 3; sector++) {
			image[sector * 4_096 + 2] = 0;
			for (let at = 16; at < headerBytes; at++) image[sector * 4_096 + at]! ^= 0x33;
		}
		flash.load(image);
		const operations = flash.counters.programs + flash.counters.erases;
		expect(() => openJournal(flash)).toThrow("JOURNAL_UNKNOWN_FORMAT");
		expect(flash.counters.programs + flash.counters.erases).toBe(operations);
		expect(() => openJournal(smallFlash(), { identity: { ...identity, terminal: "x" } })).not.toThrow();
	});
});
