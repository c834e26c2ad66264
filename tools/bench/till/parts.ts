// The parts of a sale's way, each alone on XS.
import { join } from "node:path";
import { XsBench, type XsMeasurement } from "../../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { nodeDigest, NodeEd25519 } from "../../../simulator/terminal/crypto.js";
import type { BenchFigures } from "../main.js";

const partitionBytes = 1_048_576;
/** What fits a terminal's batch of 4 KiB at this record's size. */
const batchRecords = 20;
/** So many records lie in the journal before anything is measured. */
const warmUpRecords = 500;
const repeats = 20;

/**
 * What a call left on the heap is seldom the call's own: buffers that grew stay grown. So the first calls are not
 * counted.
 */
function typical(bench: XsBench, name: string, value?: number): XsMeasurement {
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
			ed25519: new NodeEd25519(),
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
		const encode = typical(bench, "encodeSale");
		const decode = typical(bench, "decodeSale");
		const append = typical(bench, "append");
		const batch = typical(bench, "batch", batchRecords);
		const publish = typical(bench, "publish");
		bench.call("sealOneAck");
		const ack = typical(bench, "readAck");
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
