// What can be known of a simulated terminal from outside: its screen and the journal in its flash.
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeRecord, isKnown, type KnownRecord } from "../../firmware/wire/record.js";
import { Journal } from "../../firmware/journal/journal.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { benchSeed } from "../../tools/bench/till/stall.js";

/** The action bar: the lowest 72 of 320 pixels. */
const actionBarTop = 248;

/** Units in the basket, as the action bar counts them beside the total; 0 where it shows none. */
export function units(terminal: SimulatedTerminal): number {
	return Number(terminal.panel.texts().find(({ text, y }) => y >= actionBarTop && /^\d+$/.test(text))?.text ?? 0);
}

/** All records of the journal that the bench's credentials opened. */
export function recordsOf(terminal: SimulatedTerminal): KnownRecord[] {
	const ed25519 = new NodeEd25519();
	const signer = { publicKey: ed25519.publicKey(benchSeed), sign: (message: Uint8Array) => ed25519.sign(message, benchSeed) };
	const identity = { merchant: "north-market", terminal: "stall-1", epoch: 1 };
	const journal = new Journal({ flash: terminal.journalFlash, digest: nodeDigest, signer, identity });
	const cbor = new CborCodec();
	const records: KnownRecord[] = [];
	const cursor = journal.walk(1, 1);
	for (let entry = cursor.next(); entry; entry = cursor.next()) {
		const record = decodeRecord(cbor, entry.payload, entry.epoch);
		if (isKnown(record)) records.push(record);
	}
	journal.close();
	return records;
}
