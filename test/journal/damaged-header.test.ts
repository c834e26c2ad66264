// Flipped bits in the headers of segments: whatever they hit, the journal mounts the epoch it was in, holds every
// record, and goes on in its own chain; and the second reader reads the same.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextHead } from "../../firmware/core/chain.js";
import { Fault } from "../../firmware/core/fault.js";
import type { Journal } from "../../firmware/journal/journal.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { readImage } from "../../tools/journal/image.js";
import { numberRecords } from "../../tools/journal/records.js";
import { digest, identity, openJournal, recordsOf } from "./fixture.js";

const sectorBytes = 512;
const sectors = 8;
const headerBytes = 56;
const epochByte = 12;
const headerBits = 8 * headerBytes;

interface Held {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

/** A journal as it was before anything flipped. */
interface Layout {
	readonly name: string;
	readonly image: Uint8Array;
	readonly encryptionKey: number | undefined;
	readonly enrolledEpoch: number;
	readonly epoch: number;
	readonly sequence: number;
	readonly head: Uint8Array;
	readonly records: readonly Held[];
	/** How many of them are archived: what an erase may have begun to take. */
	readonly archived: number;
	/** Sectors of its segments, the oldest first. */
	readonly sectors: readonly number[];
}

/** What happened to a terminal. `callFailed`: the chip calls the next write failed, though every bit of it arrived. */
type Deed =
	| { readonly append: number; readonly room?: "reserved" }
	| { readonly epoch: number | "next" }
	| { readonly release: number }
	| { readonly idle: true }
	| { readonly callFailed: true };

interface Plan {
	readonly deeds: readonly Deed[];
	/** The epoch of the last enrolment, which came after the first deed where it is not 1. */
	readonly enrolledEpoch?: number;
	readonly encryptionKey?: number;
	readonly failingErase?: number;
	readonly failingProgram?: number;
}

function chip(plan: Pick<Plan, "encryptionKey">): NorFlash {
	const encryption = plan.encryptionKey === undefined ? {} : { encryptionKey: plan.encryptionKey };
	return new NorFlash({ sizeBytes: sectors * sectorBytes, sectorBytes, ...encryption });
}

function makeLayout(name: string, plan: Plan): Layout {
	const { encryptionKey, enrolledEpoch = 1 } = plan;
	const flash = chip(plan);
	if (plan.failingErase !== undefined) flash.failingErases.add(plan.failingErase);
	if (plan.failingProgram !== undefined) flash.failingPrograms.add(plan.failingProgram);
	const random = new SeededRandom(name.length);
	let released = { epoch: 0, sequence: 0 };
	let journal = openJournal(flash);
	for (const [index, deed] of plan.deeds.entries()) {
		if ("append" in deed) {
			for (let n = 0; n < deed.append; n++) {
				const payload = new Uint8Array(random.between(30, 80));
				random.fill(payload);
				journal.append(payload, deed.room);
			}
		} else if ("epoch" in deed) journal.openEpoch(deed.epoch === "next" ? journal.epoch + 1 : deed.epoch);
		else if ("release" in deed) {
			released = { epoch: journal.epoch, sequence: Math.min(deed.release, journal.sequence) };
			journal.release(released.epoch, released.sequence);
		} else if ("idle" in deed) while (journal.idle());
		else callFailedOnce(flash);
		if (index === 0 && enrolledEpoch > 1)
			journal = openJournal(flash, { identity: { ...identity, epoch: enrolledEpoch } });
	}
	const records = recordsOf(journal, 0, 0);
	const isArchived = ({ epoch, sequence }: Held): boolean =>
		epoch < released.epoch || (epoch === released.epoch && sequence <= released.sequence);
	return {
		name,
		image: flash.save(),
		encryptionKey,
		enrolledEpoch,
		epoch: journal.epoch,
		sequence: journal.sequence,
		head: journal.head,
		records,
		archived: records.filter(isArchived).length,
		sectors: [...new Set(records.map(({ payload }) => sectorOf(flash, payload)))],
	};
}

function callFailedOnce(flash: NorFlash): void {
	const program = flash.program.bind(flash);
	flash.program = (offset, bytes) => {
		program(offset, bytes);
		flash.program = program;
		throw new Fault("FLASH_PROGRAM_FAILED", `at ${offset}`);
	};
}

function sectorOf(flash: NorFlash, payload: Uint8Array): number {
	const plain = new Uint8Array(flash.sizeBytes);
	flash.read(0, plain);
	return Math.floor(Buffer.from(plain).lastIndexOf(Buffer.from(payload)) / sectorBytes);
}

const layouts: readonly Layout[] = [
	makeLayout("a first segment alone", { deeds: [{ append: 4 }] }),
	makeLayout("two segments", { deeds: [{ append: 8 }] }),
	makeLayout("several segments of one epoch", { deeds: [{ append: 30 }] }),
	makeLayout("a new epoch in the newest segment", { deeds: [{ append: 17 }, { epoch: 2 }, { append: 2 }] }),
	makeLayout("a new epoch in the newest segment, whose number has other bits", {
		deeds: [{ epoch: 7 }, { append: 14 }, { epoch: 8 }, { append: 3 }],
	}),
	makeLayout("a new epoch two segments ago", { deeds: [{ append: 17 }, { epoch: 2 }, { append: 10 }] }),
	makeLayout("epochs of one segment each", {
		deeds: [{ append: 9 }, { epoch: 2 }, { append: 3 }, { epoch: 3 }, { append: 3 }, { epoch: 4 }, { append: 2 }],
	}),
	makeLayout("an enrolment in a much later epoch", { deeds: [{ append: 12 }, { append: 3 }], enrolledEpoch: 9 }),
	makeLayout("a turned ring", {
		deeds: [{ append: 30 }, { release: 20 }, { append: 20 }, { release: 38 }, { append: 12 }, { idle: true }],
	}),
	makeLayout("a turned ring with a new epoch", {
		deeds: [
			{ append: 30 },
			{ release: 20 },
			{ append: 18 },
			{ release: 40 },
			{ epoch: 2 },
			{ append: 12 },
			{ idle: true },
		],
	}),
	makeLayout("a bad sector before the newest segment", { deeds: [{ append: 14 }], failingErase: 2 }),
	makeLayout("a sector that failed while it was written", { deeds: [{ append: 20 }], failingProgram: 2 }),
	makeLayout("a record that the newest segment repeats", {
		deeds: [{ append: 16 }, { callFailed: true }, { append: 2 }],
	}),
	makeLayout("a record that an older segment repeats", {
		deeds: [{ append: 10 }, { callFailed: true }, { append: 15 }],
	}),
];

const encrypted: readonly Layout[] = [
	makeLayout("several segments of one epoch, encrypted", { deeds: [{ append: 30 }], encryptionKey: 3 }),
	makeLayout("a new epoch in the newest segment, encrypted", {
		deeds: [{ append: 17 }, { epoch: 2 }, { append: 3 }],
		encryptionKey: 4,
	}),
	makeLayout("a new epoch two segments ago, encrypted", {
		deeds: [{ append: 17 }, { epoch: 2 }, { append: 10 }],
		encryptionKey: 5,
	}),
];

interface Flip {
	/** Of the layout's segments, counted from the newest. */
	readonly fromNewest: number;
	readonly bit: number;
}

function damaged(layout: Layout, flips: readonly Flip[]): NorFlash {
	const flash = chip(layout);
	flash.load(layout.image);
	for (const { fromNewest, bit } of flips) {
		const sector = layout.sectors.at(-1 - (fromNewest % layout.sectors.length))!;
		flash.disturb(sector * sectorBytes + (bit >>> 3), 1 << (bit & 7));
	}
	return flash;
}

function open(layout: Layout, flash: NorFlash): Journal {
	return openJournal(flash, { identity: { ...identity, epoch: layout.enrolledEpoch } });
}

/** All that is not archived, and nothing but the truth of what is. */
function expectRecords(found: readonly Held[], expected: readonly Held[], archived: number): void {
	expect(found.length).toBeGreaterThanOrEqual(expected.length - archived);
	const [ours, theirs] = [keysOf(found), keysOf(expected.slice(-found.length))];
	if (ours.join() !== theirs.join()) expect(ours).toEqual(theirs);
}

function keysOf(records: readonly Held[]): string[] {
	return records.map(
		({ epoch, sequence, payload }) => `${epoch}:${sequence} ${Buffer.from(payload.subarray(0, 8)).toString("hex")}`,
	);
}

function secondReading(flash: NorFlash): Held[] {
	const image = new Uint8Array(flash.sizeBytes);
	flash.read(0, image);
	return numberRecords(readImage(image, identity))
		.segments.flatMap(({ items }) => items)
		.flatMap((item) => (item.kind === "record" ? [item.record] : []));
}

/** Mounts, reads all by both readers, appends, and mounts again. */
function expectWhole(layout: Layout, flips: readonly Flip[]): void {
	const flash = damaged(layout, flips);
	const operations = flash.counters.programs + flash.counters.erases;
	const journal = open(layout, flash);
	expect(flash.counters.programs + flash.counters.erases).toBe(operations);
	expect([journal.epoch, journal.sequence]).toEqual([layout.epoch, layout.sequence]);
	expect(journal.head).toEqual(layout.head);
	expectRecords(recordsOf(journal, 0, 0), layout.records, layout.archived);
	expectRecords(secondReading(flash), layout.records, layout.archived);
	const payload = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
	expect(journal.append(payload, "reserved")).toBe(layout.sequence + 1);
	const again = open(layout, flash);
	expect([again.epoch, again.sequence]).toEqual([layout.epoch, layout.sequence + 1]);
	expect(again.head).toEqual(nextHead(digest, layout.head, payload));
	const after = [...layout.records, { epoch: layout.epoch, sequence: layout.sequence + 1, payload }];
	expectRecords(recordsOf(again, 0, 0), after, layout.archived);
	expectRecords(secondReading(flash), after, layout.archived);
}

const anyBit = fc.nat({ max: headerBits - 1 });
const anySegment = fc.nat({ max: sectors - 1 });

function inOne(fromNewest: number, bits: readonly number[]): Flip[] {
	return bits.map((bit) => ({ fromNewest, bit }));
}

/** Every pair of bits. */
function expectEpochBits(layout: Layout, fromNewest: number): void {
	for (let one = 0; one < 32; one++) {
		for (let other = one + 1; other < 32; other++) {
			expectWhole(layout, inOne(fromNewest, [8 * epochByte + one, 8 * epochByte + other]));
		}
	}
}

describe("a segment header with flipped bits", () => {
	for (const layout of layouts) {
		it(`is read as it was with any two wrong bits in its epoch: ${layout.name}`, () => {
			for (const fromNewest of new Set([0, layout.sectors.length - 1])) expectEpochBits(layout, fromNewest);
		});

		it(`is read as it was with one to four wrong bits, in it or in others too: ${layout.name}`, () => {
			const bits = fc.uniqueArray(anyBit, { minLength: 1, maxLength: 4 });
			fc.assert(
				fc.property(anySegment, bits, (fromNewest, wrong) => expectWhole(layout, inOne(fromNewest, wrong))),
				{ numRuns: 40, seed: 12 },
			);
			const spread = fc.uniqueArray(fc.tuple(anySegment, anyBit), {
				minLength: 2,
				maxLength: 4,
				comparator: ([a, bitA], [b, bitB]) =>
					a % layout.sectors.length === b % layout.sectors.length && bitA === bitB,
			});
			fc.assert(
				fc.property(spread, (flips) =>
					expectWhole(
						layout,
						flips.map(([fromNewest, bit]) => ({ fromNewest, bit })),
					),
				),
				{ numRuns: 30, seed: 13 },
			);
		});
	}

	it("is read by its CRC alone with any two wrong bits in its epoch, where the oldest segment is the last of its epoch", () => {
		const deeds: Deed[] = [
			{ append: 18 },
			{ release: 14 },
			{ epoch: 2 },
			{ append: 20 },
			{ append: 26, room: "reserved" },
		];
		const layout = makeLayout("the last of its epoch", { deeds });
		const [oldest] = layout.records;
		expect([oldest!.epoch, layout.epoch]).toEqual([1, 2]);
		expect(oldest!.sequence).toBeGreaterThan(10);
		expectEpochBits(layout, layout.sectors.length - 1);
	});

	it("lets the chain go on behind a destroyed record, by its CRC alone", () => {
		const layout = makeLayout("behind a destroyed record", { deeds: [{ append: 20 }] });
		const before = layout.sectors.at(-2)!;
		const lost = layout.records.findIndex(({ payload }) => sectorOf(damaged(layout, []), payload) === before);
		for (const bits of [[], [96, 97], [100, 127], [16, 119, 300]]) {
			const flash = damaged(layout, inOne(0, bits));
			const start = Buffer.from(flash.cells).indexOf(Buffer.from(layout.records[lost]!.payload));
			for (let at = 0; at < 20; at++) flash.disturb(start + at, 0x5a);
			const journal = open(layout, flash);
			expect([journal.epoch, journal.sequence, journal.head]).toEqual([
				layout.epoch,
				layout.sequence,
				layout.head,
			]);
			expect(keysOf(recordsOf(journal, 0, 0))).toEqual(keysOf(layout.records.toSpliced(lost, 1)));
		}
	});

	it("is read as it was whatever happened before", () => {
		const deed: fc.Arbitrary<Deed> = fc.oneof(
			{ weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 14 }) }) },
			{ weight: 2, arbitrary: fc.record({ release: fc.integer({ min: 1, max: 60 }) }) },
			{ weight: 2, arbitrary: fc.constant({ epoch: "next" as const }) },
			{ weight: 2, arbitrary: fc.constantFrom({ idle: true as const }, { callFailed: true as const }) },
		);
		const plans = fc.record({
			deeds: fc.array(deed, { minLength: 2, maxLength: 12 }),
			failingErase: fc.constantFrom(undefined, 1, 3),
		});
		const bits = fc.uniqueArray(anyBit, { minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(plans, anySegment, bits, ({ deeds, failingErase }, fromNewest, wrong) => {
				const layout = layoutOf({
					deeds: [...deeds, { append: 1 }],
					...(failingErase !== undefined && { failingErase }),
				});
				if (layout) expectWhole(layout, inOne(fromNewest, wrong));
			}),
			{ numRuns: 150, seed: 14 },
		);
	});

	for (const layout of encrypted) {
		it(`is read as it was with a wrong bit on the chip: ${layout.name}`, () => {
			// Behind these bytes the block is the first record's too.
			for (let bit = 0; bit < 8 * 48; bit += 11)
				for (let held = 0; held < layout.sectors.length; held++) expectWhole(layout, inOne(held, [bit]));
		});

		it(`costs no record but its first with a wrong bit in the block that both are in: ${layout.name}`, () => {
			for (let bit = 8 * 48; bit < headerBits; bit++) {
				for (let held = 0; held < layout.sectors.length; held++) {
					const flash = damaged(layout, inOne(held, [bit]));
					const before = open(layout, flash);
					before.append(Uint8Array.of(1), "reserved");
					const found = new Set(keysOf(recordsOf(open(layout, flash), 0, 0)));
					const missing = keysOf(layout.records).filter((key) => !found.has(key));
					expect(missing.length).toBeLessThanOrEqual(1);
				}
			}
		});
	}
});

/** Undefined where the ring is too small for it. */
function layoutOf(plan: Plan): Layout | undefined {
	try {
		return makeLayout("random", plan);
	} catch (error) {
		if (error instanceof Fault && error.code === "JOURNAL_FULL") return undefined;
		throw error;
	}
}
