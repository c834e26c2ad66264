// Cuts the power at every flash operation of a run, in every mode, and a second time during the recovery. Then checks
// that nothing durable is lost or changed and that the journal accepts more records.
import { equal } from "../../../firmware/core/bytes.js";
import type { Flash } from "../../../firmware/core/ports.js";
import type { Journal } from "../../../firmware/journal/journal.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { cutModes, PowerCut, type CutMode } from "../../../simulator/flash/power-cut.js";
import { SeededRandom } from "../../../simulator/random.js";
import { readImage } from "../../journal/image.js";
import { numberRecords } from "../../journal/records.js";
import { Tap } from "./tap.js";
import { openJournal, ringBytes, Workload } from "./workload.js";

export interface SweepOptions {
	readonly seed: number;
	readonly records: number;
	/** Share of operations that are cut, and share of those cuts whose recovery is cut again. */
	readonly share: number;
	readonly doubleShare: number;
	/** Share of images that the second reader checks too. */
	readonly secondReaderShare: number;
	readonly encrypted?: boolean;
	readonly idle?: boolean;
	readonly checkpointEvery?: number;
	/** Records between new epochs; 0 for none. */
	readonly epochEvery?: number;
	/** A sector that cannot be erased, if any. */
	readonly badSector?: number;
	readonly onPoint?: (points: number) => void;
}

export interface SweepResult {
	points: number;
	double: number;
	lost: number;
	corrupt: number;
	unmountable: number;
	stuckAfter: number;
	/** Images that the second reader read, and those where it disagreed. */
	secondReader: number;
	disagreements: number;
	/** The first failures, with what is needed to reproduce them. */
	readonly failures: string[];
}

export function emptyResult(): SweepResult {
	return {
		points: 0,
		double: 0,
		lost: 0,
		corrupt: 0,
		unmountable: 0,
		stuckAfter: 0,
		secondReader: 0,
		disagreements: 0,
		failures: [],
	};
}

const recordsAfter = 60;
const recordsBetweenAcks = 40;
const recordsUnarchived = 90;
/** The second cut falls within this many flash operations of the recovery. */
const recoveryOperations = 6;
const failuresMax = 8;

interface Durable {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

function keyOf({ epoch, sequence }: { epoch: number; sequence: number }): number {
	return epoch * 2 ** 32 + sequence;
}

export class Sweep {
	readonly result = emptyResult();
	#options: SweepOptions;
	#random: SeededRandom;
	/** Copies of the chip: as the cut leaves it, for its recovery, and for the cut during the recovery. */
	#cut: NorFlash;
	#first: NorFlash;
	#second: NorFlash;
	#durable: Durable[] = [];
	readonly #records = new Map<number, Durable>();
	/** How many of `#durable` are archived. */
	#archived = 0;
	/** The record being written; after a cut it may be present or absent. */
	#pending: Durable | undefined;

	constructor(options: SweepOptions) {
		this.#options = options;
		this.#random = new SeededRandom(options.seed);
		this.#cut = this.chip();
		this.#first = this.chip();
		this.#second = this.chip();
	}

