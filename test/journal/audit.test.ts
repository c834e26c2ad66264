import { describe, expect, it } from "vitest";
import { crc32c } from "../../firmware/core/crc32c.js";
import type { Journal } from "../../firmware/journal/journal.js";
import type { NorFlash } from "../../simulator/flash/nor.js";
import { openJournal, payloadOf, recordsOf, smallFlash } from "./fixture.js";

const sectorBytes = 4_096;

function audited(
	journal: Journal,
	recordsMax = 16,
): { records: number; damaged: number; breaks: number; steps: number } {
	const audit = journal.audit();
	let steps = 1;
	while (audit.step(recordsMax)) steps++;
	const { records, damaged, breaks } = audit;
	return { records, damaged, breaks, steps };
}

function fill(journal: Journal, from: number, to: number): void {
	for (let n = from; n <= to; n++) {
		journal.append(payloadOf(n));
		if (n > 100) journal.release(journal.epoch, Math.max(1, journal.sequence - 100));
		while (journal.idle());
	}
}

/** Changes a record and recomputes its checksum, as a forger without the key would. */
function forge(flash: NorFlash, n: number): void {
	const image = Buffer.from(flash.save());
	const payload = payloadOf(n);
	const start = image.indexOf(Buffer.from(payload)) - 2;
	image[start + 12]! ^= 0x01;
	const segment = image.subarray(Math.floor(start / sectorBytes) * sectorBytes + 4).subarray(0, 4);
	image.writeUInt32BE(crc32c(image, crc32c(segment), start, start + 2 + payload.length), start + 2 + payload.length);
	flash.load(image);
}

describe("an audit of the journal", () => {
	it("finds every record in one unbroken chain, over segments, epochs and turns of the ring, in steps", () => {
		const flash = smallFlash();
		const journal = openJournal(flash, { checkpointEvery: 10 });
		expect(audited(journal)).toEqual({ records: 0, damaged: 0, breaks: 0, steps: 1 });
		fill(journal, 1, 700);
		journal.openEpoch(2);
		fill(journal, 701, 760);
		const held = recordsOf(journal, 0, 0).length;
		expect(audited(openJournal(flash))).toEqual({
			records: held,
			damaged: 0,
			breaks: 0,
			steps: Math.floor(held / 16) + 1,
		});
	});

	it("finds a changed record whose checksum was recomputed, and counts unreadable records", () => {
		const flash = smallFlash();
		fill(openJournal(flash), 1, 90);
		forge(flash, 33);
		expect(audited(openJournal(flash))).toMatchObject({ records: 90, damaged: 0, breaks: 1 });
		const start = Buffer.from(flash.cells).indexOf(Buffer.from(payloadOf(60)));
		for (let at = 0; at < 40; at++) flash.disturb(start + at, 0x5a);
		expect(audited(openJournal(flash))).toMatchObject({ records: 89, damaged: 1, breaks: 1 });
	});

	it("counts the last records too where they cannot be read any more", () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		fill(journal, 1, 90);
		for (const n of [89, 90]) {
			const start = Buffer.from(flash.cells).indexOf(Buffer.from(payloadOf(n)));
			for (let at = 0; at < 40; at++) flash.disturb(start + at, 0x5a);
		}
		expect(audited(journal)).toMatchObject({ records: 88, damaged: 2 });
	});

	it("continues when records are appended and sectors reused meanwhile", () => {
		const flash = smallFlash();
		const journal = openJournal(flash);
		fill(journal, 1, 300);
		const audit = journal.audit();
		const held = recordsOf(journal).length;
		// Appends faster than the audit reads: sectors it has yet to reach are reused, and it does not follow new
		// records.
		for (let n = 301; audit.step(2); n += 5) fill(journal, n, n + 4);
		expect([audit.damaged, audit.breaks]).toEqual([0, 0]);
		expect(audit.records).toBeGreaterThan(20);
		expect(audit.records).toBeLessThanOrEqual(held);
	});
});
