// Every kind of record that this version knows: a file of this folder and two lines here (docs/extending.md).
import { basketDropped } from "./basket-dropped.js";
import { basketParked } from "./basket-parked.js";
import { booted } from "./booted.js";
import { cashMoved } from "./cash-moved.js";
import { cashReturned } from "./cash-returned.js";
import { catalogApplied } from "./catalog-applied.js";
import { clockSet } from "./clock-set.js";
import type { RecordCodec } from "./codec.js";
import { epochOpened } from "./epoch-opened.js";
import { flagsSet } from "./flags-set.js";
import { inspected } from "./inspected.js";
import { noSale } from "./no-sale.js";
import { overridden } from "./overridden.js";
import { partPaid } from "./part-paid.js";
import { paymentAttempted } from "./payment-attempted.js";
import { paymentCarried } from "./payment-carried.js";
import { paymentEnded } from "./payment-ended.js";
import { pinRefused } from "./pin-refused.js";
import { receiptCopied } from "./receipt-copied.js";
import { rightsGranted } from "./rights-granted.js";
import { rightsReturned } from "./rights-returned.js";
import { saleVoided } from "./sale-voided.js";
import { sale } from "./sale.js";
import { shiftClosed } from "./shift-closed.js";
import { shiftOpened } from "./shift-opened.js";
import { shiftSnapshot } from "./shift-snapshot.js";
import { staffSignedIn } from "./staff-signed-in.js";
import { trainingSale } from "./training-sale.js";

export const recordCodecs = {
	epochOpened,
	booted,
	clockSet,
	catalogApplied,
	shiftOpened,
	shiftClosed,
	shiftSnapshot,
	sale,
	saleVoided,
	noSale,
	receiptCopied,
	inspected,
	trainingSale,
	basketParked,
	basketDropped,
	paymentAttempted,
	paymentEnded,
	paymentCarried,
	partPaid,
	cashReturned,
	cashMoved,
	staffSignedIn,
	pinRefused,
	overridden,
	rightsGranted,
	rightsReturned,
	flagsSet,
} as const;

export type RecordCodecs = typeof recordCodecs;
type AnyCodec = RecordCodec<number, object>;

const codecs: readonly AnyCodec[] = Object.values(recordCodecs);
const byKind: Readonly<Record<number, AnyCodec>> = /* @__PURE__ */ Object.fromEntries(
	codecs.map((codec) => [codec.kind, codec]),
);

export const knownKinds: readonly number[] = codecs.map((codec) => codec.kind);

/** Undefined for a kind of a newer version. */
export function codecOf(kind: number): AnyCodec | undefined {
	return byKind[kind];
}