	run(): SweepResult {
		const { records, idle, epochEvery = 0 } = this.#options;
		const chip = this.chip();
		const tap = new Tap(chip, (repeat) => this.cutEverywhere(chip, repeat));
		const journal = this.open(tap);
		const workload = new Workload(this.#options.seed);
		for (let n = 1; n <= records; n++) {
			if (idle) while (journal.idle());
			if (epochEvery > 0 && n % epochEvery === 0) journal.openEpoch(journal.epoch + 1);
			const payload = workload.next();
			this.#pending = { epoch: journal.epoch, sequence: journal.sequence + 1, payload };
			journal.append(payload);
			this.#durable.push(this.#pending);
			this.#records.set(keyOf(this.#pending), this.#pending);
			this.#pending = undefined;
			if (n % recordsBetweenAcks === 0 && n > recordsUnarchived) {
				this.#archived = n - recordsUnarchived;
				const mark = this.#durable[this.#archived - 1]!;
				journal.release(mark.epoch, mark.sequence);
			}
		}
		return this.result;
	}

	private chip(): NorFlash {
		const chip = new NorFlash({ sizeBytes: ringBytes, ...(this.#options.encrypted && { encryptionKey: 9 }) });
		if (this.#options.badSector !== undefined) chip.failingErases.add(this.#options.badSector);
		return chip;
	}

	private open(flash: Flash): Journal {
		return openJournal(flash, { checkpointEvery: this.#options.checkpointEvery ?? 0 });
	}

	private cutEverywhere(chip: NorFlash, repeat: (flash: NorFlash) => void): void {
		if (!this.#random.chance(this.#options.share)) return;
		for (const mode of cutModes) {
			this.cut(this.#cut, chip, repeat, mode);
			this.result.points++;
			const name = `seed ${this.#options.seed}, behind record ${this.#durable.length}, ${mode}`;
			if (this.#random.chance(this.#options.doubleShare)) this.cutRecovery(name);
			this.#first.copy(this.#cut);
			this.checkChip(this.#first, name);
			this.#options.onPoint?.(this.result.points);
		}
	}

	private cut(onto: NorFlash, chip: NorFlash, repeat: (flash: NorFlash) => void, mode: CutMode): void {
		onto.powerOn();
		onto.copy(chip);
		onto.cutPower(0, mode, () => this.#random.unit());
		try {
			repeat(onto);
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
		}
		onto.powerOn();
	}

	/** Mounts the image and continues as a terminal would, cutting at each of its next operations once. */
	private cutRecovery(name: string): void {
		const chip = this.#first;
		chip.copy(this.#cut);
		const durable = this.#durable.length;
		const archived = this.#archived;
		const pending = this.#pending;
		let operations = 0;
		try {
			const tap = new Tap(chip, (repeat) => {
				if (operations++ >= recoveryOperations) return;
				const mode = cutModes[this.#random.below(cutModes.length)]!;
				this.cut(this.#second, chip, repeat, mode);
				this.result.points++;
				this.result.double++;
				this.checkChip(this.#second, `${name}, then ${mode} at operation ${operations}`);
			});
			const journal = this.open(tap);
			if (pending && journal.epoch === pending.epoch && journal.sequence === pending.sequence)
				this.#durable.push(pending);
			this.#pending = undefined;
			const workload = new Workload(durable);
			while (operations < recoveryOperations) {
				if (this.#options.idle) journal.idle();
				const payload = workload.next();
				this.#pending = { epoch: journal.epoch, sequence: journal.sequence + 1, payload };
				journal.append(payload);
				this.#durable.push(this.#pending);
				this.#pending = undefined;
			}
		} catch (error) {
			this.fail("stuckAfter", `${name}: ${String(error)}`);
		}
		this.#durable.length = durable;
		this.#archived = archived;
		this.#pending = pending;
	}

	/** Checks that the chip mounts with everything durable, accepts more records, and mounts again. */
	private checkChip(chip: NorFlash, name: string): void {
		let journal: Journal;
		try {
			journal = this.open(chip);
		} catch (error) {
			this.fail("unmountable", `${name}: ${String(error)}`);
			return;
		}
		const expected = this.#durable.slice(this.#archived);
		const isPendingThere =
			this.#pending && journal.epoch === this.#pending.epoch && journal.sequence === this.#pending.sequence;
		if (isPendingThere) expected.push(this.#pending!);
		if (!this.holds(journal, expected, name)) return;
		this.compareReaders(chip, expected, name);
		try {
			const workload = new Workload(this.result.points);
			for (let n = 0; n < recordsAfter; n++) {
				const payload = workload.next();
				expected.push({ epoch: journal.epoch, sequence: journal.append(payload), payload });
			}
		} catch (error) {
			this.fail("stuckAfter", `${name}: ${String(error)}`);
			return;
		}
		chip.powerOn();
		try {
			journal = this.open(chip);
		} catch (error) {
			this.fail("unmountable", `${name}, after further records: ${String(error)}`);
			return;
		}
		this.holds(journal, expected, `${name}, after further records`);
		this.compareReaders(chip, expected, `${name}, after further records`);
	}

	private holds(journal: Journal, expected: readonly Durable[], name: string): boolean {
		const last = expected.at(-1);
		const first = expected[0];
		if (last === undefined || first === undefined) return true;
		// A new epoch appears in flash only with its first record.
		if (journal.epoch !== last.epoch || journal.sequence !== last.sequence) {
			return this.fail(
				"lost",
				`${name}: ends at ${journal.epoch}:${journal.sequence}, not ${last.epoch}:${last.sequence}`,
			);
		}
		const cursor = journal.walk(first.epoch, first.sequence);
		for (const record of expected) {
			const entry = cursor.next();
			if (entry === undefined || entry.epoch !== record.epoch || entry.sequence !== record.sequence)
				return this.fail("lost", `${name}: record ${record.epoch}:${record.sequence}`);
			if (!equal(entry.payload, record.payload))
				return this.fail("corrupt", `${name}: record ${record.epoch}:${record.sequence}`);
		}
		if (cursor.next() !== undefined) return this.fail("corrupt", `${name}: more records than were written`);
		// Archived records may be gone, but those still present must be unchanged, and none may be reported as damaged.
		const older = journal.walk(0, 0);
		for (let entry = older.next(); entry !== undefined; entry = older.next()) {
			if (entry.epoch === first.epoch && entry.sequence === first.sequence) break;
			const record = this.#records.get(keyOf(entry));
			if (record === undefined || !equal(entry.payload, record.payload))
				return this.fail("corrupt", `${name}: archived record ${entry.epoch}:${entry.sequence}`);
		}
		if (journal.statistics().damagedRecords.length > 0)
			return this.fail("corrupt", `${name}: sound records reported as damaged`);
		return true;
	}

	/** The second reader must find the same records, and no error. */
	private compareReaders(chip: NorFlash, expected: readonly Durable[], name: string): void {
		const first = expected[0];
		if (first === undefined || !this.#random.chance(this.#options.secondReaderShare)) return;
		this.result.secondReader++;
		const image = new Uint8Array(chip.sizeBytes);
		chip.read(0, image);
		const numbered = numberRecords(readImage(image));
		const found = numbered.segments
			.flatMap(({ items }) => items)
			.flatMap((item) => (item.kind === "record" ? [item.record] : []))
			.filter(
				({ epoch, sequence }) => epoch > first.epoch || (epoch === first.epoch && sequence >= first.sequence),
			);
		const isSame =
			found.length === expected.length &&
			found.every(({ epoch, sequence, payload }, index) => {
				const record = expected[index]!;
				return record.epoch === epoch && record.sequence === sequence && equal(record.payload, payload);
			});
		const error = numbered.findings.find((finding) => finding.severity === "error");
		if (isSame && error === undefined) return;
		this.fail("disagreements", `${name}: ${error?.text ?? `${found.length} records against ${expected.length}`}`);
	}

	private fail(kind: "lost" | "corrupt" | "unmountable" | "stuckAfter" | "disagreements", text: string): false {
		this.result[kind]++;
		if (this.result.failures.length < failuresMax) this.result.failures.push(`${kind}: ${text}`);
		return false;
	}
}
