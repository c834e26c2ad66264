// A terminal as the host sees it: its credentials, and a chain of sales. Honest and hostile ones have the same.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { ascii, toHex } from "../../../firmware/core/bytes.js";
import type { Ed25519 } from "../../../firmware/core/ports.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../../firmware/core/chain.js";
import { encodeBatch } from "../../../firmware/wire/batch.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import { encodeEnrolmentRequest, openEnrolmentGrant, parseEnrolmentCode } from "../../../firmware/wire/enrolment.js";
import {
	encodeRecord,
	type KnownRecord,
	RecordKind,
	type RecordPrefix,
	Series,
	TaxMode,
	TenderKind,
} from "../../../firmware/wire/record.js";
import { enrolmentTopic, terminalTopic, terminalUsername } from "../../../firmware/wire/topics.js";
import { NodeDigest, NodeSigner, NodeVerifier } from "../../../host/crypto.js";
import { Wire } from "./wire.js";

export const cbor = new CborCodec();
const digest = new NodeDigest();
const verifier = new NodeVerifier();
export const ed25519: Ed25519 = {
	verify: (signature, message, key) => verifier.verify(signature, message, key),
	publicKey: (seed) => new NodeSigner(seed).publicKey,
	sign: (message, seed) => new NodeSigner(seed).sign(message),
};

export function bytesOf(hex: string): Uint8Array {
	return new Uint8Array(Buffer.from(hex, "hex"));
}

/** What one process tells another of a stall. */
export interface StallKeys {
	readonly merchant: string;
	readonly terminal: string;
	readonly topicRoot: string;
	readonly epoch: number;
	readonly seedHex: string;
	readonly passwordHex: string;
}

/** An enrolment as somebody on the network has seen it. */
export interface SeenEnrolment {
	readonly codeId: string;
	readonly requestHex: string;
}

export class Stall {
	readonly keys: StallKeys;
	readonly #signer: NodeSigner;
	#epoch: number;
	#context: Uint8Array;
	#head: Uint8Array;
	#sequence = 0;

	constructor(keys: StallKeys) {
		this.keys = keys;
		this.#signer = new NodeSigner(bytesOf(keys.seedHex));
		this.#epoch = keys.epoch;
		this.#context = this.contextOf(keys.epoch);
		this.#head = genesisHead(digest, this.#context);
	}

	/** Rejects where the host does not grant. */
	static async enrol(port: number, code: string): Promise<{ readonly stall: Stall; readonly seen: SeenEnrolment }> {
		const parsed = parseEnrolmentCode(code);
		const { codeId } = parsed;
		const { privateKey } = generateKeyPairSync("ed25519");
		const seed = new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32));
		const key = new NodeSigner(seed).publicKey;
		const nonce = new Uint8Array(randomBytes(16));
		const request = encodeEnrolmentRequest(cbor, digest, parsed, key, nonce);
		const wire = new Wire(port);
		if (!(await wire.connect(`enrol/${codeId}`, new Uint8Array(0), [enrolmentTopic(codeId, "reply")])))
			throw new Error("no enrolment");
		wire.publish(enrolmentTopic(codeId, "request"), request);
		const reply = await wire.message(enrolmentTopic(codeId, "reply"));
		wire.close();
		const grant = openEnrolmentGrant(cbor, digest, parsed, key, nonce, reply ?? new Uint8Array(0));
		const { merchant, terminal, topicRoot, epoch, password } = grant;
		const seedHex = toHex(seed);
		const keys = { merchant, terminal, topicRoot, epoch, seedHex, passwordHex: toHex(password) };
		return { stall: new Stall(keys), seen: { codeId, requestHex: toHex(request) } };
	}

	get username(): string {
		return terminalUsername(this.keys.merchant, this.keys.terminal);
	}

	get password(): Uint8Array {
		return ascii(this.keys.passwordHex);
	}

	get sequence(): number {
		return this.#sequence;
	}

	get head(): Uint8Array {
		return this.#head;
	}

	topic(leaf: Parameters<typeof terminalTopic>[1]): string {
		return terminalTopic(this.keys.topicRoot, leaf);
	}

	/** The next sale, as a batch. */
	sell(): Uint8Array {
		return this.batch(saleOf(this.#sequence + 1));
	}

	/** Opens the next epoch, whose first record names a head that does not exist. */
	openEpoch(): Uint8Array {
		const previousEpoch = this.#epoch++;
		this.#context = this.contextOf(this.#epoch);
		this.#head = genesisHead(digest, this.#context);
		this.#sequence = 0;
		const unlinked = { previousEpoch, previousSequence: 9, previousHead: new Uint8Array(32) };
		return this.batch({ ...prefix, kind: RecordKind.epochOpened, epoch: this.#epoch, ...unlinked });
	}

	private batch(record: KnownRecord): Uint8Array {
		const payload = encodeRecord(cbor, record, this.#epoch);
		this.#head = nextHead(digest, this.#head, payload);
		this.#sequence++;
		const signature = this.#signer.sign(checkpointMessage(this.#context, this.#sequence, this.#head));
		return encodeBatch(cbor, {
			...{ epoch: this.#epoch, firstSequence: this.#sequence, payloads: [payload], signature },
		});
	}

	private contextOf(epoch: number): Uint8Array {
		const { merchant, terminal } = this.keys;
		return chainContext(digest, { merchant, terminal, epoch });
	}
}

const prefix: RecordPrefix = {
	...{ bootCount: 1, uptimeMs: 1_000, wallMs: Date.UTC(2026, 10, 21, 10, 30), clockQuality: 3, staff: 0, shift: 1 },
	...{ document: undefined, closes: [] },
};

/** A coffee at 20 % tax, paid by card. */
function saleOf(number: number): KnownRecord {
	const totalMinor = 260;
	return {
		...{ ...prefix, kind: RecordKind.sale, uptimeMs: number * 1_000, closes: [] },
		document: { series: Series.receipt, number, totalMinor, cashMinor: 0 },
		...{ currency: "GBP", taxMode: TaxMode.inclusive, discounts: [], catalogVersion: 1, roundingMinor: 0 },
		lines: [
			{ sku: "BB001", name: "Coffee", quantity: 1, unitMinor: totalMinor, amountMinor: totalMinor, taxes: 1 },
		],
		taxes: [{ rateMillipercent: 20_000, baseMinor: totalMinor, taxMinor: 43, authority: "", jurisdiction: "" }],
		tenders: [{ kind: TenderKind.card, amountMinor: totalMinor, reference: `r${number}` }],
		changeMinor: 0,
	};
}
