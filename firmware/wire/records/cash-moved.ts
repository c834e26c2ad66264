// Cash was put into the drawer or taken out of it, but not for a sale.
import { Fault } from "../../core/fault.js";
import type { Document } from "../prefix.js";
import { readCurrency } from "../sale-parts.js";
import type { RecordCodec } from "./codec.js";

/** What for. A newer version may have more. */
export const CashReason = { floatTopUp: 1, bankDrop: 2, expense: 3, tipOut: 4, other: 5 } as const;
export type CashReasonName = keyof typeof CashReason;

export interface CashMovedBody {
	/** Of series `cashMovement`. It adds nothing to takings; `cashMinor` is negative for what was paid out. */
	readonly document: Document;
	/** One of `CashReason`, or of a newer version. */
	readonly reason: number;
	readonly currency: string;
}

/** Body: [reason, currency]. */
export const cashMoved: RecordCodec<40, CashMovedBody> = {
	kind: 40,
	label: "cash moved",
	encode: ({ reason, currency }) => [reason, currency],
	decode: (fields, { document }) => {
		if (!document) throw new Fault("WIRE_WRONG_SHAPE", "a cash movement without a number");
		return { document, reason: fields.code(), currency: readCurrency(fields) };
	},
};

/** Undefined for a reason of a newer version. */
export function cashReasonName(reason: number): CashReasonName | undefined {
	return reasonNames.find((name) => CashReason[name] === reason);
}

const reasonNames = Object.keys(CashReason) as CashReasonName[];
