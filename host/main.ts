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
import { NodeDigest, type NodeSigner, NodeVerifier } from "./crypto.js";
import { makeFolder } from "./durable-file.js";
import { Events } from "./events.js";
import { HostFault } from "./faults.js";
import { Ingest } from "./ingest/ingest.js";
import { StateHash } from "./ledger/documents/state-hash.js";
import type { LedgerTotals } from "./ledger/entry.js";
import { LedgerFollower } from "./ledger/follower.js";
import { hostLimits } from "./limits.js";
import { attemptAsync, type Log, type Refuse, refuser, textOf } from "./log.js";
import { Metrics } from "./metrics.js";
import { checkStall, type HostOptions } from "./options.js";
import { type OperatorAnswer, Payments } from "./payments/payments.js";
import { openStore } from "./store/sqlite/open.js";
import type { FirmwareRow, StatePosition, Store } from "./store/store.js";
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
	readonly ledgers: LedgerFollower;
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

	private constructor(options: HostOptions, { stall, web, store, incarnation, signer }: Opened) {
		this.#options = options;
		this.#web = web;
		this.store = store;
		this.log = web.log;
		this.clock = options.clock ?? systemClock;
		this.merchant = merchantOf(options);
		this.stall = stall;
		this.events = new Events((error) => this.log.error({ code: "HOST_INTERNAL", error }, "A listener failed."));
		this.refuse = refuser(this.log, this.metrics);
		this.publicKey = signer.publicKey;
		const { cbor, digest, clock, log, refuse, merchant, metrics, events } = this;
		const parts = { store, cbor, digest, signer, clock, log, refuse, merchant };
		const verifier = new NodeVerifier();
		const { archive } = options;
		this.ledgers = new LedgerFollower({ ...parts, events, metrics });
		const caughtUp = (): Promise<void> => this.ledgers.caughtUp();
		this.payments = new Payments({ ...parts, caughtUp });
		const { payments } = this;
		this.ingest = new Ingest({
			...{ ...parts, verifier, metrics, events, incarnation, archive, stall },
			onCommitted: (entries) => this.ledgers.follow(entries),
		});
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
		const address = (): { host: string; port: number } => ({ host, port: this.#mqttPort || 1_883 });
		this.enrolment = new Enrolment({ ...parts, caughtUp, address, secure });
	}

	/** Throws HostFault STALL_INVALID, DATA_FOLDER_*, HOST_KEY_DAMAGED; whatever was opened is closed again. */
	static async open(options: HostOptions): Promise<Host> {
		const merchant = merchantOf(options);
		if (!isIdentifier(merchant) || merchant === "enrol") throw new HostFault("HTTP_BAD_REQUEST", "merchant");
		const stall = checkStall(options.stall);
		if (options.dataDir !== undefined) makeFolder(options.dataDir);
		const isInThread = options.isStoreInThread ?? false;
		const store = await openStore({ folder: options.dataDir, merchant, isInThread });
		let host: Host | undefined;
		try {
			const nowMs = (options.clock ?? systemClock).now();
			const incarnation = await openFolder(store, merchant, options.restored ?? false, nowMs);
			const signer = await openHostKey(options.dataDir, store);
			const web = openWeb(options, () => host!);
			host = new Host(options, { stall, web, store, incarnation, signer });
			await host.start();
			return host;
		} catch (error) {
			if (host) await host.close();
			else await store.close();
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
	enrol(terminal: string, name: string): Promise<IssuedCode> {
		return this.enrolment.issue(terminal, name);
	}

	/** Publishes a catalog and announces it. Rejects with HostFault CSV_* or Fault CATALOG_*. */
	async publishCatalog(csv: Uint8Array): Promise<number> {
		const { version } = await this.catalogs.publish(csv);
		await this.#sessions.announceCatalog();
		this.events.emit({ kind: "catalog", version });
		return version;
	}

	/**
	 * An operator's answer for a payment that is not settled; `origin` is the attempt's first record. Rejects with
	 * HostFault PAYMENT_*.
	 */
	answerPayment(terminal: string, origin: Place, answer: OperatorAnswer): Promise<void> {
		return this.#sessions.answerPayment(terminal, origin, answer);
	}

	/** Signs an image and offers it to terminals of that kind. Rejects with HostFault FIRMWARE_* or HTTP_TOO_LARGE. */
	async publishFirmware(board: string, version: number, image: Uint8Array): Promise<FirmwareRow> {
		return this.announce(await this.firmware.publish(board, version, image));
	}

	async withdrawFirmware(board: string, version: number): Promise<FirmwareRow> {
		return this.announce(await this.firmware.withdraw(board, version));
	}

	/** Of every record that is committed when this is called. */
	async ledger(): Promise<LedgerTotals> {
		await this.ledgers.caughtUp();
		const { documents } = this.store;
		const hash = new StateHash(this.merchant);
		let after: StatePosition | undefined;
		do {
			const { states, next } = await documents.states(after, hostLimits.statesPageMax);
			for (const state of states) hash.add(state);
			after = next;
		} while (after);
		return { ...(await documents.totals()), stateHash: hash.end() };
	}

	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	private async start(): Promise<void> {
		for (const { terminal, lastSeenMs } of await this.store.terminals.all())
			this.devices.restore(terminal, lastSeenMs);
		await this.ledgers.open();
		const isCodeOpen = (codeId: string): Promise<boolean> => this.enrolment.isOpen(codeId);
		this.#broker = await Broker.open({
			access: new Access({ store: this.store, merchant: this.merchant, isCodeOpen }),
			merchant: this.merchant,
			metrics: this.metrics,
			refuse: this.refuse,
			connectionsMax: this.#options.connectionsMax,
			onPublish: (identity, leaf, payload, onHandled) => this.take(identity, leaf, payload, onHandled),
			onFailure: (error) => this.failed(error),
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
		await this.ingest.close();
		await (this.#broker as Broker | undefined)?.close();
		await this.ledgers.close();
		await this.store.close();
	}

	private take(identity: Identity, leaf: UpTopic | "request", payload: Uint8Array, onHandled: Handled): void {
		if (identity.kind === "terminal" && leaf === "batch") {
			const { terminal } = identity;
			if (this.ingest.isFull) return onHandled(new Error("busy"));
			this.ingest.submit(terminal, payload, (error, reply) => {
				onHandled(error);
				if (reply?.ack) this.#broker.send(terminal, "ack", reply.ack);
			});
			return;
		}
		const handled =
			identity.kind === "enrolment"
				? this.answerEnrolment(identity.codeId, payload, onHandled)
				: this.hear(identity.terminal, leaf, payload).then(() => onHandled());
		handled.catch((error: unknown) => {
			this.failed(error);
			onHandled(error instanceof Error ? error : new Error(String(error)));
		});
	}

	private async hear(terminal: string, leaf: UpTopic | "request", payload: Uint8Array): Promise<void> {
		const heard = await attemptAsync(async () => {
			if (leaf === "get") this.#broker.send(terminal, "chunk", await this.#chunks.reply(payload));
			else await this.#sessions.hear(terminal, payload);
		});
		if ("fault" in heard) this.refuse(heard.fault.code, { terminal, leaf, detail: heard.fault.detail });
	}

	private async answerEnrolment(codeId: string, payload: Uint8Array, onHandled: Handled): Promise<void> {
		const { reply, terminal } = await this.enrolment.answer(codeId, payload);
		if (terminal !== undefined) {
			// The old credentials are void: whoever still holds a session with them is another device.
			this.#broker.disconnect(terminal);
			this.events.emit({ kind: "terminal", terminal });
		}
		onHandled();
		this.#broker.reply(codeId, reply);
	}

	/** The store has failed where nobody waits for it: it is counted and logged, and nothing else stops. */
	private failed(error: unknown): void {
		this.metrics.refused("STORE_FAILED");
		this.log.error({ code: "STORE_FAILED", error }, textOf("STORE_FAILED"));
	}

	private async announce(row: FirmwareRow): Promise<FirmwareRow> {
		this.log.info(
			{ board: row.board, version: row.version },
			row.isWithdrawn ? "Firmware withdrawn." : "Firmware published.",
		);
		await this.#sessions.announceFirmware();
		return row;
	}

	private presence(terminal: string, isOnline: boolean): void {
		const nowMs = this.clock.now();
		this.devices.presence(terminal, isOnline, nowMs);
		if (!this.#closing) this.store.terminals.seen(terminal, nowMs).catch((error: unknown) => this.failed(error));
		this.log.info({ terminal, isOnline }, isOnline ? "Terminal connected." : "Terminal disconnected.");
		this.events.emit({ kind: "terminal", terminal });
	}
}

/** What is opened before the host is made of it. */
interface Opened {
	readonly stall: MerchantSettings;
	readonly web: FastifyInstance;
	readonly store: Store;
	readonly incarnation: number;
	readonly signer: NodeSigner;
}

function merchantOf({ merchant = "demo" }: HostOptions): string {
	return merchant;
}
