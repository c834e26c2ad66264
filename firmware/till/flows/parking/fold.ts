// Effect of parked baskets on the shift state.
import type { BasketContent, BasketParkedRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const basketParkedFold: RecordFold<BasketParkedRecord> = {
	opens: true,
	note: (state, { basket }, place) =>
		state.open.addParked({ place, label: labelOf(basket), totalMinor: basket.totalMinor }),
};

/** Its first item, and how many more lines there are. */
export function labelOf({ lines }: BasketContent): string {
	const first = lines[0]?.name ?? "";
	return lines.length <= 1 ? first : `${first} +${lines.length - 1}`;
}
