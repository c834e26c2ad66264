// The workload that the alternatives to the journal were measured with (docs/journal.md).
import { Journal, type JournalOptions } from "../../../firmware/journal/journal.js";
import type { Flash } from "../../../firmware/core/ports.js";
import { SeededRandom } from "../../../simulator/random.js";
import { NodeEd25519, nodeDigest } from "../../../simulator/terminal/crypto.js";

export const ringBytes = 65_536;
const payloadBytesMin = 60;
const payloadBytesMax = 220;
/** Gives the 2,000 payloads of the base run a mean of 139.0 bytes. */
const workloadSeed = 18;

const ed25519 = new NodeEd25519();
const keySeed = new Uint8Array(32).fill(7);

const publicKey = ed25519.publicKey(keySeed);
const identity = { merchant: "north-market", terminal: "stall-1", epoch: 1 };

export function openJournal(flash: Flash, options: Partial<JournalOptions> = {}): Journal {
	const signer = { publicKey, sign: (message: Uint8Array) => ed25519.sign(message, keySeed) };
	return new Journal({ flash, digest: nodeDigest, signer, identity, ...options });
}

/** Random bytes of random length, the same for the same seed. */
export class Workload {
	readonly #random: SeededRandom;

	constructor(seed = workloadSeed) {
		this.#random = new SeededRandom(seed);
	}

	next(): Uint8Array {
		const payload = new Uint8Array(this.#random.between(payloadBytesMin, payloadBytesMax));
		this.#random.fill(payload);
		return payload;
	}
}
