// Parked baskets in the books.
import type { BasketContent, BasketParkedRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const basketParkedFold: RecordFold<BasketParkedRecord> = {
	opens: true,
	note: (books, { basket }, place) =>
		books.open.addParked({ place, label: labelOf(basket), totalMinor: basket.totalMinor }),
};

function labelOf({ lines }: BasketContent): string {
	const first = lines[0]?.name ?? "";
	return lines.length <= 1 ? first : `${first} +${lines.length - 1}`;
}
