// What a sale costs on the board's own engine: metered operations and heap slots, exact and the same each time.
// Estimates of time on a board (1 M operations ≈ 0.3 s) are the reader's to make.
import { xsUnavailable } from "../../simulator/engine/open.js";
import type { BenchFigures } from "./main.js";
import { measureParts } from "./till/parts.js";
import { measureSales } from "./till/sales.js";

export async function run(): Promise<BenchFigures> {
	const reason = await xsUnavailable();
	if (reason) throw new Error(reason);
	return { ...(await measureSales()), ...(await measureParts()) };
}
