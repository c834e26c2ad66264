// Operations and heap slots of a sale on XS, exact and reproducible. To estimate time on a board: 1 M operations ≈ 0.3
// s.
import { xsUnavailable } from "../../simulator/engine/open.js";
import type { BenchFigures } from "./benchmark.js";
import { measureParts } from "./till/parts.js";
import { measureSales } from "./till/sales.js";

export async function run(): Promise<BenchFigures> {
	const reason = await xsUnavailable();
	if (reason) throw new Error(reason);
	return { ...(await measureSales()), ...(await measureParts()) };
}
