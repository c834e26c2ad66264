import { describe, expect, it } from "vitest";
import { ascii, u32 } from "../../firmware/core/bytes.js";
import { hmacSha256 } from "../../firmware/core/hmac.js";
import { limits } from "../../firmware/core/limits.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
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
import { topicRoot } from "../../firmware/wire/topics.js";
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
	numbers: [417, 2, 0, 0, 9],
	shift: 3,
	topicRoot: "t/1/1",
	password: new Uint8Array(24).fill(8),
	wallMs: 1_700_000_000_000,
};
const request = decodeEnrolmentRequest(cbor, encodeEnrolmentRequest(cbor, digest, code, terminalKey, nonce));

describe("enrolment", () => {
	it("encodes its code as QR text and decodes it", () => {
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

	it("accepts only a request that proves knowledge of the secret", () => {
		expect(checkEnrolmentRequest(digest, code, request)).toBe(true);
		expect(checkEnrolmentRequest(digest, { ...code, secret: new Uint8Array(16) }, request)).toBe(false);
		expect(checkEnrolmentRequest(digest, { ...code, codeId: "c-18" }, request)).toBe(false);
		expect(checkEnrolmentRequest(digest, code, { ...request, terminalKey: new Uint8Array(32) })).toBe(false);
	});

	it("sends the grant to the terminal without revealing the password", () => {
		const bytes = encodeEnrolmentGrant(cbor, digest, code.secret, request, grant);
		expect(openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, bytes)).toEqual(grant);
		expect(Buffer.from(bytes).includes(Buffer.from(grant.password))).toBe(false);
	});

	it("transfers the port and authority of TLS, numbers of unknown series, and the topic root", () => {
		const full: EnrolmentGrant = {
			...grant,
			numbers: Array.from({ length: limits.seriesMax }, () => 0xffffffff),
			shift: 0xffffffff,
			topicRoot: topicRoot(0xffffffff),
			merchant: "m".repeat(limits.identifierCharactersMax),
			terminal: "t".repeat(limits.identifierCharactersMax),
			secure: { port: 8_883, authority: new Uint8Array(limits.authorityBytesMax).fill(0x30) },
		};
		const bytes = encodeEnrolmentGrant(cbor, digest, code.secret, request, full);
		expect(openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, bytes)).toEqual(full);
	});

	it("reads a grant extended by a newer host, and refuses topics outside the allowed space", () => {
		const sealed = (change: (fields: WireValue[]) => WireValue[]): Uint8Array => {
			const [body] = cbor.decode(encodeEnrolmentGrant(cbor, digest, code.secret, request, grant)) as [Uint8Array];
			const fields = cbor.encode(change(cbor.decode(body) as WireValue[]));
			const parts = [ascii("tillmark/enrol-grant/1\0"), terminalKey, nonce, u32(fields.length), fields];
			return cbor.encode([fields, hmacSha256(digest, code.secret, ...parts), "more"]);
		};
		const open = (bytes: Uint8Array): EnrolmentGrant =>
			openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, bytes);
		expect(open(sealed((fields) => fields))).toEqual(grant);
		expect(open(sealed((fields) => [...fields, 0, ["of a newer host"]]))).toEqual(grant);
		const secure = { port: 1, authority: Uint8Array.of(2) };
		expect(open(sealed((fields) => [...fields, [1, Uint8Array.of(2), "pinned"], 5]))).toEqual({ ...grant, secure });
		for (const root of ["", "t", "t/1", "t/1/", "t/1/1/", "t/1/1/#", "t/+/1", "e/1/1", "t/1/A", "t/123456/1"])
			expect(
				() => open(sealed((fields) => fields.map((field) => (field === grant.topicRoot ? root : field)))),
				root,
			).toThrow("WIRE_");
	});

	it("refuses a host without the secret, or with another key than the code's", () => {
		const impostor = encodeEnrolmentGrant(cbor, digest, new Uint8Array(16), request, grant);
		expect(() => openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, impostor)).toThrow("ENROLMENT_REFUSED");
		const otherKey = encodeEnrolmentGrant(cbor, digest, code.secret, request, {
			...grant,
			hostKey: new Uint8Array(32),
		});
		expect(() => openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, otherKey)).toThrow(
			"ENROLMENT_REFUSED: host key",
		);
		expect(() => openEnrolmentGrant(cbor, digest, code, terminalKey, nonce, new Uint8Array(0))).toThrow(
			"ENROLMENT_REFUSED",
		);
	});
});
