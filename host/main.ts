// The host in one object: opens the store, the broker and the web in order, wires ingest and control between them, closes in reverse.
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import { CborCodec } from "../firmware/wire/cbor.js";
import type { SecurePort } from "../firmware/wire/enrolment.js";
import { isIdentifier } from "../firmware/wire/reader.js";
import { decodeStatus } from "../firmware/wire/status.js";
import { type DownTopic, enrolmentTopic, terminalTopic, type UpTopic } from "../firmware/wire/topics.js";
import { Access, type Identity } from "./broker/access.js";
import { Broker, type Handled } from "./broker/broker.js";
import { openTls, type Tls } from "./broker/tls.js";
import { type Clock, systemClock } from "./clock.js";
import { Catalogs, type StallSettings } from "./control/catalog.js";
import { Chunks } from "./control/chunks.js";
import { openFolder } from "./control/data-folder.js";
import { Devices } from "./control/devices.js";
import { Enrolment, type IssuedCode } from "./control/enrolment.js";
import { Firmware } from "./control/firmware.js";
import { openHostKey } from "./control/host-key.js";
import { ImageStore } from "./control/image-store.js";
import { NodeDigest, NodeVerifier } from "./crypto.js";
import { Events } from "./events.js";
import { HostFault } from "./faults.js";
import { Ingest } from "./ingest/ingest.js";
import type { LedgerTotals } from "./ledger/entry.js";
import { stateHash } from "./ledger/state-hash.js";
import { attempt, type Log, type Refuse, refuser } from "./log.js";
import { Metrics } from "./metrics.js";
import { SqliteStore } from "./store/sqlite/sqlite-store.js";
import type { FirmwareRow, Store } from "./store/store.js";
import { defaultStall, type HostOptions } from "./options.js";
import { openWeb } from "./web/web.js";

export type { HostOptions } from "./options.js";

export class Host {
	readonly store: Store;
	readonly clock: Clock;
	readonly merchant: string;
	readonly stall: StallSettings;
	readonly metrics = new Metrics();
	readonly devices = new Devices();
	readonly events: Events;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly enrolment: Enrolment;
	readonly ingest: Ingest;
	readonly publicKey: Uint8Array;
	readonly cbor = new CborCodec();
	readonly digest = new NodeDigest();
	readonly #options: HostOptions;
	readonly #web: FastifyInstance;
	readonly #chunks: Chunks;
	#broker!: Broker;
	readonly #tls: Tls | undefined;
	#mqttPort = 0;
	#mqttsPort = 0;
	#httpPort = 0;
	#closing: Promise<void> | undefined;

