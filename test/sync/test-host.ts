// A host reduced to what sync must be able to rely on: a real MQTT broker, batches verified and stored once, signed
// acks. Deliberately another piece of code than `host/`, so that the two sides of the protocol are not wrong together.
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
	/** Archived lags committed by this many records. */
	archiveLag = 0;
	/** Chains by epoch: the first, and the branch that forked from it if there is one. */
	chains = new Map<number, Chain[]>();
	catalog: { version: number; image: Uint8Array; format?: number } | undefined;
	/** Served in chunks beside the catalog. */
	firmware: Uint8Array | undefined;
	/** Chunks of firmware have one bit flipped. */
	corrupt = false;
	onStatus: ((bytes: Uint8Array) => void) | undefined;
	/** The host's clock. */
	now: () => number = () => 0;
	/** False: it takes a session's opening for a status as any other. */
	answers = true;
	/** Called with each batch before it is judged. */
	onBatch: ((bytes: Uint8Array) => void) | undefined;
	/** Says no to the next attempts to connect. */
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

	/** All sockets are gone, as when the process is killed. */
	kill(): void {
		for (const stream of this.#streams) stream.destroy();
	}

	async close(): Promise<void> {
		const closed = this.#server && new Promise<void>((resolve) => this.#server!.close(() => resolve()));
		await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
		this.kill();
		await closed;
	}

	/** Everything stored of one epoch's first chain. */
	payloads(epoch: number): readonly Uint8Array[] {
		return this.chains.get(epoch)?.[0]?.payloads ?? [];
	}

	/** Goes back to what a backup held: the newest `records` of an epoch are forgotten. */
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

	/** What a session's first status is answered with. */
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
		const lines = this.chains.get(epoch) ?? [
			{ payloads: [], heads: [this.genesis(epoch)], status: AckStatus.committed },
		];
		let isBeyond = false;
		for (const line of [...lines].reverse()) {
			const base = line.heads[firstSequence - 1];
			if (!base) {
				isBeyond = true;
				continue;
			}
			const heads = [base];
			for (const payload of payloads) heads.push(nextHead(digest, heads.at(-1)!, payload));
			const last = firstSequence + payloads.length - 1;
			if (!ed25519.verify(batch.signature, checkpointMessage(context, last, heads.at(-1)!), terminalKey))
				continue;
			const held = line.payloads.slice(firstSequence - 1, last);
			const isSame = held.every((payload, i) => equal(payload, payloads[i]!));
			if (!isSame) {
				this.counts.forks++;
				const branch = {
					payloads: [...line.payloads.slice(0, firstSequence - 1), ...payloads],
					heads: [...line.heads.slice(0, firstSequence), ...heads.slice(1)],
					status: AckStatus.quarantined,
				};
				this.chains.set(epoch, [...lines, branch]);
				return this.send("ack", this.ack(epoch, branch));
			}
			if (held.length === payloads.length) this.counts.duplicates++;
			line.payloads.push(...payloads.slice(held.length));
			line.heads.push(...heads.slice(held.length + 1));
			this.chains.set(epoch, lines);
			return this.send("ack", this.ack(epoch, line));
		}
		if (isBeyond) this.counts.gaps++;
		else this.counts.refused++;
	}
}
