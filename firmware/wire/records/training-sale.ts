// A sale made in training. It has its own number series and counts in no total.
import { Fault } from "../../core/fault.js";
import type { Document } from "../prefix.js";
import type { RecordCodec } from "./codec.js";
import { encodeSaleBody, readSaleBody, type SaleBody } from "./sale-body.js";

export interface TrainingSaleFields extends SaleBody {
	/** Of series `training`, with zero amounts. */
	readonly document: Document;
	readonly totalMinor: number;
}

/** Body: [totalMinor, ...sale]. */
export const trainingSale: RecordCodec<21, TrainingSaleFields> = {
	kind: 21,
	label: "training sale",
	encode: (body, epoch) => [body.totalMinor, ...encodeSaleBody(body, epoch)],
	decode: (fields, { document }, epoch) => {
		if (!document) throw new Fault("WIRE_WRONG_SHAPE", "a training sale without a number");
		return { document, totalMinor: fields.amount(), ...readSaleBody(fields, epoch) };
	},
};
