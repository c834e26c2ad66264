// The name of a series in alarm details.
import { Series } from "../../../firmware/wire/record.js";

export function seriesName(series: number): string {
	if (series === Series.receipt) return "receipt";
	if (series === Series.noSale) return "no-sale";
	if (series === Series.cashMovement) return "cash movement";
	return series === Series.training ? "training sale" : `series ${series}, number`;
}
