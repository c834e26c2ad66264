// Enrolment: a terminal and a host prove to each other that both know the secret of a one-time code, and exchange keys.
// Proofs are HMAC-SHA-256 with the secret over a domain and all that was exchanged, so neither key nor answer can be
// swapped on the way. The MQTT password travels masked by a key stream drawn from the secret, so a listener who has not
// seen the code learns nothing.
import { ascii, equalConstantTime, fromHex, toHex, u32 } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { hmacSha256 } from "../core/hmac.js";
import { limits } from "../core/limits.js";
import type { Digest } from "../core/ports.js";
import { readNumbers } from "./anchor.js";
import type { CborCodec, WireValue } from "./cbor.js";
import { FieldReader, isIdentifier } from "./reader.js";
import { type ChainOrigin, encodeOrigin, readOrigin } from "./records/epoch-opened.js";
import { isTopicRoot } from "./topics.js";

const codePrefix = "TM1";
export const enrolmentSecretBytes = 16;
export const enrolmentPasswordBytes = 24;

/** What the operator's QR says: `TM1:host:port:merchant:codeId:secret:fingerprint`. */
export interface EnrolmentCode {
	readonly host: string;
	readonly port: number;
	readonly merchant: string;
	readonly codeId: string;
	/** 16 bytes; lives 15 minutes and 5 tries. */
	readonly secret: Uint8Array;
	/** SHA-256 of the host's public key. */
	readonly fingerprint: Uint8Array;
}

export function formatEnrolmentCode(code: EnrolmentCode): string {
	return [
		codePrefix,
		code.host,
		code.port,
		code.merchant,
		code.codeId,
		toHex(code.secret),
		toHex(code.fingerprint),
	].join(":");
}

/** Throws Fault ENROLMENT_MALFORMED. */
export function parseEnrolmentCode(text: string): EnrolmentCode {
	const [prefix, host = "", portText = "", merchant = "", codeId = "", secretHex = "", fingerprintHex = "", ...rest] =
		text.split(":");
	const port = /^[0-9]{1,5}$/.test(portText) ? Number(portText) : 0;
	const secret = fromHex(secretHex);
	const fingerprint = fromHex(fingerprintHex);
	const whole =
		prefix === codePrefix &&
		rest.length === 0 &&
		/^[A-Za-z0-9.-]{1,253}$/.test(host) &&
		port > 0 &&
		port < 65_536 &&
		isIdentifier(merchant) &&
		isIdentifier(codeId);
	if (!whole || secret?.length !== enrolmentSecretBytes || fingerprint?.length !== 32)
		throw new Fault("ENROLMENT_MALFORMED");
	return { host, port, merchant, codeId, secret, fingerprint };
}

/** Wire: [terminalKey, nonce, proof]. */
export interface EnrolmentRequest {
	readonly terminalKey: Uint8Array;
	/** 16 random bytes of the terminal. */
	readonly nonce: Uint8Array;
	readonly proof: Uint8Array;
}

/** The port where a host expects TLS, and the authority (DER) that issued its certificate. */
export interface SecurePort {
	readonly port: number;
	readonly authority: Uint8Array;
}

/** The numbers that a replaced terminal had used, as far as the host knows; numbering continues from there. */
export interface UsedNumbers {
	/** The last number used of series 1, 2, 3 …; empty for a new terminal. */
	readonly numbers: readonly number[];
	/** The last shift; 0 for none. */
	readonly shift: number;
}

/**
 * What the host grants. Wire: [hostKey, merchant, terminal, maskedPassword, wallMs, ...origin, numbers, shift,
 * topicRoot], and behind them 0 or [port, authority] where terminals must use TLS from now on.
 */
export interface EnrolmentGrant extends ChainOrigin, UsedNumbers {
	readonly hostKey: Uint8Array;
	readonly merchant: string;
	readonly terminal: string;
	/** 24 random bytes; the MQTT password is their hexadecimal. */
	readonly password: Uint8Array;
	/** The host's clock, to set a terminal that has none. */
	readonly wallMs: number;
	/** What the terminal's topics begin with (wire/topics.ts). */
	readonly topicRoot: string;
	readonly secure?: SecurePort | undefined;
}

const grantFields = 12;
const grantBytesMax = 512 + limits.authorityBytesMax;

function requestProof(
	digest: Digest,
	code: Pick<EnrolmentCode, "codeId" | "secret">,
	terminalKey: Uint8Array,
	nonce: Uint8Array,
): Uint8Array {
	return hmacSha256(digest, code.secret, ascii(`tillmark/enrol-request/1\0${code.codeId}\0`), terminalKey, nonce);
}