	private constructor(options: HostOptions, web: FastifyInstance, store: Store) {
		this.#options = options;
		this.#web = web;
		this.store = store;
		this.log = web.log;
		this.clock = options.clock ?? systemClock;
		this.merchant = options.merchant ?? "demo";
		this.stall = { ...defaultStall, ...options.stall };
		this.events = new Events((error) => this.log.error({ code: "HOST_INTERNAL", error }, "A listener failed."));
		this.refuse = refuser(this.log, this.metrics);
		const incarnation = openFolder(store, this.merchant, options.restored ?? false, this.clock.now());
		const signer = openHostKey(options.dataDir, store);
		this.publicKey = signer.publicKey;
		const { cbor, digest, clock, log, refuse, merchant, metrics, events } = this;
		const parts = { store, cbor, digest, signer, clock, log, refuse, merchant };
		const verifier = new NodeVerifier();
		this.ingest = new Ingest({ ...parts, verifier, metrics, events, incarnation, utcOffsetMinutes: this.stall.utcOffsetMinutes });
		this.catalogs = new Catalogs({ ...parts, settings: this.stall });
		this.firmware = new Firmware({ ...parts, images: new ImageStore(options.dataDir, "firmware"), events });
		this.#chunks = new Chunks(cbor, [this.catalogs, this.firmware]);
		const host = options.publicHost ?? options.mqttHost ?? "127.0.0.1";
		this.#tls = options.tls && openTls(options.tls, host);
		const secure = (): SecurePort | undefined => this.#tls && { port: this.#mqttsPort, authority: this.#tls.authority };
		this.enrolment = new Enrolment({ ...parts, address: () => ({ host, port: this.#mqttPort || 1_883 }), secure });
		for (const { terminal, lastSeenMs } of store.terminals.all()) this.devices.restore(terminal, lastSeenMs);
	}

	/** Throws HostFault DATA_FOLDER_*, HOST_KEY_DAMAGED; whatever was opened is closed again. */
	static async open(options: HostOptions): Promise<Host> {
		if (options.merchant !== undefined && (!isIdentifier(options.merchant) || options.merchant === "enrol"))
			throw new HostFault("HTTP_BAD_REQUEST", "merchant");
		if (options.dataDir !== undefined) mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
		const store = new SqliteStore(options.dataDir);
		let host: Host | undefined;
		try {
			const web = openWeb(options, () => host!);
			host = new Host(options, web, store);
			await host.#start();
			return host;
		} catch (error) {
			if (host) await host.close();
			else store.close();
			throw error;
		}
	}

	/** The broker's TCP port; 0 where it does not listen. */
	get mqttPort(): number {
		return this.#mqttPort;
	}

	/** The broker's port for TLS; 0 where there is none. */
	get mqttsPort(): number {
		return this.#mqttsPort;
	}

	/** The API's TCP port; 0 where it does not listen. */
	get httpPort(): number {
		return this.#httpPort;
	}

	get web(): FastifyInstance {
		return this.#web;
	}

	/** Serves MQTT over a stream that is already connected: for worlds without a network. */
	attach(stream: Duplex): void {
		this.#broker.attach(stream);
	}

	isOnline(terminal: string): boolean {
		return this.#broker.isOnline(this.#terminal(terminal));
	}

	/** A one-time code to enrol a terminal, new or replaced. */
	enrol(terminal: string, name: string): IssuedCode {
		return this.enrolment.issue(terminal, name);
	}

	/** Publishes a catalog and announces it. Throws HostFault CSV_* or Fault CATALOG_*. */
	publishCatalog(csv: Uint8Array): number {
		const { version, manifest } = this.catalogs.publish(csv);
		for (const identity of this.#broker.online())
			if (identity.as === "terminal") this.#broker.send(identity, this.#topic(identity.terminal, "catalog"), manifest);
		this.events.emit({ type: "catalog", version });
		return version;
	}

	/** Signs an image and offers it to terminals of that kind. Throws HostFault FIRMWARE_* or HTTP_TOO_LARGE. */
	publishFirmware(board: string, version: number, image: Uint8Array): FirmwareRow {
		return this.#announce(this.firmware.publish(board, version, image));
	}

	withdrawFirmware(board: string, version: number): FirmwareRow {
		return this.#announce(this.firmware.withdraw(board, version));
	}

	ledger(): LedgerTotals & { readonly stateHash: string } {
		return { ...this.store.ledger.totals(), stateHash: stateHash(this.store.ledger.receiptStates()) };
	}

	close(): Promise<void> {
		this.#closing ??= this.#stop();
		return this.#closing;
	}

	async #start(): Promise<void> {
		const isCodeOpen = (codeId: string): boolean => this.enrolment.isOpen(codeId);
		this.#broker = await Broker.open({
			access: new Access({ store: this.store, merchant: this.merchant, isCodeOpen }),
			metrics: this.metrics,
			refuse: this.refuse,
			connectionsMax: this.#options.connectionsMax,
			onPublish: (identity, leaf, payload, onHandled) => this.#take(identity, leaf, payload, onHandled),
			onSubscribed: (identity, topics) => this.#greet(identity, topics),
			onPresence: (terminal, isOnline) => this.#presence(terminal, isOnline),
		});
		const { mqttPort, mqttHost = "127.0.0.1", tls, httpPort, httpHost = "127.0.0.1" } = this.#options;
		if (mqttPort !== undefined) this.#mqttPort = await this.#broker.listen(mqttPort, mqttHost, this.#tls !== undefined);
		if (tls && this.#tls) this.#mqttsPort = await this.#broker.listenTls(tls.port, mqttHost, this.#tls.server);
		await this.#web.ready();
		if (httpPort !== undefined) {
			await this.#web.listen({ port: httpPort, host: httpHost });
			this.#httpPort = (this.#web.server.address() as AddressInfo).port;
		}
		this.log.info({ mqttPort: this.#mqttPort, httpPort: this.#httpPort, merchant: this.merchant }, "Host is ready.");
	}

	async #stop(): Promise<void> {
		await this.#web.close();
		this.ingest.close();
		await (this.#broker as Broker | undefined)?.close();
		this.store.close();
	}

	#take(identity: Identity, leaf: UpTopic | "request", payload: Uint8Array, onHandled: Handled): void {
		if (identity.as === "enrolment") {
			const { reply, terminal } = this.enrolment.answer(identity.codeId, payload);
			if (terminal !== undefined) {
				// The old credentials are void: whoever still holds a session with them is another device.
				this.#broker.disconnect(this.#terminal(terminal));
				this.events.emit({ type: "terminal", terminal });
			}
			onHandled();
			this.#broker.send(identity, enrolmentTopic(identity.codeId, "reply"), reply);
			return;
		}
		const { terminal } = identity;
		if (leaf === "batch") {
			if (this.ingest.isFull) return onHandled(new Error("busy"));
			this.ingest.submit(terminal, payload, (error, reply) => {
				onHandled(error);
				if (reply?.ack) this.#broker.send(identity, this.#topic(terminal, "ack"), reply.ack);
			});
			return;
		}
		const handled = attempt(() => {
			if (leaf === "get") this.#broker.send(identity, this.#topic(terminal, "chunk"), this.#chunks.reply(payload));
			else this.#hear(terminal, payload);
		});
		if ("fault" in handled) this.refuse(handled.fault.code, { terminal, leaf, detail: handled.fault.detail });
		onHandled();
	}

	#hear(terminal: string, payload: Uint8Array): void {
		const status = decodeStatus(this.cbor, payload);
		const before = this.devices.report(terminal, status);
		this.firmware.judge(terminal, before?.firmware, status.firmware);
		this.#offer(terminal);
		this.events.emit({ type: "terminal", terminal });
	}

	/** Tells a terminal what it could run; nothing where that is what it has, or where it takes no updates. */
	#offer(terminal: string): void {
		const report = this.devices.get(terminal).status?.firmware;
		if (!report) return;
		for (const bytes of this.firmware.messages(report)) this.#broker.send(this.#terminal(terminal), this.#topic(terminal, "update"), bytes);
	}

	#announce(row: FirmwareRow): FirmwareRow {
		this.log.info({ board: row.board, version: row.version }, row.isWithdrawn ? "Firmware withdrawn." : "Firmware published.");
		for (const identity of this.#broker.online()) if (identity.as === "terminal") this.#offer(identity.terminal);
		return row;
	}

	/** Whoever subscribes is told how things stand: it may have missed every message before. */
	#greet(identity: Identity, topics: readonly string[]): void {
		if (identity.as !== "terminal") return;
		const { terminal } = identity;
		const ack = this.#topic(terminal, "ack");
		if (topics.includes(ack)) for (const bytes of this.ingest.presentAcks(terminal)) this.#broker.send(identity, ack, bytes);
		const catalog = this.#topic(terminal, "catalog");
		const manifest = this.catalogs.manifest();
		if (topics.includes(catalog) && manifest) this.#broker.send(identity, catalog, manifest);
	}

	#presence(terminal: string, isOnline: boolean): void {
		const nowMs = this.clock.now();
		this.devices.presence(terminal, isOnline, nowMs);
		if (!this.#closing) this.store.terminals.seen(terminal, nowMs);
		this.log.info({ terminal, isOnline }, isOnline ? "Terminal connected." : "Terminal disconnected.");
		this.events.emit({ type: "terminal", terminal });
	}

	#terminal(terminal: string): Identity {
		return { as: "terminal", merchant: this.merchant, terminal };
	}

	#topic(terminal: string, leaf: DownTopic): string {
		return terminalTopic(this.merchant, terminal, leaf);
	}
}
