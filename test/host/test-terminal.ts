// A terminal as seen by the host: a key, a chain and an MQTT client. The chain is kept in memory, and tests can make
// the terminal misbehave.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { ascii, toHex } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { paymentKey } from "../../firmware/core/payment-key.js";
import { type Ack, openAck } from "../../firmware/wire/ack.js";
import { encodeBatch } from "../../firmware/wire/batch.js";
import { type Capabilities, ownCapabilities } from "../../firmware/wire/capabilities.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import {
	encodeEnrolmentRequest,
	type EnrolmentGrant,
	openEnrolmentGrant,
	parseEnrolmentCode,
} from "../../firmware/wire/enrolment.js";
import {
	type Anchor,
	type BasketContent,
	encodeRecord,
	type KnownRecord,
	type Place,
	RecordKind,
	type RecordPrefix,
	Series,
	TaxMode,
	TenderKind,
} from "../../firmware/wire/record.js";
import { encodeStatus, type StatusReport } from "../../firmware/wire/status.js";
import {
	type DownTopic,
	downTopics,
	enrolmentTopic,
	terminalTopic,
	terminalUsername,
	type UpTopic,
} from "../../firmware/wire/topics.js";
import { catalogFormat } from "../../firmware/catalog/format.js";
import { NodeDigest, NodeSigner, NodeVerifier } from "../../host/crypto.js";
import { type MqttClient } from "./mqtt-client.js";

export const cbor = new CborCodec();
export const digest = new NodeDigest();
const verifier = new NodeVerifier();
export const ed25519 = {
	verify: (signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean =>
		verifier.verify(signature, message, key),
	publicKey: (seed: Uint8Array): Uint8Array => new NodeSigner(seed).publicKey,
	sign: (message: Uint8Array, seed: Uint8Array): Uint8Array => new NodeSigner(seed).sign(message),
};

export function newSeed(): Uint8Array {
	const { privateKey } = generateKeyPairSync("ed25519");
	return new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32));
}

export const saleWallMs = Date.UTC(2026, 10, 21, 10, 30);

export const prefix: RecordPrefix = {
	...{
		bootCount: 1,
		uptimeMs: 1_000,
		wallMs: saleWallMs,
		clockQuality: 3,
		staff: 0,
		shift: 1,
		document: undefined,
		closes: [],
	},
};

/** Coffee at 20 %, incl. tax. */
export function basket(unitMinor = 260, quantity = 1, currency = "GBP"): BasketContent {
	const amountMinor = unitMinor * quantity;
	const taxMinor = Math.floor((2 * amountMinor * 20_000 + 120_000) / 240_000);
	return {
		...{ currency, taxMode: TaxMode.inclusive, totalMinor: amountMinor, discounts: [], catalogVersion: 1 },
		lines: [{ sku: "BB001", name: "Coffee", quantity, unitMinor, amountMinor, taxes: 1 }],
		taxes: [{ rateMillipercent: 20_000, baseMinor: amountMinor, taxMinor, authority: "", jurisdiction: "" }],
	};
}

/** A complete sale of one item at 20 % tax, paid exactly; every third in cash. */
export function sale(
	number: number,
	unitMinor = 260,
	quantity = 1,
	more: Partial<Extract<KnownRecord, { kind: 16 }>> = {},
): KnownRecord {
	const { totalMinor, ...goods } = basket(unitMinor, quantity);
	const isCash = number % 3 === 0;
	return {
		...prefix,
		kind: RecordKind.sale,
		uptimeMs: number * 1_000,
		document: { series: Series.receipt, number, totalMinor, cashMinor: isCash ? totalMinor : 0 },
		...goods,
		roundingMinor: 0,
		tenders: [
			{ kind: isCash ? TenderKind.cash : TenderKind.card, amountMinor: totalMinor, reference: `r${number}` },
		],
		changeMinor: 0,
		...more,
	};
}

/** A sale by card that names its attempt. */
export function paidSale(
	number: number,
	attempt: Place,
	unitMinor = 260,
	more: Partial<Extract<KnownRecord, { kind: 16 }>> = {},
): KnownRecord {
	const tenders = [{ kind: TenderKind.card, amountMinor: unitMinor, reference: `r${number}`, attempt }];
	const document = { series: Series.receipt, number, totalMinor: unitMinor, cashMinor: 0 };
	return sale(number, unitMinor, 1, { document, tenders, closes: [attempt], ...more });
}

export function noSale(number: number): KnownRecord {
	return {
		...prefix,
		kind: RecordKind.noSale,
		document: { series: Series.noSale, number, totalMinor: 0, cashMinor: 0 },
	};
}

export const bootNonce = new Uint8Array(16).fill(7);

export function booted(nonce = bootNonce): KnownRecord {
	return { ...prefix, kind: RecordKind.booted, reason: 1, boots: 1, nonce };
}

export function attempted(amountMinor = 260, goods = basket(amountMinor)): KnownRecord {
	return {
		...{ ...prefix, kind: RecordKind.paymentAttempted, tenderKind: TenderKind.card, amountMinor, basket: goods },
		...{ tenders: [], roundingMinor: 0, changeMinor: 0, parked: undefined },
	};
}

export function ended(
	attempt: Place,
	outcome: number,
	closes: readonly Place[] = outcome < 3 ? [attempt] : [],
): KnownRecord {
	return {
		...prefix,
		kind: RecordKind.paymentEnded,
		outcome,
		reference: outcome === 4 ? "ref" : "",
		attempt,
		closes,
	};
}

