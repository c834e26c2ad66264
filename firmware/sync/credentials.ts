// What enrolment leaves behind: who the terminal is, whom it trusts, and its own key. One value in the key store, so it is there whole or not.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { KeyStore } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import { FieldReader } from "../wire/reader.js";
import type { ChainOrigin, ShiftNumbers } from "../wire/record.js";
import { encodeOrigin, readOrigin } from "../wire/record-codec.js";

/** The origin is what enrolment gave, and what the first record of its epoch says; the journal may be in a later epoch by now. */
export interface Credentials extends ChainOrigin {
	readonly merchant: string;
	readonly terminal: string;
	/** What a replaced terminal had used up, as far as the host knew. */
	readonly numbers: ShiftNumbers;
	/** For MQTT. */
	readonly password: string;
	readonly hostKey: Uint8Array;
	readonly host: string;
	readonly port: number;
	/** DER of the authority that the host's certificate is from; undefined where the line is plain (what it carries is signed anyway). */
	readonly authority?: Uint8Array | undefined;
	/** Of this terminal's Ed25519 key. */
	readonly seed: Uint8Array;
}

const credentialsKey = "credentials";
const credentialsFormat = 1;
const credentialsFields = 15;
const hostCharactersMax = 253;
const passwordCharactersMax = 128;

/** Undefined on a terminal that is not enrolled. Throws Fault WIRE_* when the store is damaged. */
export function loadCredentials(keyStore: KeyStore, cbor: CborCodec): Credentials | undefined {
	const bytes = keyStore.read(credentialsKey);
	if (!bytes) return undefined;
	const reader = new FieldReader(cbor.decode(bytes), credentialsFields);
	if (reader.u32() !== credentialsFormat) throw new Fault("WIRE_WRONG_SHAPE", "credentials format");
	return {
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		password: reader.text(passwordCharactersMax),
		hostKey: reader.bytes(32),
		host: reader.text(hostCharactersMax),
		port: reader.integer(1, 65_535),
		seed: reader.bytes(32),
		...readOrigin(reader),
		numbers: { shift: reader.u32(), receiptNumber: reader.u32(), noSaleNumber: reader.u32() },
		...(reader.length > credentialsFields && { authority: reader.bytes(undefined, limits.authorityBytesMax) }),
	};
}

export function storeCredentials(keyStore: KeyStore, cbor: CborCodec, c: Credentials): void {
	keyStore.write(
		credentialsKey,
		cbor.encode([
			credentialsFormat,
			c.merchant,
			c.terminal,
			c.password,
			c.hostKey,
			c.host,
			c.port,
			c.seed,
			...encodeOrigin(c),
			c.numbers.shift,
			c.numbers.receiptNumber,
			c.numbers.noSaleNumber,
			...(c.authority ? [c.authority] : []),
		]),
	);
}

/** For a terminal that is wiped. */
export function deleteCredentials(keyStore: KeyStore): void {
	keyStore.delete(credentialsKey);
}
