import fc from "fast-check";
import {
	amount,
	basket,
	basketShape,
	leaves,
	place,
	placeShape,
	type RecordSample,
	tenders,
	tendersShape,
} from "../record-parts.js";

const maybePlace = fc.option(place, { nil: undefined });

export const sample: RecordSample = {
	body: {
		...{ basket, tenders, roundingMinor: amount, changeMinor: amount, takenMinor: amount, heldMinor: amount },
		...{ parked: maybePlace, origin: maybePlace },
	},
	shape: { fields: [basketShape, tendersShape, ...leaves(4), placeShape, placeShape], defaults: [0, 0] },
};
