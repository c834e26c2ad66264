// Model test: after any sequence of operations the journal holds the same as a plain array.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainContext, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { Fault } from "../../firmware/core/fault.js";
import type { Journal } from "../../firmware/journal/journal.js";
import { type NorFlash } from "../../simulator/flash/nor.js";
import { cutModes, PowerCut, type CutMode } from "../../simulator/flash/power-cut.js";
import { SeededRandom } from "../../simulator/random.js";
import { digest, identity, openJournal, smallFlash } from "./fixture.js";

type Step =
	| { readonly kind: "append"; readonly bytes: Uint8Array; readonly room: "sale" | "reserved" }
	| { readonly kind: "appendMany"; readonly count: number }
	| { readonly kind: "ack"; readonly behind: number }
	| { readonly kind: "idle" | "checkpoint" | "remount" | "epoch" }
	| { readonly kind: "cut"; readonly skip: number; readonly mode: CutMode; readonly seed: number }
	| { readonly kind: "read"; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			kind: fc.constant("append" as const),
			bytes: fc.uint8Array({ minLength: 1, maxLength: 400 }),
			room: fc.constantFrom("sale" as const, "reserved" as const),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({ kind: fc.constant("appendMany" as const), count: fc.integer({ min: 1, max: 60 }) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant("ack" as const), behind: fc.integer({ min: 0, max: 150 }) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constantFrom("idle" as const, "checkpoint" as const, "remount" as const) }),
	},
	{ weight: 1, arbitrary: fc.constant({ kind: "epoch" as const }) },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant("cut" as const),
			skip: fc.integer({ min: 0, max: 40 }),
			mode: fc.constantFrom(...cutModes),
			seed: fc.integer(),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("read" as const), at: fc.integer({ min: 0, max: 400 }) }) },
);

interface ModelRecord {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

class Machine {
	readonly flash: NorFlash;
	readonly records: ModelRecord[] = [];
	journal: Journal;
	/** Number of acknowledged `records`. */
	archived = 0;
	epoch = 1;
	sequence = 0;
	head: Uint8Array;
	#number = 0;
	#pending: Uint8Array | undefined;

	constructor(encrypted: boolean) {
		this.flash = smallFlash(encrypted ? { encryptionKey: 2 } : {});
		this.journal = openJournal(this.flash);
		this.head = this.genesis();
	}

	run(steps: readonly Step[]): void {
		for (const one of steps) {
			try {
				this.do(one);
			} catch (error) {
				if (!(error instanceof PowerCut)) throw error;
				this.flash.powerOn();
				this.remount();
			}
		}
		this.flash.powerOn();
		this.remount();
		this.compare();
	}

	private do(one: Step): void {
		switch (one.kind) {
			case "append":
				this.append(one.bytes, one.room);
				break;
			case "appendMany":
				for (let n = 0; n < one.count; n++)
					this.append(Uint8Array.of(n, ...new Uint8Array(this.#number++ % 180)), "sale");
				break;
			case "ack":
				this.archived = Math.max(this.archived, this.records.length - one.behind);
				this.ack();
				break;
			case "idle":
				for (let n = 0; n < 40 && this.journal.idle(); n++);
				break;
			case "checkpoint":
				try {
					this.journal.checkpoint();
				} catch (error) {
					this.expectFull(error);
				}
				break;
			case "remount":
				this.remount();
				this.compare();
				break;
			case "epoch":
				this.journal.openEpoch(this.epoch + 1);
				this.beginEpoch(this.epoch + 1);
				break;
			case "cut": {
				const random = new SeededRandom(one.seed);
				this.flash.cutPower(one.skip, one.mode, () => random.unit());
				break;
			}
			case "read": {
				const record = this.records[this.archived + one.at];
				if (record) expect(this.journal.read(record.epoch, record.sequence)).toEqual(record.payload);
				break;
			}
		}
	}

	private append(payload: Uint8Array, room: "sale" | "reserved"): void {
		this.#pending = payload;
		try {
			expect(this.journal.append(payload, room)).toBe(this.sequence + 1);
		} catch (error) {
			if (error instanceof Fault) this.#pending = undefined;
			this.expectFull(error);
			return;
		}
		this.accept(payload);
	}

	private accept(payload: Uint8Array): void {
		this.#pending = undefined;
		this.sequence++;
		this.head = nextHead(digest, this.head, payload);
		this.records.push({ epoch: this.epoch, sequence: this.sequence, payload });
		expect(this.journal.head).toEqual(this.head);
	}

	private ack(): void {
		const mark = this.records[this.archived - 1];
		if (mark) this.journal.release(mark.epoch, mark.sequence);
	}

	private expectFull(error: unknown): void {
		if (!(error instanceof Fault)) throw error;
		expect(error.code).toBe("JOURNAL_FULL");
		expect(this.journal.statistics().freeSegments).toBeLessThanOrEqual(2);
	}

	private remount(): void {
		this.journal = openJournal(this.flash, { identity: { ...identity, epoch: this.epoch } });
		if (this.#pending && this.journal.sequence === this.sequence + 1) this.accept(this.#pending);
		this.#pending = undefined;
		expect([this.journal.epoch, this.journal.sequence]).toEqual([this.epoch, this.sequence]);
		expect(this.journal.head).toEqual(this.head);
		this.ack();
	}

	private beginEpoch(epoch: number): void {
		this.epoch = epoch;
		this.sequence = 0;
		this.head = this.genesis();
	}

	private genesis(): Uint8Array {
		return genesisHead(digest, chainContext(digest, { ...identity, epoch: this.epoch }));
	}

	private compare(): void {
		const expected = this.records.slice(this.archived);
		const [first] = expected;
		if (first === undefined) return;
		const cursor = this.journal.walk(first.epoch, first.sequence);
		for (const record of expected) expect(cursor.next()).toEqual(record);
		expect(cursor.next()).toBeUndefined();
		expect(this.journal.statistics().damagedRecords).toEqual([]);
	}
}

describe("the journal compared with a plain array", () => {
	it("does not assign the first record of an epoch to the previous epoch when a cut tore only its header", () => {
		new Machine(false).run([
			{ kind: "append", bytes: Uint8Array.of(0), room: "sale" },
			{ kind: "cut", skip: 2, mode: "bits", seed: 1_606_069_190 },
			{ kind: "epoch" },
			{ kind: "appendMany", count: 1 },
		]);
	});

	for (const encrypted of [false, true]) {
		const how = encrypted ? ", encrypted" : "";
		it(`holds the same after random appends, acks, cuts, epochs and remounts${how}`, () => {
			fc.assert(
				fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) =>
					new Machine(encrypted).run(steps),
				),
				{ numRuns: encrypted ? 60 : 150, seed: 20_260 },
			);
		});
	}
});
