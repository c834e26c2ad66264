import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import type { Signer } from "../../firmware/core/ports.js";
import { type Ack, AckStatus, openAck, sealAck } from "../../firmware/wire/ack.js";
import { ownCapabilities } from "../../firmware/wire/capabilities.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { openEnvelope, sealEnvelope } from "../../firmware/wire/envelope.js";
import { sealPaymentAnswer } from "../../firmware/wire/payment-answer.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { openPaymentAnswer } from "./open.js";

const cbor = new CborCodec();
const ed25519 = new NodeEd25519();
const seed = new Uint8Array(32).fill(7);
const signer: Signer = { publicKey: ed25519.publicKey(seed), sign: (message) => ed25519.sign(message, seed) };
const ack: Ack = {
	merchant: "bakery",
	terminal: "t1",
	epoch: 2,
	incarnation: 1,
	committed: 50,
	archived: 40,
	head: new Uint8Array(32).fill(9),
	status: AckStatus.committed,
};

describe("the Ed25519 port", () => {
	it("decides every Wycheproof case as published", () => {
		const file = JSON.parse(
			readFileSync(new URL("./vectors/wycheproof-ed25519.json", import.meta.url), "utf8"),
		) as {
			testGroups: {
				publicKey: { pk: string };
				tests: { tcId: number; msg: string; sig: string; result: string }[];
			}[];
		};
		let cases = 0;
		for (const group of file.testGroups)
			for (const { tcId, msg, sig, result } of group.tests) {
				const valid = ed25519.verify(fromHex(sig)!, fromHex(msg)!, fromHex(group.publicKey.pk)!);
				expect(valid, `case ${tcId}`).toBe(result === "valid");
				cases++;
			}
		expect(cases).toBeGreaterThan(100);
	});

	it("signs RFC 8032 test 1 to the published bytes", () => {
		const secret = fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")!;
		expect(toHex(ed25519.publicKey(secret))).toBe(
			"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
		);
		expect(toHex(ed25519.sign(new Uint8Array(0), secret))).toBe(
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
				"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
		);
	});
});

describe("a signed envelope", () => {
	it("transfers an ack", () => {
		expect(openAck(cbor, ed25519, signer.publicKey, sealAck(cbor, signer, ack))).toEqual(ack);
	});

	it("transfers an ack that answers a session, with the host's time and capabilities", () => {
		const session = {
			nonce: new Uint8Array(16).fill(4),
			wallMs: 1_795_000_000_000,
			capabilities: ownCapabilities([2, 3]),
		};
		expect(openAck(cbor, ed25519, signer.publicKey, sealAck(cbor, signer, { ...ack, session }))).toEqual({
			...ack,
			session,
		});
	});

	it("reads an ack extended at every level by a newer host, with a status unknown to this version", () => {
		const { merchant, terminal, epoch, incarnation, committed, archived, head } = ack;
		const body: WireValue[] = [merchant, terminal, epoch, incarnation, committed, archived, head, 7];
		const open = (fields: WireValue[]): Ack =>
			openAck(cbor, ed25519, signer.publicKey, sealEnvelope(cbor, signer, "ack", cbor.encode(fields, 512)));
		expect(open(body)).toEqual({ ...ack, status: 7 });
		expect(open([...body, 0, "held"])).toEqual({ ...ack, status: 7 });
		const nonce = new Uint8Array(16);
		expect(open([...body, [nonce, 5, [[1], [2], [900], "words"], "zone"], 1])).toMatchObject({
			session: { nonce, wallMs: 5, capabilities: { catalogFormats: [1], recordKinds: [2], features: [900] } },
		});
	});

	it("refuses any flipped bit", () => {
		const sealed = sealAck(cbor, signer, ack);
		for (let bit = 0; bit < sealed.length * 8; bit++) {
			const forged = new Uint8Array(sealed);
			forged[bit >> 3]! ^= 1 << (bit & 7);
			expect(() => openAck(cbor, ed25519, signer.publicKey, forged), `bit ${bit}`).toThrow(
				/SIGNATURE_INVALID|WIRE_/,
			);
		}
	});

	it("refuses a body signed for another purpose", () => {
		const sealed = sealEnvelope(cbor, signer, "catalog", cbor.encode([1]));
		expect(() => openEnvelope(cbor, ed25519, signer.publicKey, "ack", sealed)).toThrow("SIGNATURE_INVALID");
	});

	it("reads the host's payment message, also an extended one, but none signed for another purpose", () => {
		const answer = {
			...{ merchant: "bakery", terminal: "t1", epoch: 2, sequence: 41, key: new Uint8Array(16).fill(3) },
			...{ outcome: 4, reference: "r".repeat(64) },
		};
		expect(openPaymentAnswer(cbor, ed25519, signer.publicKey, sealPaymentAnswer(cbor, signer, answer))).toEqual(
			answer,
		);
		const fields: WireValue[] = ["bakery", "t1", 2, 41, answer.key, 900, "", ["of a newer host"]];
		const open = (domain: "payment" | "ack", body: WireValue[]): unknown =>
			openPaymentAnswer(cbor, ed25519, signer.publicKey, sealEnvelope(cbor, signer, domain, cbor.encode(body)));
		expect(open("payment", fields)).toEqual({ ...answer, outcome: 900, reference: "" });
		expect(() => open("ack", fields)).toThrow("SIGNATURE_INVALID");
		for (const [at, wrong] of [
			[2, 0],
			[3, 0],
			[4, new Uint8Array(15)],
			[6, "r".repeat(65)],
		] as const)
			expect(() => open("payment", fields.with(at, wrong))).toThrow("WIRE_WRONG_SHAPE");
	});

	it("refuses an archived mark above the committed one", () => {
		const sealed = sealAck(cbor, signer, { ...ack, archived: 51 });
		expect(() => openAck(cbor, ed25519, signer.publicKey, sealed)).toThrow("WIRE_WRONG_SHAPE");
	});
});
