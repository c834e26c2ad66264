// The journal on the real XS engine: metered operations and heap. Digest, signatures and flash are ports, as on the
// board.
import { join } from "node:path";
import { XsBench } from "../../../simulator/engine/xs/measure.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { nodeDigest } from "../../../simulator/terminal/crypto.js";
import { partitionBytes, runWorkload } from "./workload-run.js";

export interface XsFigures {
	/**
	 * Mean over appends within the open segment and appends that open the next one; erasing ahead happens while idle
	 * and is not included.
	 */
	readonly appendOperationsXs: number;
	/** The most expensive single append: the one that opens a segment. */
	readonly appendOperationsXsWorst: number;
	readonly idleOperationsXs: number;
	readonly mountOperationsXs: number;
	readonly heapBytes: number;
	readonly heapPeakBytes: number;
}

/** Half a partition, with the last segment nearly full. */
const recordsBefore = 3_500;
const records = 300;

/** Undefined, with the reason on stderr, where XS cannot be built. */
export async function measureOnXs(): Promise<XsFigures | undefined> {
	const reason = await xsUnavailable();
	if (reason !== undefined) {
		process.stderr.write(`XS figures skipped: ${reason}\n`);
		return undefined;
	}
	const { flash } = runWorkload({ sizeBytes: partitionBytes, records: recordsBefore });
	const bench = await XsBench.open(join(import.meta.dirname, "guest.ts"), {
		ports: { journalFlash: flash, digest: nodeDigest },
	});
	try {
		const call = bench.measure("nothing").operations;
		const opened = bench.measure("open");
		let total = 0;
		let worst = 0;
		let idle = 0;
		let peak = opened.peak.boardBytes;
		for (let n = 0; n < records; n++) {
			idle = Math.max(idle, bench.measure("idle").operations - call);
			const { operations, peak: used } = bench.measure("append", 1);
			total += operations - call;
			worst = Math.max(worst, operations - call);
			peak = Math.max(peak, used.boardBytes);
		}
		return {
			appendOperationsXs: Math.round(total / records),
			appendOperationsXsWorst: worst,
			idleOperationsXs: idle,
			mountOperationsXs: opened.operations - call,
			heapBytes: opened.heap.boardBytes,
			heapPeakBytes: peak,
		};
	} finally {
		bench.close();
	}
}
