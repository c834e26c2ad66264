// A terminal as far as the host can tell: a key, a chain, and an MQTT client. It keeps its chain in memory and can be told to misbehave.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { ascii, toHex } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { taxInGross } from "../../firmware/core/money.js";
import { type Ack, openAck } from "../../firmware/wire/ack.js";
import { encodeBatch } from "../../firmware/wire/batch.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { encodeEnrolmentRequest, type EnrolmentGrant, openEnrolmentGrant, parseEnrolmentCode } from "../../firmware/wire/enrolment.js";
import { type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import { encodeRecord } from "../../firmware/wire/record-codec.js";
import { type DownTopic, enrolmentTopic, terminalTopic, terminalUsername, type UpTopic } from "../../firmware/wire/topics.js";
import { NodeDigest, NodeSigner, NodeVerifier } from "../../host/crypto.js";
import { type MqttClient } from "./mqtt-client.js";

export const cbor = new CborCodec();
export const digest = new NodeDigest();
const verifier = new NodeVerifier();
export const ed25519 = {
	verify: (signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean => verifier.verify(signature, message, key),
	publicKey: (seed: Uint8Array): Uint8Array => new NodeSigner(seed).publicKey,
	sign: (message: Uint8Array, seed: Uint8Array): Uint8Array => new NodeSigner(seed).sign(message),
};

export function newSeed(): Uint8Array {
	const { privateKey } = generateKeyPairSync("ed25519");
	return new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32));
}

export const saleWallMs = Date.UTC(2026, 10, 21, 10, 30);

/** A whole sale of one item, tax 20 %, paid exactly. */
export function sale(receiptNumber: number, unitMinor = 260, quantity = 1, more: Partial<KnownRecord> = {}): KnownRecord {
	const grossMinor = unitMinor * quantity;
	const record: KnownRecord = {
		kind: RecordKind.sale,
		bootCount: 1,
		uptimeMs: receiptNumber * 1_000,
		wallMs: saleWallMs,
		clockQuality: 3,
		receiptNumber,
		shift: 1,
		currency: "GBP",
		catalogVersion: 1,
		lines: [{ sku: "BB001", name: "Coffee", quantity, unitMinor, grossMinor, taxRateBasisPoints: 2_000 }],
		discounts: [],
		taxes: [{ rateBasisPoints: 2_000, grossMinor, taxMinor: taxInGross(grossMinor, 2_000) }],
		totalMinor: grossMinor,
		roundingMinor: 0,
		tenders: [{ kind: receiptNumber % 3 === 0 ? 1 : 2, amountMinor: grossMinor, reference: `r${receiptNumber}` }],
		changeMinor: 0,
	};
	return { ...record, ...more } as KnownRecord;
}

export function noSale(noSaleNumber: number): KnownRecord {
	return { kind: RecordKind.noSale, bootCount: 1, uptimeMs: 1, wallMs: saleWallMs, clockQuality: 3, noSaleNumber, shift: 1 };
}

export class Stall {
	readonly seed: Uint8Array;
	readonly grant: EnrolmentGrant;
	epoch: number;
	payloads: Uint8Array[] = [];
	#context: Uint8Array;
	client: MqttClient | undefined;

	constructor(seed: Uint8Array, grant: EnrolmentGrant) {
		this.seed = seed;
		this.grant = grant;
		this.epoch = grant.epoch;
		this.#context = chainContext(digest, grant);
	}

	static async enrol(client: MqttClient, code: string, seed = newSeed()): Promise<Stall> {
		const parsed = parseEnrolmentCode(code);
		const username = `enrol/${parsed.codeId}`;
		const returnCode = await client.connect({ clientId: username, username, password: new Uint8Array(0) });
		if (returnCode !== 0) throw new Error(`CONNACK ${returnCode}`);
		await client.subscribe(enrolmentTopic(parsed.codeId, "reply"));
		const key = ed25519.publicKey(seed);
		const nonce = new Uint8Array(randomBytes(16));
		await client.publish(enrolmentTopic(parsed.codeId, "request"), encodeEnrolmentRequest(cbor, digest, parsed, key, nonce));
		const reply = await client.message(enrolmentTopic(parsed.codeId, "reply"));
		const grant = openEnrolmentGrant(cbor, digest, parsed, key, nonce, reply ?? new Uint8Array(0));
		await client.close();
		return new Stall(seed, grant);
	}

	get terminal(): string {
		return this.grant.terminal;
	}

	topic(leaf: UpTopic | DownTopic): string {
		return terminalTopic(this.grant.merchant, this.terminal, leaf);
	}

	/** Connects and subscribes to acks; the acks sent on subscribing wait to be read. */
	async online(client: MqttClient): Promise<void> {
		this.client = client;
		const username = terminalUsername(this.grant.merchant, this.terminal);
		const returnCode = await client.connect({ clientId: username, username, password: ascii(toHex(this.grant.password)) });
		if (returnCode !== 0) throw new Error(`CONNACK ${returnCode}`);
		await client.subscribe(this.topic("ack"));
	}

	record(...records: KnownRecord[]): void {
		this.payloads.push(...records.map((record) => encodeRecord(cbor, record)));
	}

	/** Goes on in a new epoch with an empty chain. */
	openEpoch(epoch: number): void {
		this.epoch = epoch;
		this.payloads = [];
		this.#context = chainContext(digest, { ...this.grant, epoch });
	}

	headAt(sequence: number): Uint8Array {
		return this.payloads.slice(0, sequence).reduce((head, payload) => nextHead(digest, head, payload), genesisHead(digest, this.#context));
	}

	batch(first: number, last = this.payloads.length, seed = this.seed): Uint8Array {
		const signature = ed25519.sign(checkpointMessage(this.#context, last, this.headAt(last)), seed);
		return encodeBatch(cbor, { epoch: this.epoch, firstSequence: first, payloads: this.payloads.slice(first - 1, last), signature });
	}

	async ack(): Promise<Ack> {
		const bytes = await this.client!.message(this.topic("ack"));
		if (!bytes) throw new Error("closed before an ack");
		return openAck(cbor, ed25519, this.grant.hostKey, bytes);
	}

	/** Ships records `first` to `last` and waits for the ack. */
	async ship(first: number, last?: number): Promise<Ack> {
		await this.client!.publish(this.topic("batch"), this.batch(first, last));
		return this.ack();
	}
}
