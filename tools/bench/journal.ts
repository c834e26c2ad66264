// The journal under the workload that the alternatives were measured with (docs/journal.md), and power cuts: a sample,
// or at every flash operation with `--full`.
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { NorFlash, type FlashOperation } from "../../simulator/flash/nor.js";
import { Progress } from "../progress.js";
import { sweepAll } from "../fault-injection/power-cuts/sweeps.js";
import { openJournal, ringBytes, Workload } from "../fault-injection/power-cuts/workload.js";
import { partitionBytes, runWorkload, type RunFigures } from "./journal/workload-run.js";
import { measureOnXs } from "./journal/xs.js";
import type { BenchFigures, BenchOptions } from "./benchmark.js";

const baseRecords = 2_000;
const steady = { warmUp: 8_000, records: 20_000, ackEvery: 50, unarchived: 200, idle: true };
/** Records that turn a 64 KiB ring 104 times. */
const wearRecords = 45_000;
const checkpointEvery = 50;
const bytesPerMB = 1_000_000;
const mountSizes = [65_536, 1_048_576, 4_194_304, 16_777_216];
const mountSamples = 24;

function writeAmplification({ programmedBytes, payloadBytes }: RunFigures): number {
	return programmedBytes / payloadBytes;
}

/** The most bytes that a mount read, over fill levels from the first segment to the second turn of the ring. */
function mountReadBytes(sizeBytes: number): number {
	const flash = new NorFlash({ sizeBytes });
	const journal = openJournal(flash);
	const workload = new Workload();
	const records = Math.floor((sizeBytes / 4_096) * 27 * 1.5);
	const every = Math.ceil(records / mountSamples);
	let most = 0;
	for (let n = 1; n <= records; n++) {
		journal.append(workload.next());
		if (n % steady.ackEvery === 0 && n > steady.unarchived) journal.release(1, n - steady.unarchived);
		while (journal.idle());
		if (n % every !== 0) continue;
		const before = flash.counters.readBytes;
		openJournal(flash);
		most = Math.max(most, flash.counters.readBytes - before);
	}
	return most;
}

/**
 * Writes the flash operations of the base run, then those of the counted part of the steady run, one JSON object per
 * line.
 */
class Trace {
	readonly #stream;
	#run = "";

	constructor(file: string) {
		this.#stream = createWriteStream(file);
	}

	begin(name: string): (operation: FlashOperation) => void {
		this.#run = name;
		return ({ op, offset, length }) =>
			void this.#stream.write(`${JSON.stringify({ op, offset, length, run: this.#run })}\n`);
	}

	async end(): Promise<void> {
		this.#stream.end();
		await finished(this.#stream);
	}
}

function traced(
	trace: Trace | undefined,
	name: string,
): { onOperation: (operation: FlashOperation) => void } | undefined {
	return trace && { onOperation: trace.begin(name) };
}

export async function run(options: BenchOptions): Promise<BenchFigures> {
	const trace = options.trace === undefined ? undefined : new Trace(options.trace);
	const base = runWorkload({ sizeBytes: partitionBytes, records: baseRecords, ...traced(trace, "base") });
	const aligned = runWorkload({ sizeBytes: partitionBytes, records: baseRecords, encryptionKey: 1 });
	const checkpointed = runWorkload({ sizeBytes: partitionBytes, records: baseRecords, checkpointEvery });
	const steadyRun = runWorkload({ sizeBytes: partitionBytes, ...steady, ...traced(trace, "steady") });
	const wear = runWorkload({ sizeBytes: ringBytes, records: wearRecords, ackEvery: 20, unarchived: 40, idle: true });
	await trace?.end();
	const bySize = Object.fromEntries(mountSizes.map((size) => [size, mountReadBytes(size)]));
	const xs = await measureOnXs();
	const progress = options.progress ? new Progress("power cuts", 1) : undefined;
	const cuts = await sweepAll({ full: options.full, onProgress: (done, total) => progress?.update(done / total) });
	progress?.end();
	return {
		payloadBytesMean: base.payloadBytes / base.records,
		payloadBytesBase: base.payloadBytes,
		payloadBytesSteady: steadyRun.payloadBytes,
		writeAmplification: writeAmplification(base),
		writeAmplificationAligned16: writeAmplification(aligned),
		pageProgramsPerRecord: base.pagePrograms / base.records,
		erasesPerMBSteady: (steadyRun.erases * bytesPerMB) / steadyRun.payloadBytes,
		wearMaxMinusMin: wear.wearMax - wear.wearMin,
		wearTurns: wear.wearMin,
		writeAmplificationCheckpointed: writeAmplification(checkpointed),
		writeAmplificationSteady: writeAmplification(steadyRun),
		worstErasesPerAppend: Math.max(steadyRun.worstErasesPerAppend, wear.worstErasesPerAppend),
		mountReadBytes: bySize[partitionBytes] ?? 0,
		mountReadBytesBySize: bySize,
		...xs,
		powerCuts: cuts,
	};
}
