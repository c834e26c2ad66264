// What enrolment leaves behind: who the terminal is, whom it trusts, and its own key. One value in the key store, so it is there whole or not.
import { Fault } from "../core/fault.js";
import type { KeyStore } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import { FieldReader } from "../wire/reader.js";

export interface Credentials {
	readonly merchant: string;
	readonly terminal: string;
	/** The epoch that enrolment gave; the journal may be further by now. */
	readonly epoch: number;
	/** The replaced terminal's last known place: the first record of the epoch names it. Zeroes for a new terminal. */
	readonly previousEpoch: number;
	readonly previousSequence: number;
	readonly previousHead: Uint8Array;
	/** For MQTT. */
	readonly password: string;
	readonly hostKey: Uint8Array;
	readonly host: string;
	readonly port: number;
	/** Of this terminal's Ed25519 key. */
	readonly seed: Uint8Array;
}

const credentialsKey = "credentials";
const credentialsFormat = 1;
const hostCharactersMax = 253;
const passwordCharactersMax = 128;

/** Undefined on a terminal that is not enrolled. Throws Fault WIRE_* when the store is damaged. */
export function loadCredentials(keyStore: KeyStore, cbor: CborCodec): Credentials | undefined {
	const bytes = keyStore.read(credentialsKey);
	if (!bytes) return undefined;
	const reader = new FieldReader(cbor.decode(bytes), 12);
	if (reader.u32() !== credentialsFormat) throw new Fault("WIRE_WRONG_SHAPE", "credentials format");
	return {
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		epoch: reader.integer(1, 0xffffffff),
		previousEpoch: reader.u32(),
		previousSequence: reader.u32(),
		previousHead: reader.bytes(32),
		password: reader.text(passwordCharactersMax),
		hostKey: reader.bytes(32),
		host: reader.text(hostCharactersMax),
		port: reader.integer(1, 65_535),
		seed: reader.bytes(32),
	};
}

export function storeCredentials(keyStore: KeyStore, cbor: CborCodec, c: Credentials): void {
	keyStore.write(
		credentialsKey,
		cbor.encode([
			credentialsFormat,
			c.merchant,
			c.terminal,
			c.epoch,
			c.previousEpoch,
			c.previousSequence,
			c.previousHead,
			c.password,
			c.hostKey,
			c.host,
			c.port,
			c.seed,
		]),
	);
}

/** For a terminal that is wiped. */
export function deleteCredentials(keyStore: KeyStore): void {
	keyStore.delete(credentialsKey);
}
