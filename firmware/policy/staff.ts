// Who may do what, and what a PIN is worth, decided from plain values.
import { concat, equalConstantTime } from "../core/bytes.js";
import { limits } from "../core/limits.js";
import type { Digest } from "../core/ports.js";

/** Bits. A newer version may have more. */
export const Right = {
	/** Opens the drawer without a sale. */
	drawer: 1,
	/** Pays cash in and out. */
	cash: 2,
	void: 4,
	discount: 8,
	refund: 16,
	/** Sells over a cap. */
	overCap: 32,
	training: 64,
	closeShift: 128,
	settings: 256,
} as const;
export type RightName = keyof typeof Right;

export function mayDo(rights: number, right: number): boolean {
	return (rights & right) !== 0;
}

/** How long a person's PIN is not looked at after so many wrong ones in a row. */
export function pinWaitMs(guesses: number): number {
	if (guesses < limits.pinGuessesFree) return 0;
	return Math.min(limits.pinWaitMsMin * 2 ** (guesses - limits.pinGuessesFree), limits.pinWaitMsMax);
}

/**
 * The wrong PINs that the wait is measured by. While a further one could not be recorded, which a restart would make
 * forgotten, there is always a wait.
 */
export function countedGuesses(guesses: number, freeSegments: number): number {
	const hasRoom = freeSegments > limits.journalReservedSegments;
	return hasRoom ? guesses : Math.max(guesses, limits.pinGuessesFree);
}

/** The number and the salt tell verifiers of equal PINs apart. */
export interface PinTerms {
	readonly number: number;
	readonly rounds: number;
	readonly salt: Uint8Array;
}

const verifierBytes = 16;

/**
 * The first 16 bytes of SHA-256(salt ‖ number ‖ digits), hashed again `rounds` times in all. Whoever reads a terminal's
 * flash can try all PINs (docs/catalog-format.md says what that yields).
 */
export function pinVerifier(digest: Digest, { number, rounds, salt }: PinTerms, digits: string): Uint8Array {
	const text = new Uint8Array(digits.length);
	for (let at = 0; at < digits.length; at++) text[at] = digits.charCodeAt(at);
	let hash = digest.sha256(concat(salt, Uint8Array.of(number >> 8, number & 0xff), text));
	for (let round = 1; round < rounds; round++) hash = digest.sha256(hash);
	return hash.slice(0, verifierBytes);
}

/** Verifiers with more rounds than a terminal can compute in time fit no PIN. */
export function isPin(digest: Digest, person: PinTerms & { readonly verifier: Uint8Array }, digits: string): boolean {
	if (digits.length < limits.pinDigitsMin || person.rounds > limits.pinRoundsMax) return false;
	return equalConstantTime(pinVerifier(digest, person, digits), person.verifier);
}
