import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import type { Ed25519, Signer } from "../../firmware/core/ports.js";
import { Verifier } from "../../firmware/sync/verifier.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { sealEnvelope } from "../../firmware/wire/envelope.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { World } from "../../simulator/world.js";

const cbor = new CborCodec();
const node = new NodeEd25519();
/** As a board's: the verdict comes with the eighth step. */
const inSteps: Ed25519 = {
	publicKey: (seed) => node.publicKey(seed),
	sign: (message, seed) => node.sign(message, seed),
	verify: (signature, message, publicKey) => node.verify(signature, message, publicKey),
	beginVerification(signature, message, publicKey) {
		let steps = 8;
		return { step: () => (--steps > 0 ? undefined : node.verify(signature, message, publicKey)) };
	},
};

function signerOf(fill: number): Signer {
	const seed = new Uint8Array(32).fill(fill);
	return { publicKey: node.publicKey(seed), sign: (message) => node.sign(message, seed) };
}

const host = signerOf(1);
const other = signerOf(2);

function sealed(signer: Signer, body: number): Uint8Array {
	return sealEnvelope(cbor, signer, "ack", Uint8Array.of(body));
}

function open(ed25519: Ed25519) {
	const world = new World(1);
	const events: string[] = [];
	const verifier = new Verifier(
		{ ports: { ed25519, timers: new BootTimers(world) }, credentials: { hostKey: host.publicKey }, cbor },
		{
			verified: (domain, body) => void events.push(`${domain} ${body[0]}`),
			forged: (domain) => void events.push(`forged ${domain}`),
		},
	);
	return { world, events, verifier };
}

describe("messages of the host", () => {
	it("are delivered at once where the port verifies in one step", () => {
		const { events, verifier } = open(node);
		verifier.receive("ack", sealed(host, 1));
		verifier.receive("ack", sealed(other, 2));
		verifier.receive("ack", sealed(host, 3));
		expect(events).toEqual(["ack 1", "forged ack", "ack 3"]);
	});

	it("are delivered in order where it verifies in steps, with other work in between", () => {
		const { world, events, verifier } = open(inSteps);
		world.schedule(0, () => void events.push("touch"));
		for (const body of [1, 2, 3]) verifier.receive("ack", sealed(body === 2 ? other : host, body));
		expect(events).toEqual([]);
		world.advance(100);
		expect(events).toEqual(["touch", "ack 1", "forged ack", "ack 3"]);
	});

	it("are forgotten when the session ends before they are verified", () => {
		const { world, events, verifier } = open(inSteps);
		verifier.receive("ack", sealed(host, 1));
		verifier.receive("ack", sealed(host, 2));
		verifier.drop();
		world.advance(100);
		expect(events).toEqual([]);
		verifier.receive("ack", sealed(host, 3));
		world.advance(100);
		expect(events).toEqual(["ack 3"]);
	});

	it("are refused while too many wait, and when they are no envelopes", () => {
		const { world, events, verifier } = open(inSteps);
		const message = sealed(host, 1);
		for (let i = 0; i < limits.verificationsMax; i++) verifier.receive("ack", message);
		expect(() => verifier.receive("ack", message)).toThrow("WIRE_TOO_LARGE");
		expect(() => verifier.receive("ack", Uint8Array.of(1))).toThrow("WIRE_");
		verifier.drop();
		verifier.receive("ack", sealed(host, 2));
		world.advance(100);
		expect(events).toEqual(["ack 2"]);
	});

	it("are refused while many bytes wait, but one large message alone is not", () => {
		const { world, events, verifier } = open(inSteps);
		const large = sealEnvelope(cbor, other, "payment", new Uint8Array(limits.verificationBytesMax));
		verifier.receive("payment", large);
		expect(() => verifier.receive("payment", large)).toThrow("WIRE_TOO_LARGE");
		expect(() => verifier.receive("ack", sealed(host, 1))).toThrow("WIRE_TOO_LARGE");
		world.advance(100);
		expect(events).toEqual(["forged payment"]);
		verifier.receive("ack", sealed(host, 2));
		verifier.receive("ack", sealed(host, 3));
		world.advance(100);
		expect(events).toEqual(["forged payment", "ack 2", "ack 3"]);
	});
});
