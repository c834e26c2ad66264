import { describe, expect, it } from "vitest";
import { chainContext, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { type Fault } from "../../firmware/core/fault.js";
import { digest, identity, openJournal, payloadOf, recordsOf, smallFlash } from "./fixture.js";

describe("journal", () => {
	it("is empty on a fresh chip, and mounting writes nothing", () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		expect(journal.sequence).toBe(0);
		expect(journal.firstSequence).toBe(1);
		expect(journal.head).toEqual(genesisHead(digest, chainContext(digest, identity)));
		expect(journal.read(1, 1)).toBeUndefined();
		expect(flash.counters.programs + flash.counters.erases).toBe(0);
	});

	it("keeps every record and the chain over a remount", () => {
		const flash = smallFlash();
		let head = genesisHead(digest, chainContext(digest, identity));
		const journal = openJournal(flash);
		for (let n = 1; n <= 200; n++) {
			expect(journal.append(payloadOf(n))).toBe(n);
			head = nextHead(digest, head, payloadOf(n));
			expect(journal.head).toEqual(head);
		}
		const again = openJournal(flash);
		expect(again.sequence).toBe(200);
		expect(again.head).toEqual(head);
		expect(recordsOf(again).map((entry) => entry.sequence)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
		for (const n of [1, 2, 57, 199, 200]) expect(again.read(1, n)).toEqual(payloadOf(n));
		expect(again.read(1, 201)).toBeUndefined();
	});

	it("lets a cursor continue when more is appended", () => {
		const journal = openJournal(smallFlash());
		const cursor = journal.walk(1, 1);
		expect(cursor.next()).toBeUndefined();
		for (let n = 1; n <= 100; n++) {
			journal.append(payloadOf(n));
			expect(cursor.next()?.sequence).toBe(n);
			expect(cursor.next()).toBeUndefined();
		}
	});

	it("refuses a sale when full, keeps two segments for records that must be stored, and loses nothing", () => {
		const journal = openJournal(smallFlash());
		const refused = (room: "sale" | "reserved"): Fault => {
			for (;;) {
				try {
					journal.append(payloadOf(journal.sequence + 1), room);
				} catch (error) {
					return error as Fault;
				}
			}
		};
		expect(refused("sale").code).toBe("JOURNAL_FULL");
		const sales = journal.sequence;
		expect(refused("reserved").code).toBe("JOURNAL_FULL");
		expect(journal.sequence - sales).toBeGreaterThan(40);
		expect(recordsOf(journal)).toHaveLength(journal.sequence);
		journal.release(1, 100);
		journal.append(payloadOf(journal.sequence + 1));
		expect(journal.firstSequence).toBeGreaterThan(1);
		expect(journal.firstSequence).toBeLessThanOrEqual(101);
		expect(recordsOf(journal, 1, 101)).toHaveLength(journal.sequence - 100);
	});

	it("turns the ring many times when acks free it", () => {
		const flash = smallFlash();
		let journal = openJournal(flash);
		for (let n = 1; n <= 4_000; n++) {
			journal.append(payloadOf(n));
			if (n % 50 === 0) journal.release(1, n - 20);
			while (journal.idle());
			if (n % 333 === 0) journal = openJournal(flash);
		}
		expect(journal.sequence).toBe(4_000);
		expect(Math.max(...flash.wear) - Math.min(...flash.wear)).toBeLessThanOrEqual(1);
		for (const entry of recordsOf(journal)) expect(entry.payload).toEqual(payloadOf(entry.sequence));
	});

	it("remembers after a reboot what was archived when the last segment opened", () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		for (let n = 1; n <= 200; n++) journal.append(payloadOf(n));
		journal.release(1, 150);
		for (let n = 201; n <= 240; n++) journal.append(payloadOf(n));
		expect(openJournal(flash).statistics().freeSegments).toBe(journal.statistics().freeSegments);
	});

	it("reuses nothing above the archived mark, wherever in a segment that is", () => {
		for (let archived = 100; archived < 130; archived += 3) {
			const journal = openJournal(smallFlash());
			for (let n = 1; n <= 200; n++) journal.append(payloadOf(n));
			journal.release(1, archived);
			expect(() => {
				for (let n = 201; n <= 1_000; n++) journal.append(payloadOf(n), "reserved");
			}).toThrow("JOURNAL_FULL");
			expect(journal.firstSequence).toBeGreaterThan(1);
			expect(recordsOf(journal, 1, archived + 1), `archived ${archived}`).toHaveLength(
				journal.sequence - archived,
			);
		}
	});

	it("keeps over a reboot what a restored host asks for again", () => {
		const flash = smallFlash();
		let journal = openJournal(flash);
		for (let n = 1; n <= 200; n++) journal.append(payloadOf(n));
		journal.release(1, 190);
		for (let n = 201; n <= 240; n++) journal.append(payloadOf(n));
		journal.release(1, 20);
		journal = openJournal(flash);
		expect(() => {
			for (let n = 241; n <= 1_000; n++) journal.append(payloadOf(n), "reserved");
		}).toThrow("JOURNAL_FULL");
		expect(recordsOf(journal, 1, 21)).toHaveLength(journal.sequence - 20);
	});

	it("begins a new epoch in a new segment and walks across both", () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		for (let n = 1; n <= 40; n++) journal.append(payloadOf(n));
		journal.openEpoch(2);
		expect(journal.sequence).toBe(0);
		for (let n = 1; n <= 40; n++) journal.append(payloadOf(1_000 + n));
		const again = openJournal(flash);
		expect([again.epoch, again.sequence, again.firstSequence]).toEqual([2, 40, 1]);
		expect(recordsOf(again).map((entry) => entry.epoch * 100 + entry.sequence)).toEqual([
			...Array.from({ length: 40 }, (_, i) => 101 + i),
			...Array.from({ length: 40 }, (_, i) => 201 + i),
		]);
		expect(again.read(1, 40)).toEqual(payloadOf(40));
		expect(again.read(2, 40)).toEqual(payloadOf(1_040));
	});

	it("switches to the enrolled epoch when the flash holds an older one", () => {
		const flash = smallFlash();
		openJournal(flash).append(payloadOf(1));
		const journal = openJournal(flash, { identity: { ...identity, epoch: 3 } });
		expect([journal.epoch, journal.sequence]).toEqual([3, 0]);
		journal.append(payloadOf(2));
		expect(openJournal(flash).epoch).toBe(3);
	});

	it("refuses a record beyond the limit", () => {
		const journal = openJournal(smallFlash());
		expect(() => journal.append(new Uint8Array(2_041))).toThrow("JOURNAL_RECORD_TOO_LARGE");
		expect(journal.append(new Uint8Array(2_040))).toBe(1);
		expect(journal.read(1, 1)).toEqual(new Uint8Array(2_040));
	});

	it("leaves another terminal's journal unchanged until it is wiped", () => {
		const flash = smallFlash();
		openJournal(flash).append(payloadOf(1));
		const other = { identity: { ...identity, terminal: "stall-2" } };
		expect(() => openJournal(flash, other)).toThrow("JOURNAL_FOREIGN");
		for (let at = 0; at < flash.sizeBytes; at += flash.sectorBytes) flash.erase(at);
		expect(openJournal(flash, other).sequence).toBe(0);
	});

	it("works under flash encryption", () => {
		const flash = smallFlash({ encryptionKey: 5 });
		const journal = openJournal(flash, { checkpointEvery: 10 });
		for (let n = 1; n <= 150; n++) journal.append(payloadOf(n));
		const again = openJournal(flash);
		expect(again.head).toEqual(journal.head);
		again.append(payloadOf(151));
		expect(recordsOf(again)).toHaveLength(151);
	});
});
