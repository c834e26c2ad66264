// The result of enrolment: who the terminal is, whom it trusts, and its own key. It is one value in the key store, so
// that it is either complete or absent.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { KeyStore } from "../core/ports.js";
import { readNumbers } from "../wire/anchor.js";
import type { CborCodec, WireValue } from "../wire/cbor.js";
import type { UsedNumbers } from "../wire/enrolment.js";
import { FieldReader } from "../wire/reader.js";
import { type ChainOrigin, encodeOrigin, readOrigin } from "../wire/records/epoch-opened.js";

/**
 * Origin and numbers are those of the enrolment; the journal may be in a later epoch by now. Stored: [format, merchant,
 * terminal, password, hostKey, host, port, seed, ...origin, numbers, shift, topicRoot], then optionally 0 or
 * [authority].
 */
export interface Credentials extends ChainOrigin, UsedNumbers {
	readonly merchant: string;
	readonly terminal: string;
	/** For MQTT. */
	readonly password: string;
	readonly hostKey: Uint8Array;
	readonly host: string;
	readonly port: number;
	/** Of this terminal's Ed25519 key. */
	readonly seed: Uint8Array;
	/** What the terminal's topics begin with (wire/topics.ts). */
	readonly topicRoot: string;
	/**
	 * DER of the authority that issued the host's certificate; undefined where the connection is plain (all it carries
	 * is signed).
	 */
	readonly authority?: Uint8Array | undefined;
}

const credentialsKey = "credentials";
/** Fields are appended under the same number; another number means that older readers must not read on. */
const credentialsFormat = 2;
const hostCharactersMax = 253;
const passwordCharactersMax = 128;

/**
 * Undefined on a terminal that is not enrolled. Throws Fault CREDENTIALS_UNREADABLE on damage and on another format,
 * and leaves them alone.
 */
export function loadCredentials(keyStore: KeyStore, cbor: CborCodec): Credentials | undefined {
	const bytes = keyStore.read(credentialsKey);
	if (!bytes) return undefined;
	try {
		return readCredentials(new FieldReader(cbor.decode(bytes, limits.keyValueBytesMax), 1));
	} catch (error) {
		throw error instanceof Fault ? new Fault("CREDENTIALS_UNREADABLE", error.message) : error;
	}
}

function readCredentials(reader: FieldReader): Credentials {
	const format = reader.u32();
	if (format !== credentialsFormat) throw new Fault("WIRE_WRONG_SHAPE", `format ${format}`);
	return {
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		password: reader.text(passwordCharactersMax),
		hostKey: reader.bytes(32),
		host: reader.text(hostCharactersMax),
		port: reader.integer(1, 65_535),
		seed: reader.bytes(32),
		...readOrigin(reader),
		numbers: readNumbers(reader),
		shift: reader.u32(),
		topicRoot: reader.text(limits.topicRootCharactersMax),
		authority: readAuthority(reader),
	};
}

function readAuthority(reader: FieldReader): Uint8Array | undefined {
	if (reader.isList) return reader.fields(1).bytes(undefined, limits.authorityBytesMax);
	if (reader.hasMore) reader.integer(0, 0);
	return undefined;
}

export function storeCredentials(keyStore: KeyStore, cbor: CborCodec, c: Credentials): void {
	const fields: WireValue[] = [
		credentialsFormat,
		c.merchant,
		c.terminal,
		c.password,
		c.hostKey,
		c.host,
		c.port,
		c.seed,
	];
	fields.push(...encodeOrigin(c), c.numbers, c.shift, c.topicRoot);
	if (c.authority) fields.push([c.authority]);
	keyStore.write(credentialsKey, cbor.encode(fields, limits.keyValueBytesMax));
}
