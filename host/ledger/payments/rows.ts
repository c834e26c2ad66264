// Rows that the payment ledger requests, receives and has written. All are keyed by terminal and place.
import type { Place } from "../../../firmware/wire/record.js";
import type { Payment } from "./payment.js";

export interface TerminalPlace {
	readonly terminal: string;
	readonly place: Place;
}

export interface TerminalPayment {
	readonly terminal: string;
	readonly payment: Payment;
}

/** An attempt carried on by the record at `place`. */
export interface CarriedPlace extends TerminalPlace {
	readonly origin: Place;
}

/** A record that names a payment attempt which is not stored yet. */
export interface OrphanRow {
	readonly terminal: string;
	/** The record. */
	readonly by: Place;
	/** The attempt that it names. */
	readonly attempt: Place;
}

export interface HeldOrphan extends OrphanRow {
	/** The record at `by`. */
	readonly payload: Uint8Array;
}

/** The record at a place that is no payment of this ledger. */
export interface HeldRecord extends TerminalPlace {
	readonly payload: Uint8Array;
}

/** Money that a sale credited to an attempt which does not exist. */
export interface UnknownCredit {
	readonly terminal: string;
	readonly attempt: Place;
	readonly by: Place;
}

export interface EpochKeyRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly publicKey: Uint8Array;
	readonly isQuarantined: boolean;
}

export interface PaymentsWants {
	/** Payments that began at these places or were carried there are wanted; for all other places the records there. */
	readonly places: readonly TerminalPlace[];
	/** Terminals whose orphans are wanted, with the payments and records at the places that these name. */
	readonly terminals: readonly string[];
	/** Terminals of which every payment that is not settled is wanted. */
	readonly reviewed: readonly string[];
	/** Terminals of which the credits to unknown attempts are wanted. */
	readonly forked: readonly string[];
}

export interface PaymentsState {
	readonly payments: readonly TerminalPayment[];
	readonly carried: readonly CarriedPlace[];
	readonly orphans: readonly HeldOrphan[];
	readonly records: readonly HeldRecord[];
	readonly unknown: readonly UnknownCredit[];
	/** Epochs of each terminal named in the wants. */
	readonly epochs: readonly EpochKeyRow[];
	/** Payments of reviewed terminals that an operator has answered, by their origin. */
	readonly answered: readonly TerminalPlace[];
}

export interface PaymentsChanges {
	readonly payments: readonly TerminalPayment[];
	readonly carried: readonly CarriedPlace[];
	readonly orphansAdded: readonly OrphanRow[];
	readonly orphansRemoved: readonly OrphanRow[];
	readonly unknown: readonly UnknownCredit[];
}
