import { describe, expect, it } from "vitest";
import { CborCodec } from "../../firmware/wire/cbor.js";
import {
	checkEnrolmentRequest,
	decodeEnrolmentRequest,
	type EnrolmentCode,
	type EnrolmentGrant,
	encodeEnrolmentGrant,
	encodeEnrolmentRequest,
	formatEnrolmentCode,
	openEnrolmentGrant,
	parseEnrolmentCode,
} from "../../firmware/wire/enrolment.js";
import { nodeDigest as digest } from "../../simulator/terminal/crypto.js";

const cbor = new CborCodec();
const hostKey = new Uint8Array(32).fill(3);
const code: EnrolmentCode = {
	host: "192.0.2.7",
	port: 8883,
	merchant: "bakery",
	codeId: "c-17",
	secret: new Uint8Array(16).fill(5),
	fingerprint: digest.sha256(hostKey),
};
const terminalKey = new Uint8Array(32).fill(1);
const nonce = new Uint8Array(16).fill(2);
const grant: EnrolmentGrant = {
	hostKey,
	merchant: "bakery",
	terminal: "t1",
	epoch: 1,
	previousEpoch: 0,
	previousSequence: 0,
	previousHead: new Uint8Array(32),
	numbers: { shift: 3, receiptNumber: 417, noSaleNumber: 2 },
	password: new Uint8Array(24).fill(8),
	wallMs: 1_700_000_000_000,
};
const request = decodeEnrolmentRequest(cbor, encodeEnrolmentRequest(cbor, digest, code, terminalKey, nonce));

describe("enrolment", () => {
	it("carries its code through a QR's text", () => {
		expect(parseEnrolmentCode(formatEnrolmentCode(code))).toEqual(code);
	});

	it.each([
		"",
		"TM1",
		"TM2:h:1:m:c:00:00",
		`${formatEnrolmentCode(code)}:more`,
		formatEnrolmentCode({ ...code, port: 70_000 }),
		"x".repeat(500),
	])("refuses the code text %j", (text) => {
		expect(() => parseEnrolmentCode(text)).toThrow("ENROLMENT_MALFORMED");
	});

	it("accepts a request that proves the secret, and no other", () => {
		expect(checkEnrolmentRequest(digest, code, request)).toBe(true);
		expect(checkEnrolmentRequest(digest, { ...code, secret: new Uint8Array(16) }, request)).toBe(false);
		expect(checkEnrolmentRequest(digest, { ...code, codeId: "c-18" }, request)).toBe(false);
		expect(checkEnrolmentRequest(digest, code, { ...request, terminalKey: new Uint8Array(32) })).toBe(false);
	});

	it("brings the grant to the terminal without showing the password on the way", () => {
		const bytes = encodeEnrolmentGrant(cbor, digest, code.secret, request, grant);
		expect(openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, bytes)).toEqual(grant);
		expect(Buffer.from(bytes).includes(Buffer.from(grant.password))).toBe(false);
	});

	it("refuses a host that lacks the secret, or whose key is not the one in the code", () => {
		const impostor = encodeEnrolmentGrant(cbor, digest, new Uint8Array(16), request, grant);
		expect(() => openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, impostor)).toThrow("ENROLMENT_REFUSED");
		const otherKey = encodeEnrolmentGrant(cbor, digest, code.secret, request, { ...grant, hostKey: new Uint8Array(32) });
		expect(() => openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, otherKey)).toThrow("ENROLMENT_REFUSED: host key");
		expect(() => openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, new Uint8Array(0))).toThrow("ENROLMENT_REFUSED");
	});
});
