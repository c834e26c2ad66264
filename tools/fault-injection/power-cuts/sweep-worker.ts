// Runs one sweep in a worker thread.
import { parentPort, workerData } from "node:worker_threads";
import { type fullShares, sweepVariant, type variants } from "./sweeps.js";

const pointsPerMessage = 200;
const { variant, shares } = workerData as { variant: (typeof variants)[number]; shares: typeof fullShares };
let posted = 0;
const result = sweepVariant(variant, shares, (points) => {
	if (points - posted < pointsPerMessage) return;
	posted = points;
	parentPort?.postMessage({ points });
});
parentPort?.postMessage({ result });