export function encodeEnrolmentRequest(
	cbor: CborCodec,
	digest: Digest,
	code: Pick<EnrolmentCode, "codeId" | "secret">,
	terminalKey: Uint8Array,
	nonce: Uint8Array,
): Uint8Array {
	return cbor.encode([terminalKey, nonce, requestProof(digest, code, terminalKey, nonce)]);
}

/** Throws Fault WIRE_*. Prove it with `checkEnrolmentRequest` before use. */
export function decodeEnrolmentRequest(cbor: CborCodec, bytes: Uint8Array): EnrolmentRequest {
	const reader = new FieldReader(cbor.decode(bytes, 256), 3);
	return { terminalKey: reader.bytes(32), nonce: reader.bytes(16), proof: reader.bytes(32) };
}

export function checkEnrolmentRequest(
	digest: Digest,
	code: Pick<EnrolmentCode, "codeId" | "secret">,
	request: EnrolmentRequest,
): boolean {
	return equalConstantTime(request.proof, requestProof(digest, code, request.terminalKey, request.nonce));
}

/** 24 bytes of key stream: HMAC(secret, domain ‖ nonce) cut short. */
function mask(digest: Digest, secret: Uint8Array, nonce: Uint8Array, password: Uint8Array): Uint8Array {
	const stream = hmacSha256(digest, secret, ascii("tillmark/enrol-mask/1\0"), nonce);
	return password.map((byte, i) => byte ^ stream[i]!);
}

export function encodeEnrolmentGrant(
	cbor: CborCodec,
	digest: Digest,
	secret: Uint8Array,
	request: EnrolmentRequest,
	grant: EnrolmentGrant,
): Uint8Array {
	const { hostKey, merchant, terminal, password, wallMs, numbers, shift, topicRoot, secure } = grant;
	const fields: WireValue[] = [hostKey, merchant, terminal, mask(digest, secret, request.nonce, password), wallMs];
	fields.push(...encodeOrigin(grant), numbers, shift, topicRoot);
	if (secure) fields.push([secure.port, secure.authority]);
	const body = cbor.encode(fields, grantBytesMax);
	return cbor.encode([body, grantProof(digest, secret, request.terminalKey, request.nonce, body)]);
}

function grantProof(
	digest: Digest,
	secret: Uint8Array,
	terminalKey: Uint8Array,
	nonce: Uint8Array,
	body: Uint8Array,
): Uint8Array {
	return hmacSha256(digest, secret, ascii("tillmark/enrol-grant/1\0"), terminalKey, nonce, u32(body.length), body);
}

/**
 * Opens the grant and checks its proof and the host key's fingerprint. Throws Fault ENROLMENT_REFUSED or WIRE_*. An
 * empty reply is a refusal.
 */
export function openEnrolmentGrant(
	cbor: CborCodec,
	digest: Digest,
	code: EnrolmentCode,
	terminalKey: Uint8Array,
	nonce: Uint8Array,
	bytes: Uint8Array,
): EnrolmentGrant {
	if (bytes.length === 0) throw new Fault("ENROLMENT_REFUSED");
	const outer = new FieldReader(cbor.decode(bytes, 2 * grantBytesMax), 2);
	const body = outer.bytes(undefined, grantBytesMax);
	const proof = outer.bytes(32);
	if (!equalConstantTime(proof, grantProof(digest, code.secret, terminalKey, nonce, body)))
		throw new Fault("ENROLMENT_REFUSED", "proof");
	const reader = new FieldReader(cbor.decode(body, grantBytesMax), grantFields);
	const grant: EnrolmentGrant = {
		hostKey: reader.bytes(32),
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		password: mask(digest, code.secret, nonce, reader.bytes(enrolmentPasswordBytes)),
		wallMs: reader.integer(0, Number.MAX_SAFE_INTEGER),
		...readOrigin(reader),
		numbers: readNumbers(reader),
		shift: reader.u32(),
		topicRoot: reader.text(limits.topicRootCharactersMax),
		secure: readSecure(reader),
	};
	if (!isTopicRoot(grant.topicRoot)) throw new Fault("WIRE_WRONG_SHAPE", `topic ${grant.topicRoot}`);
	if (!equalConstantTime(digest.sha256(grant.hostKey), code.fingerprint))
		throw new Fault("ENROLMENT_REFUSED", "host key");
	return grant;
}

function readSecure(reader: FieldReader): SecurePort | undefined {
	if (!reader.isList) {
		if (reader.hasMore) reader.integer(0, 0);
		return undefined;
	}
	const fields = reader.fields(2);
	return { port: fields.integer(1, 65_535), authority: fields.bytes(undefined, limits.authorityBytesMax) };
}
