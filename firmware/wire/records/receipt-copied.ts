// A receipt was printed again, marked as a copy.
import type { RecordCodec } from "./codec.js";

export interface ReceiptCopiedBody {
	readonly receiptNumber: number;
}

/** Body: [receiptNumber]. */
export const receiptCopied: RecordCodec<19, ReceiptCopiedBody> = {
	kind: 19,
	label: "receipt copied",
	encode: ({ receiptNumber }) => [receiptNumber],
	decode: (fields) => ({ receiptNumber: fields.u32() }),
};
