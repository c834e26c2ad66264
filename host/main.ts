// The host in one object: opens the store, the broker and the web in order, wires ingest and control between them,
// closes in reverse.
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import { CborCodec } from "../firmware/wire/cbor.js";
import type { SecurePort } from "../firmware/wire/enrolment.js";
import { isIdentifier } from "../firmware/wire/reader.js";
import type { Place } from "../firmware/wire/record.js";
import type { UpTopic } from "../firmware/wire/topics.js";
import { Access, type Identity } from "./broker/access.js";
import { Broker, type Handled } from "./broker/broker.js";
import { openTls, type Tls } from "./broker/tls.js";
import { type Clock, systemClock } from "./clock.js";
import { Catalogs, type MerchantSettings } from "./control/catalog.js";
import { Chunks } from "./control/chunks.js";
import { openFolder } from "./control/data-folder.js";
import { Devices } from "./control/devices.js";
import { Enrolment, type IssuedCode } from "./control/enrolment.js";
import { Firmware } from "./control/firmware.js";
import { openHostKey } from "./control/host-key.js";
import { ImageStore } from "./control/image-store.js";
import { Sessions } from "./control/sessions.js";
import { NodeDigest, NodeVerifier } from "./crypto.js";
import { makeFolder } from "./durable-file.js";
import { Events } from "./events.js";
import { HostFault } from "./faults.js";
import { Ingest } from "./ingest/ingest.js";
import type { LedgerTotals } from "./ledger/entry.js";
import { stateHash } from "./ledger/state-hash.js";
import { attempt, type Log, type Refuse, refuser } from "./log.js";
import { Metrics } from "./metrics.js";
import { checkStall, type HostOptions } from "./options.js";
import { type OperatorsWord, Payments } from "./payments/payments.js";
import { SqliteStore } from "./store/sqlite/sqlite-store.js";
import type { FirmwareRow, Store } from "./store/store.js";
import { openWeb } from "./web/web.js";

export type { HostOptions } from "./options.js";

export class Host {
	readonly store: Store;
	readonly clock: Clock;
	readonly merchant: string;
	readonly stall: MerchantSettings;
	readonly metrics = new Metrics();
	readonly devices = new Devices();
	readonly events: Events;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly enrolment: Enrolment;
	readonly payments: Payments;
	readonly ingest: Ingest;
	readonly publicKey: Uint8Array;
	readonly cbor = new CborCodec();
	readonly digest = new NodeDigest();
	readonly #options: HostOptions;
	readonly #web: FastifyInstance;
	readonly #chunks: Chunks;
	readonly #sessions: Sessions;
	#broker!: Broker;
	readonly #tls: Tls | undefined;
	#mqttPort = 0;
	#mqttsPort = 0;
	#httpPort = 0;
	#closing: Promise<void> | undefined;

