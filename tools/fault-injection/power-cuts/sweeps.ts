// All variants of a sweep: with and without idle time, checkpoints, epochs, encryption and bad sectors. Two worker
// threads share them.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { emptyResult, Sweep, type SweepOptions, type SweepResult } from "./sweep.js";

type Variant = Omit<SweepOptions, "share" | "doubleShare" | "secondReaderShare">;

/** 64 KiB rings, each turned several times. */
export const variants: readonly Variant[] = [
	{ seed: 1, records: 2_500 },
	{ seed: 2, records: 2_500, idle: true, checkpointEvery: 10 },
	{ seed: 3, records: 1_800, idle: true, epochEvery: 70 },
	{ seed: 4, records: 1_800, idle: true, checkpointEvery: 1 },
	{ seed: 5, records: 1_800, encrypted: true, idle: true, checkpointEvery: 25 },
	{ seed: 6, records: 1_200, encrypted: true, epochEvery: 110 },
	{ seed: 7, records: 1_200, badSector: 5, idle: true },
	{ seed: 8, records: 1_200, badSector: 0, checkpointEvery: 50 },
];

export const fullShares = { share: 1, doubleShare: 0.03, secondReaderShare: 0.25 };
/** A seeded sample for `npm test` and the benchmark without `--full`. */
export const sampleShares = { share: 0.03, doubleShare: 0.15, secondReaderShare: 1 };

export interface SweepAllOptions {
	readonly full: boolean;
	readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Estimated cut points per record, for the progress display: its own operations, and a share of segment openings and
 * checkpoints.
 */
const pointsPerRecord = 4.8;

export function sweepVariant(
	variant: Variant,
	shares: typeof fullShares,
	onPoint?: (points: number) => void,
): SweepResult {
	return new Sweep({ ...variant, ...shares, ...(onPoint && { onPoint }) }).run();
}

function add(sum: SweepResult, part: SweepResult): void {
	for (const key of Object.keys(part) as (keyof SweepResult)[]) {
		if (key === "failures") sum.failures.push(...part.failures);
		else sum[key] += part[key];
	}
}

function inWorker(
	variant: Variant,
	shares: typeof fullShares,
	onPoint: (points: number) => void,
): Promise<SweepResult> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL("./sweep-worker.ts", import.meta.url), { workerData: { variant, shares } });
		worker.on("message", (message: { points: number } | { result: SweepResult }) => {
			if ("points" in message) onPoint(message.points);
			else resolve(message.result);
		});
		worker.on("error", reject);
		worker.on("exit", (code) => reject(new Error(`the sweep stopped with ${code}`)));
	});
}

/** Sweeps every variant; in parallel where there is more than one core. */
export async function sweepAll({ full, onProgress }: SweepAllOptions): Promise<SweepResult> {
	const shares = full ? fullShares : sampleShares;
	const sum = emptyResult();
	const records = variants.reduce((all, variant) => all + variant.records, 0);
	const total = records * pointsPerRecord * shares.share * (1 + 6 * shares.doubleShare);
	const done = new Map<Variant, number>();
	const queue = [...variants];
	const lane = async (): Promise<void> => {
		for (let variant = queue.shift(); variant !== undefined; variant = queue.shift()) {
			const present = variant;
			const result = await inWorker(present, shares, (points) => {
				done.set(present, points);
				onProgress?.(
					Math.min(
						total,
						[...done.values()].reduce((a, b) => a + b),
					),
					total,
				);
			});
			add(sum, result);
		}
	};
	await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
	return sum;
}
