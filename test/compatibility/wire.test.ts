// Checks every message and every stored value of sync against golden bytes, so that an error in both encoder and
// decoder is found. Arrays that a later version may extend are extended.
import { describe, expect, it } from "vitest";
import { ascii, concat, toHex, u32 } from "../../firmware/core/bytes.js";
import {
	type ChainIdentity,
	chainContext,
	checkpointMessage,
	genesisHead,
	nextHead,
} from "../../firmware/core/chain.js";
import { hmacSha256 } from "../../firmware/core/hmac.js";
import { paymentKey } from "../../firmware/core/payment-key.js";
import { type KeyStore, ResetReason } from "../../firmware/core/ports.js";
import type { UpdatePort } from "../../firmware/core/update.js";
import { type Credentials, loadCredentials, storeCredentials } from "../../firmware/sync/credentials.js";
import { type Mark, Marks } from "../../firmware/sync/marks.js";
import { Trial } from "../../firmware/terminal/trial.js";
import { type Ack, openAck, sealAck } from "../../firmware/wire/ack.js";
import { type Batch, decodeBatch, encodeBatch } from "../../firmware/wire/batch.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import {
	type Chunk,
	type ChunkRequest,
	decodeChunk,
	decodeChunkRequest,
	encodeChunk,
	encodeChunkRequest,
} from "../../firmware/wire/chunk.js";
import {
	checkEnrolmentRequest,
	decodeEnrolmentRequest,
	encodeEnrolmentGrant,
	encodeEnrolmentRequest,
	type EnrolmentCode,
	type EnrolmentGrant,
	type EnrolmentRequest,
	formatEnrolmentCode,
	openEnrolmentGrant,
	parseEnrolmentCode,
} from "../../firmware/wire/enrolment.js";
import { type EnvelopeDomain, openEnvelope, sealEnvelope } from "../../firmware/wire/envelope.js";
import { type CatalogManifest, sealManifest } from "../../firmware/wire/manifest.js";
import { type PaymentAnswer, sealPaymentAnswer } from "../../firmware/wire/payment-answer.js";
import { decodeStatus, encodeStatus, type StatusReport } from "../../firmware/wire/status.js";
import {
	enrolmentTopic,
	enrolmentUsername,
	isTopicRoot,
	terminalTopic,
	terminalUsername,
	topicRoot,
} from "../../firmware/wire/topics.js";
import { sealUpdate, type UpdateManifest } from "../../firmware/wire/update-manifest.js";
import { nodeDigest as digest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { type Golden, readGoldens } from "./golden.js";
import { openManifest, openPaymentAnswer, openUpdate } from "../wire/open.js";

const goldens = readGoldens(new URL("./wire", import.meta.url).pathname);
const cbor = new CborCodec();
const ed25519 = new NodeEd25519();
const [host, terminal] = [9, 7].map((fill) => {
	const seed = new Uint8Array(32).fill(fill);
	return { publicKey: ed25519.publicKey(seed), sign: (message: Uint8Array) => ed25519.sign(message, seed) };
}) as [Signer, Signer];
type Signer = Parameters<typeof sealAck>[1];

const identity = { merchant: "bakery", terminal: "stall-1" };
const context = (epoch: number): Uint8Array => chainContext(digest, { ...identity, epoch });

function golden(name: string): Golden {
	return goldens.find((one) => one.name === name)!;
}
const code = (): EnrolmentCode => golden("enrolment-code").value as EnrolmentCode;
const request = (): EnrolmentRequest => golden("enrolment-request").value as EnrolmentRequest;

/** A path in nested arrays. */
type Path = readonly number[];

interface Format {
	/** Undefined for values that are only computed. */
	readonly decode?: (bytes: Uint8Array) => unknown;
	readonly encode: (value: never) => Uint8Array;
	/**
	 * Arrays that a newer version may extend, in the message or in the body of its envelope; those missing from a
	 * message are skipped.
	 */
	readonly growing?: readonly Path[];
	/** Seals an extended body again. */
	readonly seal?: (body: Uint8Array) => Uint8Array;
}

function envelope<Value>(
	domain: EnvelopeDomain,
	open: (codec: CborCodec, verifier: NodeEd25519, key: Uint8Array, bytes: Uint8Array) => Value,
	seal: (codec: CborCodec, signer: Signer, value: Value) => Uint8Array,
	growing: readonly Path[] = [[]],
): Format {
	return {
		decode: (bytes) => open(cbor, ed25519, host.publicKey, bytes),
		encode: (value) => seal(cbor, host, value),
		growing,
		seal: (body) => sealEnvelope(cbor, host, domain, body),
	};
}

function stored(key: string, bytes: Uint8Array | undefined): SimulatedKeyStore {
	const keyStore = new SimulatedKeyStore();
	if (bytes) keyStore.write(key, bytes);
	return keyStore;
}

function marksIn(keyStore: KeyStore): Marks {
	return new Marks({ ports: { keyStore, trace: () => undefined }, credentials: identity, cbor });
}

function trialIn(keyStore: KeyStore, version: number): Trial {
	const port = { board: "esp32", version, boot: { isTrial: () => false } } as unknown as UpdatePort;
	const timers = { uptimeMs: () => 0, start: () => ({ cancel: () => undefined }) };
	return new Trial(port, { keyStore, timers, resetReason: ResetReason.software, trace: () => undefined }, cbor);
}

/** By prefix of the file name; the longest match counts. */
const formats: Readonly<Record<string, Format>> = {
	ack: envelope<Ack>("ack", openAck, sealAck, [[], [8], [8, 2]]),
	batch: {
		decode: (bytes) => decodeBatch(cbor, bytes),
		encode: (value: Batch) => encodeBatch(cbor, value),
		growing: [[]],
	},
	"catalog-manifest": envelope<CatalogManifest>("catalog", openManifest, sealManifest),
	"update-manifest": envelope<UpdateManifest>("update", openUpdate, sealUpdate),
	"payment-answer": envelope<PaymentAnswer>("payment", openPaymentAnswer, sealPaymentAnswer),
	envelope: {
		decode: (bytes) => {
			const domains: EnvelopeDomain[] = ["ack", "catalog", "update", "payment"];
			const open = (domain: EnvelopeDomain) => ({
				domain,
				body: openEnvelope(cbor, ed25519, host.publicKey, domain, bytes),
			});
			const opened = domains.flatMap((domain) => {
				try {
					return [open(domain)];
				} catch {
					return [];
				}
			});
			// Messages of one domain are not accepted in another.
			expect(opened).toHaveLength(1);
			return opened[0];
		},
		encode: ({ domain, body }: { domain: EnvelopeDomain; body: Uint8Array }) =>
			sealEnvelope(cbor, host, domain, body),
		growing: [[]],
	},
	chunk: {
		decode: (bytes) => decodeChunk(cbor, bytes),
		encode: (value: Chunk) => encodeChunk(cbor, value),
		growing: [[]],
	},
	"chunk-request": {
		decode: (bytes) => decodeChunkRequest(cbor, bytes),
		encode: (value: ChunkRequest) => encodeChunkRequest(cbor, value),
		growing: [[]],
	},
	status: {
		decode: (bytes) => decodeStatus(cbor, bytes),
		encode: (value: StatusReport) => encodeStatus(cbor, value),
		growing: [[], [7], [8], [8, 1], [9]],
	},
	"enrolment-code": {
		decode: (bytes) => parseEnrolmentCode(Buffer.from(bytes).toString()),
		encode: (value: EnrolmentCode) => ascii(formatEnrolmentCode(value)),
	},
	"enrolment-request": {
		decode: (bytes) => decodeEnrolmentRequest(cbor, bytes),
		encode: ({ terminalKey, nonce }: EnrolmentRequest) =>
			encodeEnrolmentRequest(cbor, digest, code(), terminalKey, nonce),
		growing: [[]],
	},
	"enrolment-grant": {
		decode: (bytes) => openEnrolmentGrant(cbor, digest, code(), request().terminalKey, request().nonce, bytes),
		encode: (value: EnrolmentGrant) => encodeEnrolmentGrant(cbor, digest, code().secret, request(), value),
		growing: [[], [12]],
		seal: (body) => {
			const { terminalKey, nonce } = request();
			const domain = ascii("tillmark/enrol-grant/1\0");
			return cbor.encode(
				[body, hmacSha256(digest, code().secret, domain, terminalKey, nonce, u32(body.length), body)],
				2_048,
			);
		},
	},
	"key-store-credentials": {
		decode: (bytes) => loadCredentials(stored("credentials", bytes), cbor),
		encode: (value: Credentials) => {
			const keyStore = new SimulatedKeyStore();
			storeCredentials(keyStore, cbor, value);
			return keyStore.read("credentials")!;
		},
		growing: [[], [15]],
	},
	"key-store-marks": {
		decode: (bytes) => marksIn(stored("sync-marks", bytes)).latest,
		encode: (value: Mark) => {
			const keyStore = new SimulatedKeyStore();
			const marks = marksIn(keyStore);
			marks.raise(value);
			marks.flush();
			return keyStore.read("sync-marks")!;
		},
		growing: [[]],
	},
	"derived-chain": {
		encode: ({ record, ...chain }: ChainIdentity & { record: Uint8Array }) => {
			const genesis = genesisHead(digest, chainContext(digest, chain));
			const head = nextHead(digest, genesis, record);
			return concat(context(chain.epoch), genesis, head, checkpointMessage(context(chain.epoch), 1, head));
		},
	},
	"derived-payment-key": {
		encode: ({ sequence, nonce, ...chain }: ChainIdentity & { sequence: number; nonce: Uint8Array }) =>
			paymentKey(digest, chain, sequence, nonce),
	},
};

function formatOf(name: string): Format | undefined {
	const key = Object.keys(formats)
		.filter((beginning) => name.startsWith(beginning))
		.sort((a, b) => b.length - a.length)[0];
	return key === undefined ? undefined : formats[key];
}

/** The bytes with one more field at the end of an array; undefined if there is no such array. */
function lengthened(bytes: Uint8Array, path: Path): Uint8Array | undefined {
	const value = cbor.decode(bytes) as WireValue[];
	let array: WireValue | undefined = value;
	for (const index of path) array = Array.isArray(array) ? (array as WireValue[])[index] : undefined;
	if (!Array.isArray(array)) return undefined;
	// A missing optional field is written as 0 before later ones.
	const missing = path.length === 0 ? Math.max(0, 16 - value.length) : 0;
	(array as WireValue[]).push(...Array.from({ length: missing }, () => 0), ["of a newer version", [1, 2]]);
	return cbor.encode(value, 4_096);
}

describe("golden messages", () => {
	const messages = goldens
		.filter(({ name }) => name !== "key-store-update")
		.map((each) => [each.name, each, formatOf(each.name)] as const);

	it("exist for every format", () => {
		expect(messages.filter(([, , format]) => !format).map(([name]) => name)).toEqual([]);
		for (const [beginning, format] of Object.entries(formats))
			expect(
				messages.some(([, , one]) => one === format),
				beginning,
			).toBe(true);
	});

	it.each(messages)("decode to the value in the file: %s", (_name, { value, bytes }, format) => {
		if (format?.decode) expect(format.decode(bytes)).toEqual(value);
	});

	it.each(messages)("equal today's encoding: %s", (_name, { value, bytes }, format) => {
		expect(toHex(format!.encode(value as never))).toBe(toHex(bytes));
	});

	it.each(messages)("may be longer at every level: %s", (_name, { value, bytes }, format) => {
		const { decode, growing = [], seal } = format!;
		for (const path of growing) {
			const body = seal ? ((cbor.decode(bytes) as WireValue[])[0] as Uint8Array) : bytes;
			const longer = lengthened(body, path);
			if (longer) expect(decode!(seal ? seal(longer) : longer), `[${path.join()}]`).toEqual(value);
		}
		// The envelope may be longer too.
		if (seal) expect(decode!(lengthened(bytes, [])!)).toEqual(value);
	});

	it("are consistent: the batch with its chain, the request with its code, the refusal with its empty body", () => {
		for (const name of ["batch-of-one", "batch-of-two"]) {
			const { epoch, payloads, signature } = golden(name).value as Batch;
			let head = genesisHead(digest, context(epoch));
			for (const payload of payloads) head = nextHead(digest, head, payload);
			const message = checkpointMessage(context(epoch), payloads.length, head);
			expect(ed25519.verify(signature, message, terminal.publicKey)).toBe(true);
		}
		expect(checkEnrolmentRequest(digest, code(), request())).toBe(true);
		const { terminalKey, nonce } = request();
		expect(() => openEnrolmentGrant(cbor, digest, code(), terminalKey, nonce, new Uint8Array(0))).toThrow(
			"ENROLMENT_REFUSED",
		);
	});
});

describe("the golden stored update state", () => {
	const { bytes } = golden("key-store-update");
	const fields = cbor.decode(bytes) as WireValue[];

	it("is read: a version that was rolled back is still refused", () => {
		expect(trialIn(stored("update", bytes), 6).failedVersion).toBe(7);
	});

	it("equals what is stored today when another version runs than the one that was booted into", () => {
		const keyStore = stored("update", cbor.encode([7, true, 2, 5, ...fields.slice(4)]));
		trialIn(keyStore, 6);
		expect(toHex(keyStore.read("update")!)).toBe(toHex(bytes));
	});

	it("may be longer, or shorter by the fields added later", () => {
		for (const more of [[...fields, ["of a newer version", new Uint8Array(200)]], fields.slice(0, 4)])
			expect(trialIn(stored("update", cbor.encode(more, 1_024)), 6).failedVersion).toBe(7);
	});
});

describe("topics and users", () => {
	it.each([
		[1, "t/1/1"],
		[15, "t/15/f"],
		[16, "t/0/g"],
		[36, "t/4/10"],
		[1_000_000_007, "t/7/gjdgxz"],
	])("terminal %i has the topic root %s", (number, root) => {
		expect(topicRoot(number)).toBe(root);
		expect(isTopicRoot(root)).toBe(true);
	});

	it("are as in the format document", () => {
		expect(terminalTopic("t/1/1", "batch")).toBe("t/1/1/batch");
		expect(enrolmentTopic("k3f9", "request")).toBe("e/k3f9/request");
		expect(enrolmentTopic("k3f9", "reply")).toBe("e/k3f9/reply");
		expect(terminalUsername("bakery", "stall-1")).toBe("bakery/stall-1");
		expect(enrolmentUsername("k3f9")).toBe("enrol/k3f9");
	});
});