	private constructor(options: HostOptions, stall: MerchantSettings, web: FastifyInstance, store: Store) {
		this.#options = options;
		this.#web = web;
		this.store = store;
		this.log = web.log;
		this.clock = options.clock ?? systemClock;
		this.merchant = merchantOf(options);
		this.stall = stall;
		this.events = new Events((error) => this.log.error({ code: "HOST_INTERNAL", error }, "A listener failed."));
		this.refuse = refuser(this.log, this.metrics);
		const incarnation = openFolder(store, this.merchant, options.restored ?? false, this.clock.now());
		const signer = openHostKey(options.dataDir, store);
		this.publicKey = signer.publicKey;
		const { cbor, digest, clock, log, refuse, merchant, metrics, events } = this;
		const parts = { store, cbor, digest, signer, clock, log, refuse, merchant };
		const verifier = new NodeVerifier();
		const { archive } = options;
		this.payments = new Payments(parts);
		const { payments } = this;
		this.ingest = new Ingest({ ...parts, verifier, metrics, events, incarnation, archive, payments, stall });
		this.catalogs = new Catalogs({ ...parts, settings: this.stall });
		this.firmware = new Firmware({ ...parts, images: new ImageStore(options.dataDir, "firmware"), events });
		this.#chunks = new Chunks(cbor, [this.catalogs, this.firmware]);
		const { ingest, catalogs, firmware, devices } = this;
		this.#sessions = new Sessions({
			...{ ...parts, archive, payments, events, ingest, catalogs, firmware, devices },
			send: (terminal, leaf, payload) => this.#broker.send(terminal, leaf, payload),
			online: () => this.#broker.online(),
		});
		const host = options.publicHost ?? options.mqttHost ?? "127.0.0.1";
		this.#tls = options.tls && openTls(options.tls, host);
		const secure = (): SecurePort | undefined =>
			this.#tls && { port: this.#mqttsPort, authority: this.#tls.authority };
		this.enrolment = new Enrolment({ ...parts, address: () => ({ host, port: this.#mqttPort || 1_883 }), secure });
		for (const { terminal, lastSeenMs } of store.terminals.all()) this.devices.restore(terminal, lastSeenMs);
	}

	/** Throws HostFault STALL_INVALID, DATA_FOLDER_*, HOST_KEY_DAMAGED; whatever was opened is closed again. */
	static async open(options: HostOptions): Promise<Host> {
		const merchant = merchantOf(options);
		if (!isIdentifier(merchant) || merchant === "enrol") throw new HostFault("HTTP_BAD_REQUEST", "merchant");
		const stall = checkStall(options.stall);
		if (options.dataDir !== undefined) makeFolder(options.dataDir);
		const store = new SqliteStore(options.dataDir, merchant);
		let host: Host | undefined;
		try {
			const web = openWeb(options, () => host!);
			host = new Host(options, stall, web, store);
			await host.start();
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
		return this.#broker.isOnline(terminal);
	}

	/** A one-time code to enrol a terminal, new or replaced. */
	enrol(terminal: string, name: string): IssuedCode {
		return this.enrolment.issue(terminal, name);
	}

	/** Publishes a catalog and announces it. Throws HostFault CSV_* or Fault CATALOG_*. */
	publishCatalog(csv: Uint8Array): number {
		const { version } = this.catalogs.publish(csv);
		this.#sessions.announceCatalog();
		this.events.emit({ kind: "catalog", version });
		return version;
	}

	/**
	 * An operator's word on a payment that nobody has settled; `origin` is the attempt's first record. Throws HostFault
	 * PAYMENT_*.
	 */
	answerPayment(terminal: string, origin: Place, word: OperatorsWord): void {
		this.#sessions.answerPayment(terminal, origin, word);
	}

	/** Signs an image and offers it to terminals of that kind. Throws HostFault FIRMWARE_* or HTTP_TOO_LARGE. */
	publishFirmware(board: string, version: number, image: Uint8Array): FirmwareRow {
		return this.announce(this.firmware.publish(board, version, image));
	}

	withdrawFirmware(board: string, version: number): FirmwareRow {
		return this.announce(this.firmware.withdraw(board, version));
	}

	ledger(): LedgerTotals {
		return { ...this.store.ledger.totals(), stateHash: stateHash(this.merchant, this.store.ledger.states()) };
	}

	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	private async start(): Promise<void> {
		const isCodeOpen = (codeId: string): boolean => this.enrolment.isOpen(codeId);
		this.#broker = await Broker.open({
			access: new Access({ store: this.store, merchant: this.merchant, isCodeOpen }),
			merchant: this.merchant,
			metrics: this.metrics,
			refuse: this.refuse,
			connectionsMax: this.#options.connectionsMax,
			onPublish: (identity, leaf, payload, onHandled) => this.take(identity, leaf, payload, onHandled),
			onPresence: (terminal, isOnline) => this.presence(terminal, isOnline),
		});
		const { mqttPort, mqttHost = "127.0.0.1", tls, httpPort, httpHost = "127.0.0.1" } = this.#options;
		if (mqttPort !== undefined)
			this.#mqttPort = await this.#broker.listen(mqttPort, mqttHost, this.#tls !== undefined);
		if (tls && this.#tls) this.#mqttsPort = await this.#broker.listenTls(tls.port, mqttHost, this.#tls.server);
		await this.#web.ready();
		if (httpPort !== undefined) {
			await this.#web.listen({ port: httpPort, host: httpHost });
			this.#httpPort = (this.#web.server.address() as AddressInfo).port;
		}
		this.log.info(
			{ mqttPort: this.#mqttPort, httpPort: this.#httpPort, merchant: this.merchant },
			"Host is ready.",
		);
	}

	private async stop(): Promise<void> {
		await this.#web.close();
		this.#sessions.close();
		this.ingest.close();
		await (this.#broker as Broker | undefined)?.close();
		this.store.close();
	}

	private take(identity: Identity, leaf: UpTopic | "request", payload: Uint8Array, onHandled: Handled): void {
		if (identity.kind === "enrolment") return this.answerEnrolment(identity.codeId, payload, onHandled);
		const { terminal } = identity;
		if (leaf === "batch") {
			if (this.ingest.isFull) return onHandled(new Error("busy"));
			this.ingest.submit(terminal, payload, (error, reply) => {
				onHandled(error);
				if (reply?.ack) this.#broker.send(terminal, "ack", reply.ack);
			});
			return;
		}
		const handled = attempt(() => {
			if (leaf === "get") this.#broker.send(terminal, "chunk", this.#chunks.reply(payload));
			else this.#sessions.hear(terminal, payload);
		});
		if ("fault" in handled) this.refuse(handled.fault.code, { terminal, leaf, detail: handled.fault.detail });
		onHandled();
	}

	private answerEnrolment(codeId: string, payload: Uint8Array, onHandled: Handled): void {
		const { reply, terminal } = this.enrolment.answer(codeId, payload);
		if (terminal !== undefined) {
			// The old credentials are void: whoever still holds a session with them is another device.
			this.#broker.disconnect(terminal);
			this.#sessions.replaced(terminal);
			this.events.emit({ kind: "terminal", terminal });
		}
		onHandled();
		this.#broker.reply(codeId, reply);
	}

	private announce(row: FirmwareRow): FirmwareRow {
		this.log.info(
			{ board: row.board, version: row.version },
			row.isWithdrawn ? "Firmware withdrawn." : "Firmware published.",
		);
		this.#sessions.announceFirmware();
		return row;
	}

	private presence(terminal: string, isOnline: boolean): void {
		const nowMs = this.clock.now();
		this.devices.presence(terminal, isOnline, nowMs);
		if (!this.#closing) this.store.terminals.seen(terminal, nowMs);
		this.log.info({ terminal, isOnline }, isOnline ? "Terminal connected." : "Terminal disconnected.");
		this.events.emit({ kind: "terminal", terminal });
	}
}

function merchantOf({ merchant = "demo" }: HostOptions): string {
	return merchant;
}
