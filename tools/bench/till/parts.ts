// The parts of recording and sending a sale, each measured alone on XS.
import { join } from "node:path";
import { XsBench, type XsMeasurement } from "../../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { nodeDigest } from "../../../simulator/terminal/crypto.js";
import type { BenchFigures } from "../benchmark.js";

const partitionBytes = 1_048_576;
/** Records of this size in a terminal's batch of 4 KiB. */
const batchRecords = 20;
/** Records in the journal before measuring begins. */
const warmUpRecords = 500;
const repeats = 20;

/** Measures the last of several calls: the first ones grow buffers, which stay on the heap. */
function measureWarm(bench: XsBench, name: string, value?: number): XsMeasurement {
	let last = bench.measure(name, value);
	for (let i = 1; i < repeats; i++) last = bench.measure(name, value);
	return last;
}

function figuresOf({ operations, heap, peak }: XsMeasurement): BenchFigures {
	return {
		operations,
		slotsKept: heap.slots,
		boardBytesKept: heap.boardBytes,
		slotsTouched: peak.slots,
		boardBytesTouched: peak.boardBytes,
	};
}

export async function measureParts(): Promise<BenchFigures> {
	const bench = await XsBench.open(join(import.meta.dirname, "guest.ts"), {
		ports: {
			digest: nodeDigest,
			journalFlash: new NorFlash({ sizeBytes: partitionBytes }),
		},
	});
	try {
		const codec = bench.measure("openCodec");
		bench.call("openJournal");
		for (let i = 0; i < warmUpRecords; i++) {
			bench.call("encodeSale");
			bench.call("append");
		}
		bench.call("closeJournal");
		const mount = bench.measure("openJournal");
		const encode = measureWarm(bench, "encodeSale");
		const decode = measureWarm(bench, "decodeSale");
		const append = measureWarm(bench, "append");
		const batch = measureWarm(bench, "batch", batchRecords);
		const publish = measureWarm(bench, "publish");
		bench.call("sealOneAck");
		const ack = measureWarm(bench, "readAck");
		return {
			operationsPerAppend: append.operations,
			// Read from the journal, signed, packed, published, and its ack verified.
			operationsPerBatch: batch.operations + publish.operations + ack.operations,
			operationsPerBatchRecord: Math.round(
				(batch.operations + publish.operations + ack.operations) / batchRecords,
			),
			recordBytes: encode.result as number,
			batchRecords,
			batchBytes: batch.result as number,
			parts: {
				openCodec: figuresOf(codec),
				mountJournal: figuresOf(mount),
				encodeSale: figuresOf(encode),
				decodeSale: figuresOf(decode),
				append: figuresOf(append),
				batch: figuresOf(batch),
				publish: figuresOf(publish),
				readAck: figuresOf(ack),
			},
		};
	} finally {
		bench.close();
	}
}
