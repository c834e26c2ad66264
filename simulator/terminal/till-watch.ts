// Reads the state of a simulated terminal from outside: its screen and the journal in its flash.
import type { Flash } from "../../firmware/core/ports.js";
import { Journal } from "../../firmware/journal/journal.js";
import { type Credentials, loadCredentials } from "../../firmware/sync/credentials.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeRecord, isKnown, type KnownRecord, type Place } from "../../firmware/wire/record.js";
import type { NorFlash } from "../flash/nor.js";
import { nodeDigest, NodeEd25519 } from "./crypto.js";
import type { SimulatedTerminal } from "./terminal.js";

/** The action bar: the lowest 72 of 320 pixels. */
const actionBarTop = 248;
const ed25519 = new NodeEd25519();
const cbor = new CborCodec();

/** Units in the basket as the action bar shows them; 0 if it shows none. */
export function units(terminal: SimulatedTerminal): number {
	return Number(terminal.panel.texts().find(({ text, y }) => y >= actionBarTop && /^\d+$/.test(text))?.text ?? 0);
}

/** Credentials of an enrolled terminal. */
export function credentialsOf(terminal: SimulatedTerminal): Credentials {
	return loadCredentials(terminal.keyStore, cbor)!;
}

export interface PlacedRecord {
	readonly record: KnownRecord;
	readonly place: Place;
}

/** The chip's content, readable without power. Read-only, since a mount writes nothing. */
function bitsOf({ cells, sizeBytes, sectorBytes, pageBytes, alignBytes }: NorFlash): Flash {
	const read = (offset: number, into: Uint8Array): void => into.set(cells.subarray(offset, offset + into.length));
	const refuse = (): never => {
		throw new Error("read-only flash");
	};
	return { sizeBytes, sectorBytes, pageBytes, alignBytes, read, readRaw: read, program: refuse, erase: refuse };
}

/** All records in the flash since enrolment, as a fresh mount reads them. */
export function entriesOf(terminal: SimulatedTerminal): PlacedRecord[] {
	const identity = credentialsOf(terminal);
	const signer = {
		publicKey: ed25519.publicKey(identity.seed),
		sign: (message: Uint8Array) => ed25519.sign(message, identity.seed),
	};
	const journal = new Journal({ flash: bitsOf(terminal.journalFlash), digest: nodeDigest, signer, identity });
	const entries: PlacedRecord[] = [];
	const cursor = journal.walk(identity.epoch, 1);
	for (let entry = cursor.next(); entry; entry = cursor.next()) {
		const { epoch, sequence } = entry;
		const record = decodeRecord(cbor, entry.payload, epoch);
		if (isKnown(record)) entries.push({ record, place: { epoch, sequence } });
	}
	journal.close();
	return entries;
}

export function recordsOf(terminal: SimulatedTerminal): KnownRecord[] {
	return entriesOf(terminal).map(({ record }) => record);
}
