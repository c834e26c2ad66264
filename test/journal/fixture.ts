// Shared by journal tests: digest, signer, a terminal's identity, and payloads that depend on their number.
import type { Signer } from "../../firmware/core/ports.js";
import { Journal, type JournalOptions } from "../../firmware/journal/journal.js";
import { NorFlash, type NorOptions } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { NodeEd25519, nodeDigest } from "../../simulator/terminal/crypto.js";

export const digest = nodeDigest;

const ed25519 = new NodeEd25519();
const seed = new Uint8Array(32).fill(7);

export const signer: Signer = { publicKey: ed25519.publicKey(seed), sign: (message) => ed25519.sign(message, seed) };

export const identity = { merchant: "north-market", terminal: "stall-1", epoch: 1 };

export function openJournal(flash: NorFlash, options: Partial<JournalOptions> = {}): Journal {
	return new Journal({ flash, digest, signer, identity, ...options });
}

export function smallFlash(options: Partial<NorOptions> = {}): NorFlash {
	return new NorFlash({ sizeBytes: 65_536, ...options });
}

/** A record whose bytes depend on its number and are unique. */
export function payloadOf(number: number): Uint8Array {
	const random = new SeededRandom(number);
	const bytes = new Uint8Array(random.between(60, 220));
	random.fill(bytes);
	return bytes;
}

/** Records from a cursor on, as "epoch:sequence" with payload. */
export function recordsOf(
	journal: Journal,
	epoch = 1,
	sequence = 1,
): { epoch: number; sequence: number; payload: Uint8Array }[] {
	const cursor = journal.walk(epoch, sequence);
	const found = [];
	for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) found.push(entry);
	return found;
}
