// A minimal host for sync tests: a real MQTT broker that verifies batches, stores them once and signs acks. It shares
// no code with `host/`, so that an error in the protocol cannot be on both sides.
import type { Duplex } from "node:stream";
import { createServer, type AddressInfo, type Server } from "node:net";
import { Aedes, type Client } from "aedes";
import { equal } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { AckStatus, sealAck, type SessionAnswer } from "../../firmware/wire/ack.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import { decodeChunkRequest, encodeChunk } from "../../firmware/wire/chunk.js";
import { sealManifest } from "../../firmware/wire/manifest.js";
import { decodeStatus, type SessionOpening } from "../../firmware/wire/status.js";
import { type DownTopic, terminalTopic } from "../../firmware/wire/topics.js";
import { cbor, credentials, digest, ed25519, hostSigner, signerOf, terminalSeed } from "./world-terminal.js";

interface Chain {
	readonly payloads: Uint8Array[];
	readonly heads: Uint8Array[];
	readonly status: AckStatus;
}

const { merchant, terminal } = credentials;
const terminalKey = signerOf(terminalSeed).publicKey;
const hostCapabilities = { catalogFormats: [], recordKinds: [1, 2, 16], features: [1, 99] };

export class TestHost {
	readonly counts = { batches: 0, duplicates: 0, gaps: 0, forks: 0, refused: 0, statuses: 0, requests: 0 };
	incarnation = 0;
	/** Records by which archived is behind committed. */
	archiveLag = 0;
	/** Chains by epoch: the first, and a branch that forked from it. */
	chains = new Map<number, Chain[]>();
	catalog: { version: number; image: Uint8Array; format?: number } | undefined;
	/** Served in chunks like the catalog. */
	firmware: Uint8Array | undefined;
	/** Flips one bit in chunks of firmware. */
	corrupt = false;
	onStatus: ((bytes: Uint8Array) => void) | undefined;
	/** The host's clock. */
	now: () => number = () => 0;
	/** If false, a session's opening is treated like any other status. */
	answers = true;
	/** Called with each batch before it is checked. */
	onBatch: ((bytes: Uint8Array) => void) | undefined;
	/** Refuses connection attempts. */
	refuses = false;
	silent = false;
	#aedes!: Aedes;
	#client: Client | undefined;
	#server: Server | undefined;
	readonly #streams = new Set<Duplex>();

	static async open(): Promise<TestHost> {
		const host = new TestHost();
		await host.start();
		return host;
	}