/** Totals of a shift without sales. */
export function anchor(shift = 1, more: Partial<Anchor["totals"]> = {}): Anchor {
	return {
		...{ numbers: [], open: [], nonce: bootNonce },
		totals: {
			...{
				shift,
				currency: "GBP",
				taxMode: 0,
				sales: 0,
				units: 0,
				grossMinor: 0,
				taxMinor: 0,
				roundingMinor: 0,
				noSales: 0,
				voids: 0,
			},
			...{ floatMinor: 0, tenders: [], taxes: [], others: 0, othersMinor: 0, trainingSales: 0, ...more },
		},
	};
}

/** As a newer version might write it: with an unknown kind, document and field. */
export function newerRecord(
	kind: number,
	document: readonly number[] | 0,
	closes: readonly unknown[] | 0 = 0,
): Uint8Array {
	return cbor.encode([kind, 1, 1_000, saleWallMs, 3, 0, 1, document, closes as never, "of the future", [1, [2]]]);
}

export class TestTerminal {
	readonly seed: Uint8Array;
	readonly grant: EnrolmentGrant;
	epoch: number;
	payloads: Uint8Array[] = [];
	#context: Uint8Array;
	client: MqttClient | undefined;
	readonly sessionNonce = new Uint8Array(randomBytes(16));

	constructor(seed: Uint8Array, grant: EnrolmentGrant) {
		this.seed = seed;
		this.grant = grant;
		this.epoch = grant.epoch;
		this.#context = chainContext(digest, grant);
	}

	static async enrol(client: MqttClient, code: string, seed = newSeed()): Promise<TestTerminal> {
		const parsed = parseEnrolmentCode(code);
		const username = `enrol/${parsed.codeId}`;
		const returnCode = await client.connect({ clientId: username, username, password: new Uint8Array(0) });
		if (returnCode !== 0) throw new Error(`CONNACK ${returnCode}`);
		await client.subscribe(enrolmentTopic(parsed.codeId, "reply"));
		const key = ed25519.publicKey(seed);
		const nonce = new Uint8Array(randomBytes(16));
		await client.publish(
			enrolmentTopic(parsed.codeId, "request"),
			encodeEnrolmentRequest(cbor, digest, parsed, key, nonce),
		);
		const reply = await client.message(enrolmentTopic(parsed.codeId, "reply"));
		const grant = openEnrolmentGrant(cbor, digest, parsed, key, nonce, reply ?? new Uint8Array(0));
		await client.close();
		return new TestTerminal(seed, grant);
	}

	get terminal(): string {
		return this.grant.terminal;
	}

	topic(leaf: UpTopic | DownTopic): string {
		return terminalTopic(this.grant.topicRoot, leaf);
	}

	/** Connects, subscribes and begins a session; its initial acks remain to be read. */
	async online(
		client: MqttClient,
		capabilities: Capabilities | undefined = ownCapabilities([catalogFormat]),
	): Promise<void> {
		await this.connect(client);
		await this.say({ session: capabilities && { nonce: this.sessionNonce, capabilities } });
	}

	/** Connects without sending a status. */
	async connect(client: MqttClient): Promise<void> {
		this.client = client;
		const username = terminalUsername(this.grant.merchant, this.terminal);
		const returnCode = await client.connect({
			clientId: username,
			username,
			password: ascii(toHex(this.grant.password)),
		});
		if (returnCode !== 0) throw new Error(`CONNACK ${returnCode}`);
		await client.subscribe(...downTopics.map((leaf) => this.topic(leaf)));
	}

	/** Sends a status. */
	async say(more: Partial<StatusReport> = {}): Promise<void> {
		const status = {
			epoch: this.epoch,
			sequence: this.payloads.length,
			batteryPercent: -1,
			paper: 0,
			wearPercent: 0,
			freeSales: 9,
			bootCount: 1,
		};
		await this.client!.publish(this.topic("status"), encodeStatus(cbor, { ...status, ...more }));
	}

	record(...records: KnownRecord[]): void {
		this.payloads.push(...records.map((record) => encodeRecord(cbor, record, this.epoch)));
	}

	/** Records an attempt and returns its place. */
	attempt(record = attempted()): Place {
		this.record(record);
		return this.last();
	}

	/** The place of the newest record. */
	last(): Place {
		return { epoch: this.epoch, sequence: this.payloads.length };
	}

	keyOf({ epoch, sequence }: Place, nonce = bootNonce): Uint8Array {
		return paymentKey(digest, { merchant: this.grant.merchant, terminal: this.terminal, epoch }, sequence, nonce);
	}

	/** Continues in a new epoch with an empty chain. */
	openEpoch(epoch: number): void {
		this.epoch = epoch;
		this.payloads = [];
		this.#context = chainContext(digest, { ...this.grant, epoch });
	}

	headAt(sequence: number): Uint8Array {
		return this.payloads
			.slice(0, sequence)
			.reduce((head, payload) => nextHead(digest, head, payload), genesisHead(digest, this.#context));
	}

	batch(first: number, last = this.payloads.length, seed = this.seed): Uint8Array {
		const signature = ed25519.sign(checkpointMessage(this.#context, last, this.headAt(last)), seed);
		return encodeBatch(cbor, {
			epoch: this.epoch,
			firstSequence: first,
			payloads: this.payloads.slice(first - 1, last),
			signature,
		});
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
