// Journals with flipped bits in segment headers. Whichever bits are flipped, the journal mounts its last epoch, holds
// every record, and continues its chain; the second reader reads the same.
import fc from "fast-check";
import { expect } from "vitest";
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
export const headerBits = 8 * headerBytes;

interface Held {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

/** A journal before any bits are flipped. */
export interface Layout {
	readonly name: string;
	readonly image: Uint8Array;
	readonly encryptionKey: number | undefined;
	readonly enrolledEpoch: number;
	readonly epoch: number;
	readonly sequence: number;
	readonly head: Uint8Array;
	readonly records: readonly Held[];
	/** How many of them are archived: an erase may have begun to destroy these. */
	readonly archived: number;
	/** Sectors of its segments, oldest first. */
	readonly sectors: readonly number[];
}

/**
 * An operation on the journal. `callFailed`: the chip reports the next write as failed although all of it was stored.
 */
export type Operation =
	| { readonly append: number; readonly room?: "reserved" }
	| { readonly epoch: number | "next" }
	| { readonly release: number }
	| { readonly idle: true }
	| { readonly callFailed: true };

export interface Plan {
	readonly operations: readonly Operation[];
	/** The epoch of the last enrolment; if not 1, it follows the first operation. */
	readonly enrolledEpoch?: number;
	readonly encryptionKey?: number;
	readonly failingErase?: number;
	readonly failingProgram?: number;
}

function chip(plan: Pick<Plan, "encryptionKey">): NorFlash {
	const encryption = plan.encryptionKey === undefined ? {} : { encryptionKey: plan.encryptionKey };
	return new NorFlash({ sizeBytes: sectors * sectorBytes, sectorBytes, ...encryption });
}

export function makeLayout(name: string, plan: Plan): Layout {
	const { encryptionKey, enrolledEpoch = 1 } = plan;
	const flash = chip(plan);
	if (plan.failingErase !== undefined) flash.failingErases.add(plan.failingErase);
	if (plan.failingProgram !== undefined) flash.failingPrograms.add(plan.failingProgram);
	const random = new SeededRandom(name.length);
	let released = { epoch: 0, sequence: 0 };
	let journal = openJournal(flash);
	for (const [index, operation] of plan.operations.entries()) {
		if ("append" in operation) {
			for (let n = 0; n < operation.append; n++) {
				const payload = new Uint8Array(random.between(30, 80));
				random.fill(payload);
				journal.append(payload, operation.room);
			}
		} else if ("epoch" in operation)
			journal.openEpoch(operation.epoch === "next" ? journal.epoch + 1 : operation.epoch);
		else if ("release" in operation) {
			released = { epoch: journal.epoch, sequence: Math.min(operation.release, journal.sequence) };
			journal.release(released.epoch, released.sequence);
		} else if ("idle" in operation) while (journal.idle());
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

export function sectorOf(flash: NorFlash, payload: Uint8Array): number {
	const plain = new Uint8Array(flash.sizeBytes);
	flash.read(0, plain);
	return Math.floor(Buffer.from(plain).lastIndexOf(Buffer.from(payload)) / sectorBytes);
}

/** Journals on working flash that have not turned the ring. */
export const freshLayouts: readonly Layout[] = [
	makeLayout("a first segment alone", { operations: [{ append: 4 }] }),
	makeLayout("two segments", { operations: [{ append: 8 }] }),
	makeLayout("several segments of one epoch", { operations: [{ append: 30 }] }),
	makeLayout("a new epoch in the newest segment", { operations: [{ append: 17 }, { epoch: 2 }, { append: 2 }] }),
	makeLayout("a new epoch in the newest segment, whose number has other bits", {
		operations: [{ epoch: 7 }, { append: 14 }, { epoch: 8 }, { append: 3 }],
	}),
	makeLayout("a new epoch two segments ago", { operations: [{ append: 17 }, { epoch: 2 }, { append: 10 }] }),
	makeLayout("epochs of one segment each", {
		operations: [
			{ append: 9 },
			{ epoch: 2 },
			{ append: 3 },
			{ epoch: 3 },
			{ append: 3 },
			{ epoch: 4 },
			{ append: 2 },
		],
	}),
	makeLayout("an enrolment in a much later epoch", { operations: [{ append: 12 }, { append: 3 }], enrolledEpoch: 9 }),
];

/** Journals that have turned the ring or met flash failures. */
export const wornLayouts: readonly Layout[] = [
	makeLayout("a turned ring", {
		operations: [{ append: 30 }, { release: 20 }, { append: 20 }, { release: 38 }, { append: 12 }, { idle: true }],
	}),
	makeLayout("a turned ring with a new epoch", {
		operations: [
			{ append: 30 },
			{ release: 20 },
			{ append: 18 },
			{ release: 40 },
			{ epoch: 2 },
			{ append: 12 },
			{ idle: true },
		],
	}),
	makeLayout("a bad sector before the newest segment", { operations: [{ append: 14 }], failingErase: 2 }),
	makeLayout("a sector that failed while it was written", { operations: [{ append: 20 }], failingProgram: 2 }),
	makeLayout("a record that the newest segment repeats", {
		operations: [{ append: 16 }, { callFailed: true }, { append: 2 }],
	}),
	makeLayout("a record that an older segment repeats", {
		operations: [{ append: 10 }, { callFailed: true }, { append: 15 }],
	}),
];

export const encrypted: readonly Layout[] = [
	makeLayout("several segments of one epoch, encrypted", { operations: [{ append: 30 }], encryptionKey: 3 }),
	makeLayout("a new epoch in the newest segment, encrypted", {
		operations: [{ append: 17 }, { epoch: 2 }, { append: 3 }],
		encryptionKey: 4,
	}),
	makeLayout("a new epoch two segments ago, encrypted", {
		operations: [{ append: 17 }, { epoch: 2 }, { append: 10 }],
		encryptionKey: 5,
	}),
];

export interface Flip {
	/** Index of the layout's segment, counted from the newest. */
	readonly fromNewest: number;
	readonly bit: number;
}

export function damaged(layout: Layout, flips: readonly Flip[]): NorFlash {
	const flash = chip(layout);
	flash.load(layout.image);
	for (const { fromNewest, bit } of flips) {
		const sector = layout.sectors.at(-1 - (fromNewest % layout.sectors.length))!;
		flash.disturb(sector * sectorBytes + (bit >>> 3), 1 << (bit & 7));
	}
	return flash;
}

export function open(layout: Layout, flash: NorFlash): Journal {
	return openJournal(flash, { identity: { ...identity, epoch: layout.enrolledEpoch } });
}

/** Expects every record that is not archived, and only true ones among the archived. */
function expectRecords(found: readonly Held[], expected: readonly Held[], archived: number): void {
	expect(found.length).toBeGreaterThanOrEqual(expected.length - archived);
	const [ours, theirs] = [keysOf(found), keysOf(expected.slice(-found.length))];
	if (ours.join() !== theirs.join()) expect(ours).toEqual(theirs);
}

export function keysOf(records: readonly Held[]): string[] {
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

/** Mounts, reads everything with both readers, appends, and mounts again. */
export function expectWhole(layout: Layout, flips: readonly Flip[]): void {
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

export const anyBit = fc.nat({ max: headerBits - 1 });
export const anySegment = fc.nat({ max: sectors - 1 });

export function inOne(fromNewest: number, bits: readonly number[]): Flip[] {
	return bits.map((bit) => ({ fromNewest, bit }));
}

/** Tests every pair of flipped bits in the epoch. */
export function expectEpochBits(layout: Layout, fromNewest: number): void {
	for (let one = 0; one < 32; one++) {
		for (let other = one + 1; other < 32; other++) {
			expectWhole(layout, inOne(fromNewest, [8 * epochByte + one, 8 * epochByte + other]));
		}
	}
}

/** Undefined if the ring is too small for the plan. */
export function layoutOf(plan: Plan): Layout | undefined {
	try {
		return makeLayout("random", plan);
	} catch (error) {
		if (error instanceof Fault && error.code === "JOURNAL_FULL") return undefined;
		throw error;
	}
}