	attach(stream: Duplex): void {
		this.#streams.add(stream);
		stream.once("close", () => this.#streams.delete(stream));
		stream.on("error", () => undefined);
		this.#aedes.handle(stream);
	}

	async listen(): Promise<number> {
		const server = createServer((socket) => this.attach(socket));
		this.#server = server;
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		return (server.address() as AddressInfo).port;
	}

	/** Destroys all sockets, as when the process is killed. */
	kill(): void {
		for (const stream of this.#streams) stream.destroy();
	}

	async close(): Promise<void> {
		const closed = this.#server && new Promise<void>((resolve) => this.#server!.close(() => resolve()));
		await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
		this.kill();
		await closed;
	}

	/** Records stored of one epoch's first chain. */
	payloads(epoch: number): readonly Uint8Array[] {
		return this.chains.get(epoch)?.[0]?.payloads ?? [];
	}

	/** Restores a backup: forgets the newest `records` of an epoch. */
	restore(epoch: number, records: number): void {
		const chain = this.chains.get(epoch)![0]!;
		chain.payloads.splice(chain.payloads.length - records);
		chain.heads.splice(chain.heads.length - records);
		this.incarnation++;
	}

	send(leaf: DownTopic, payload: Uint8Array): void {
		if (this.silent) return;
		const topic = terminalTopic(credentials.topicRoot, leaf);
		this.#client?.publish(
			{ cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false },
			() => undefined,
		);
	}

	ack(epoch: number, chain: Chain, session?: SessionAnswer): Uint8Array {
		const committed = chain.payloads.length;
		return sealAck(cbor, hostSigner, {
			merchant,
			terminal,
			epoch,
			incarnation: this.incarnation,
			committed,
			archived: Math.max(0, committed - this.archiveLag),
			head: chain.heads[committed]!,
			status: chain.status,
			session,
		});
	}

	presentAcks(session?: SessionAnswer): Uint8Array[] {
		const epochs = [...this.chains.keys()].sort((a, b) => a - b).slice(-2);
		return epochs.map((epoch) => this.ack(epoch, this.chains.get(epoch)!.at(-1)!, session));
	}

	/** Answers a session's first status. */
	greet({ nonce }: SessionOpening): void {
		for (const ack of this.presentAcks({ nonce, wallMs: this.now(), capabilities: hostCapabilities }))
			this.send("ack", ack);
		this.announce();
	}

	private genesis(epoch: number): Uint8Array {
		return genesisHead(digest, chainContext(digest, { merchant, terminal, epoch }));
	}

	private async start(): Promise<void> {
		this.chains.set(1, [{ payloads: [], heads: [this.genesis(1)], status: AckStatus.committed }]);
		this.#aedes = await Aedes.createBroker({
			authenticate: (_client, username, password, done) => {
				const isKnown = username === `${merchant}/${terminal}` && password?.toString() === credentials.password;
				done(null, isKnown && !this.refuses);
			},
			authorizePublish: (_client, packet, done) => {
				done(null);
				const payload = new Uint8Array(packet.payload as Buffer);
				if (packet.topic.endsWith("/batch")) this.batch(payload);
				else if (packet.topic.endsWith("/get")) this.chunk(payload);
				else {
					this.counts.statuses++;
					this.onStatus?.(payload);
					const { session } = decodeStatus(cbor, payload);
					if (session && this.answers) this.greet(session);
				}
			},
			authorizeForward: (_client, packet) => ("clientId" in packet && packet.clientId ? null : packet),
		});
		this.#aedes.on("subscribe", (_subscriptions, client) => {
			this.#client = client;
		});
		this.#aedes.on("clientError", () => undefined);
		this.#aedes.on("connectionError", () => undefined);
	}

	announce(): void {
		const { catalog } = this;
		if (!catalog) return;
		const { version, image, format = 1 } = catalog;
		const manifest = { merchant, version, lengthBytes: image.length, digest: digest.sha256(image), format };
		this.send("catalog", sealManifest(cbor, hostSigner, manifest));
	}

	private chunk(bytes: Uint8Array): void {
		this.counts.requests++;
		const request = decodeChunkRequest(cbor, bytes);
		const image = [this.catalog?.image, this.firmware].find(
			(one) => one && equal(digest.sha256(one), request.digest),
		);
		const part = image ? image.slice(request.offset, request.offset + request.length) : new Uint8Array(0);
		if (this.corrupt && image === this.firmware) part[0]! ^= 1;
		this.send("chunk", encodeChunk(cbor, { digest: request.digest, offset: request.offset, bytes: part }));
	}

	private batch(bytes: Uint8Array): void {
		this.counts.batches++;
		this.onBatch?.(bytes);
		const batch = decodeBatch(cbor, bytes);
		const { epoch, firstSequence, payloads } = batch;
		const context = chainContext(digest, { merchant, terminal, epoch });
		const chains = this.chains.get(epoch) ?? [
			{ payloads: [], heads: [this.genesis(epoch)], status: AckStatus.committed },
		];
		let isBeyond = false;
		for (const chain of [...chains].reverse()) {
			const base = chain.heads[firstSequence - 1];
			if (!base) {
				isBeyond = true;
				continue;
			}
			const heads = [base];
			for (const payload of payloads) heads.push(nextHead(digest, heads.at(-1)!, payload));
			const last = firstSequence + payloads.length - 1;
			if (!ed25519.verify(batch.signature, checkpointMessage(context, last, heads.at(-1)!), terminalKey))
				continue;
			const held = chain.payloads.slice(firstSequence - 1, last);
			const isSame = held.every((payload, i) => equal(payload, payloads[i]!));
			if (!isSame) {
				this.counts.forks++;
				const branch = {
					payloads: [...chain.payloads.slice(0, firstSequence - 1), ...payloads],
					heads: [...chain.heads.slice(0, firstSequence), ...heads.slice(1)],
					status: AckStatus.quarantined,
				};
				this.chains.set(epoch, [...chains, branch]);
				return this.send("ack", this.ack(epoch, branch));
			}
			if (held.length === payloads.length) this.counts.duplicates++;
			chain.payloads.push(...payloads.slice(held.length));
			chain.heads.push(...heads.slice(held.length + 1));
			this.chains.set(epoch, chains);
			return this.send("ack", this.ack(epoch, chain));
		}
		if (isBeyond) this.counts.gaps++;
		else this.counts.refused++;
	}
}
