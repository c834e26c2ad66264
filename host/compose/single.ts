// The host as a single process with its own broker and database. Creates all parts in the order of their dependencies,
// opens them, and closes them in reverse order. No other module creates parts of the host.
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import { isIdentifier } from "../../firmware/wire/reader.js";
import type { Place } from "../../firmware/wire/record.js";
import { CheckedCbor } from "../cbor.js";
import { type Clock, systemClock } from "../clock.js";
import type { WebContext } from "../context.js";
import { Catalogs } from "../control/catalog.js";
import { Chunks } from "../control/chunks.js";
import { CredentialLookup } from "../control/credential-lookup.js";
import { openFolder } from "../control/data-folder.js";
import { Devices } from "../control/devices.js";
import { Enrolment, type IssuedCode } from "../control/enrolment.js";
import { Firmware } from "../control/firmware.js";
import { Flags } from "../control/flags.js";
import { Health } from "../control/health.js";
import { openHostKey, openTextKey } from "../control/host-key.js";
import { ImageStore } from "../control/image-store.js";
import { Inbox } from "../control/inbox.js";
import { LastSeen } from "../control/last-seen.js";
import { Operator } from "../control/operator.js";
import { judgeTimesAgain } from "../control/receipt-times.js";
import { People } from "../control/people.js";
import { Promotions } from "../control/promotions.js";
import { Rights } from "../control/rights.js";
import { Rules } from "../control/rules.js";
import { ErasureList } from "../control/erasure-list.js";
import { PrivateTexts } from "../control/private-texts.js";
import { Sessions } from "../control/sessions.js";
import { TlsExpiry } from "../control/tls-expiry.js";
import { NodeDigest, type NodeSigner, NodeVerifier } from "../crypto.js";
import { makeFolder } from "../durable-file.js";
import { Events } from "../events.js";
import { HostFault } from "../faults.js";
import { closeToOthers } from "../private-folder.js";
import { Guard } from "../guard.js";
import { Ingest } from "../ingest/ingest.js";
import { LedgerFollower } from "../ledger/follower.js";
import type { LedgerTotals } from "../ledger/entry.js";
import { hostLimits } from "../limits.js";
import { StateHash } from "../ledger/documents/state-hash.js";
import { type Refuse, refuser } from "../log.js";
import { Metrics } from "../metrics.js";
import type { HostOptions } from "../options.js";
import { type OperatorAnswer, Payments } from "../payments/payments.js";
import { reachableName } from "../reachable-name.js";
import { checkSettings, type MerchantSettings } from "../settings.js";
import { ownerOf } from "../store/sqlite/owner.js";
import { openStore } from "../store/sqlite/open.js";
import { SqlitePrivateTexts } from "../store/sqlite/private-texts.js";
import type { FirmwareRow, StatePosition, Store } from "../store/store.js";
import type { Endpoint, Transport } from "../transport/transport.js";
import { EmbeddedTransport } from "../transport/embedded/embedded-transport.js";
import { openTls } from "../transport/embedded/tls.js";
import type { App } from "../web/app.js";
import { openWebTls, type WebTls } from "../web/tls.js";
import { createApp, serveRoutes } from "../web/web.js";

export type { HostOptions } from "../options.js";

/** Created before all other parts. */
interface Prerequisites {
	readonly options: HostOptions;
	readonly merchant: string;
	readonly settings: MerchantSettings;
	readonly app: App;
	readonly webTls: WebTls | undefined;
	readonly metrics: Metrics;
	readonly refuse: Refuse;
	readonly store: Store;
	readonly clock: Clock;
	readonly incarnation: number;
	readonly signer: NodeSigner;
	readonly privateStore: SqlitePrivateTexts;
}

type Parts = ReturnType<typeof compose>;

export class Host {
	readonly store: Store;
	readonly clock: Clock;
	readonly merchant: string;
	readonly settings: MerchantSettings;
	readonly metrics: Metrics;
	readonly guard: Guard;
	readonly devices: Devices;
	readonly events: Events;
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly promotions: Promotions;
	readonly payments: Payments;
	readonly rights: Rights;
	readonly ingest: Ingest;
	readonly ledgers: LedgerFollower;
	readonly publicKey: Uint8Array;
	/** The context of the web routes. */
	readonly context: WebContext;
	readonly #parts: Parts;
	#httpPort = 0;
	#closing: Promise<void> | undefined;

	private constructor(parts: Parts) {
		this.#parts = parts;
		this.store = parts.store;
		this.clock = parts.clock;
		this.merchant = parts.merchant;
		this.settings = parts.settings;
		this.metrics = parts.metrics;
		this.guard = parts.guard;
		this.devices = parts.devices;
		this.events = parts.events;
		this.catalogs = parts.catalogs;
		this.firmware = parts.firmware;
		this.promotions = parts.promotions;
		this.payments = parts.payments;
		this.rights = parts.rights;
		this.ingest = parts.ingest;
		this.ledgers = parts.ledgers;
		this.publicKey = parts.signer.publicKey;
		this.context = contextOf(parts);
	}

	/**
	 * Rejects with HostFault SETTINGS_INVALID, DATA_FOLDER_*, STORE_*, HOST_KEY_DAMAGED, TLS_UNUSABLE, PORT_UNUSABLE,
	 * HTTP_NOT_AUTHORISED or HTTP_IN_CLEAR, after closing the parts that were open.
	 */
	static async open(options: HostOptions): Promise<Host> {
		const { merchant = "demo" } = options;
		if (!isIdentifier(merchant) || merchant === "enrol") throw new HostFault("HTTP_BAD_REQUEST", "merchant");
		const settings = checkSettings(options.settings);
		const clock = options.clock ?? systemClock;
		const webTls = options.webTls && openWebTls(options.webTls, options.hostNames ?? [], clock.now());
		const app = createApp(options, webTls?.server);
		const metrics = new Metrics();
		const refuse = refuser(app.log, metrics);
		let store: Store | undefined;
		let privateStore: SqlitePrivateTexts | undefined;
		let host: Host | undefined;
		try {
			store = await openData(options, merchant, app, refuse);
			const incarnation = await openFolder(store, merchant, options.restored ?? false, clock.now());
			const signer = await openHostKey(options.dataDir, store);
			privateStore = new SqlitePrivateTexts(options.dataDir);
			const basis = {
				privateStore,
				options,
				merchant,
				settings,
				app,
				metrics,
				refuse,
				store,
				clock,
				incarnation,
				signer,
				webTls,
			};
			host = new Host(compose(basis));
			await host.start(options);
			return host;
		} catch (error) {
			if (host) await host.close();
			else {
				privateStore?.close();
				await store?.close();
			}
			throw startFault(error);
		}
	}

	/** The merchant of a data folder; undefined for a new one, and for one that only `open` can judge. */
	static ownerOf(dataDir: string): string | undefined {
		return ownerOf(dataDir);
	}

	/** The broker's TCP port; 0 when it does not listen. */
	get mqttPort(): number {
		return this.#parts.transport.port;
	}

	/** The broker's port for TLS; 0 when there is none. */
	get mqttsPort(): number {
		return this.#parts.transport.securePort;
	}

	/** Where terminals connect, as enrolment codes say. */
	get endpoint(): Endpoint {
		return this.#parts.transport.endpoint;
	}

	/** The API's TCP port; 0 when it does not listen. */
	get httpPort(): number {
		return this.#httpPort;
	}

	get web(): FastifyInstance {
		return this.#parts.app as unknown as FastifyInstance;
	}

	/** Serves MQTT over a connected stream, for simulations without a network. */
	attach(stream: Duplex): void {
		this.#parts.transport.attach(stream);
	}

	isOnline(terminal: string): boolean {
		return this.#parts.transport.isOnline(terminal);
	}

	enrol(terminal: string, name: string): Promise<IssuedCode> {
		return this.#parts.operator.enrol(terminal, name);
	}

	async publishCatalog(csv: Uint8Array): Promise<number> {
		return (await this.#parts.operator.publishCatalog(csv)).version;
	}

	answerPayment(terminal: string, origin: Place, answer: OperatorAnswer): Promise<void> {
		return this.#parts.operator.answerPayment(terminal, origin, answer);
	}

	publishFirmware(board: string, version: number, image: Uint8Array): Promise<FirmwareRow> {
		return this.#parts.operator.publishFirmware(board, version, image);
	}

	withdrawFirmware(board: string, version: number): Promise<FirmwareRow> {
		return this.#parts.operator.withdrawFirmware(board, version);
	}

	/**
	 * For a host whose own clock was wrong: judges the times of all records again by its present time, and folds the
	 * ledgers again. Returns how many records are booked under another time now.
	 */
	async judgeTimesAgain(): Promise<number> {
		const count = await judgeTimesAgain(this.#parts);
		await this.ledgers.rebuild();
		return count;
	}

	/** Of every record that is committed when this is called. */
	ledger(): Promise<LedgerTotals> {
		return ledgerOf(this.#parts);
	}

	/** Idempotent. */
	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	private async start(options: HostOptions): Promise<void> {
		const { httpPort, httpHost = "127.0.0.1" } = options;
		const { app, store, devices, guard, enrolment, ledgers, tlsExpiry, transport, inbox, log } = this.#parts;
		const { merchant, rules, promotions } = this.#parts;
		if (options.pricing !== undefined) await rules.importFile(options.pricing);
		await serveRoutes(app, options, this.context);
		for (const { terminal, lastSeenMs } of await store.terminals.all()) devices.restore(terminal, lastSeenMs);
		this.#parts.texts.open();
		await ledgers.open();
		await tlsExpiry.open();
		await promotions.open();
		enrolment.open();
		await transport.open(inbox);
		await app.ready();
		if (httpPort !== undefined) {
			await app.listen({ port: httpPort, host: httpHost });
			this.#httpPort = (app.server.address() as AddressInfo).port;
			app.server.on("error", (error) => guard.report("http", error));
		}
		log.info({ mqttPort: this.mqttPort, httpPort: this.#httpPort, merchant }, "Host is ready.");
	}

	private async stop(): Promise<void> {
		const { app, sessions, enrolment, ingest, lastSeen, tlsExpiry, transport, ledgers, store, privateStore } =
			this.#parts;
		tlsExpiry.close();
		this.#parts.promotions.close();
		enrolment.close();
		// Before the disconnections that closing causes, which are no sightings.
		await lastSeen.close();
		await app.close();
		sessions.close();
		await ingest.close();
		await transport.close();
		await ledgers.close();
		privateStore.close();
		await store.close();
	}
}

/** Rejects with HostFault DATA_FOLDER_* or STORE_*, or an error of the file system. */
async function openData(options: HostOptions, merchant: string, app: App, refuse: Refuse): Promise<Store> {
	const { dataDir, isStoreInThread = false, restored = false } = options;
	if (dataDir !== undefined) {
		makeFolder(dataDir);
		const closed = closeToOthers(dataDir);
		if (closed.length > 0) refuse("DATA_FOLDER_CLOSED", { detail: closed.join(", ") });
	}
	return openStore({
		...{ folder: dataDir, merchant, isInThread: isStoreInThread, isRestored: restored },
		onTrouble: (fault) => {
			if (fault) refuse(fault.code, { detail: fault.detail, error: fault });
			else app.log.info({}, "The store works again.");
		},
	});
}

/** The fault for what the system refused while a host started. */
function startFault(error: unknown): unknown {
	if (!(error instanceof Error && "syscall" in error && "code" in error)) return error;
	if (error.syscall === "listen" || error.syscall === "getaddrinfo")
		return new HostFault("PORT_UNUSABLE", error.message);
	return new HostFault("DATA_FOLDER_UNUSABLE", error.message);
}

function compose(prerequisites: Prerequisites) {
	const { options, merchant, settings, app, webTls, metrics, refuse, store, clock } = prerequisites;
	const { incarnation, signer, privateStore } = prerequisites;
	const { dataDir, archive } = options;
	const log = app.log;
	const guard = new Guard(refuse);
	const events = new Events((error) => guard.report("events", error));
	const cbor = new CheckedCbor();
	const digest = new NodeDigest();
	const basis = { store, cbor, digest, signer, clock, log, refuse, guard, events, merchant };
	const devices = new Devices();
	const ledgers = new LedgerFollower({ ...basis, metrics, drawerToleranceMinor: settings.drawerToleranceMinor });
	const caughtUp = (): Promise<void> => ledgers.caughtUp();
	const payments = new Payments({ ...basis, caughtUp });
	const verifier = new NodeVerifier();
	const ingest = new Ingest({
		...{ ...basis, verifier, metrics, incarnation, archive, settings },
		onCommitted: (entries) => [ledgers, rights].forEach((each) => each.follow(entries)),
	});
	const people = new People(basis);
	const [rules, flags] = [new Rules({ ...basis, settings }), new Flags(basis)];
	const catalogs = new Catalogs({ ...basis, settings, people, rules });
	const firmware = new Firmware({ ...basis, images: new ImageStore(dataDir, "firmware") });
	const { mqttHost = "127.0.0.1", publicHost = reachableName(mqttHost) } = options;
	const tls = options.tls && { ...openTls(options.tls, publicHost, clock.now()), port: options.tls.port };
	const expiries = [tls, webTls].flatMap((each) => (each ? [each.expiry] : []));
	const tlsExpiry = new TlsExpiry({ ...basis, metrics, expiry: expiries.sort((a, b) => a.atMs - b.atMs)[0] });
	const lookup = new CredentialLookup(store);
	const transport: EmbeddedTransport = new EmbeddedTransport({
		...{ merchant, refuse, guard, tls, publicHost, listenHost: mqttHost, port: options.mqttPort },
		connectionsMax: options.connectionsMax,
		onConnected: (terminals) => metrics.connected(terminals),
		findCredentials: (terminal) => lookup.find(terminal),
		isCodeOpen: (codeId) => enrolment.isOpen(codeId),
	});
	const enrolment: Enrolment = new Enrolment({
		...{ ...basis, caughtUp },
		settled: (terminal) => ingest.settled(terminal),
		endpoint: () => transport.endpoint,
		provision: (account) => transport.provision(account),
	});
	const texts = new PrivateTexts({
		...{ ...basis, caughtUp, texts: privateStore, erasures: new ErasureList(dataDir), key: openTextKey(dataDir) },
	});
	const send: Transport["send"] = (terminal, leaf, payload) => transport.send(terminal, leaf, payload);
	const rights: Rights = new Rights({ ...basis, caughtUp, rules, devices, send });
	const sessions = new Sessions({
		...{ ...basis, archive, payments, rights, texts, ingest, catalogs, firmware, devices, flags },
		send,
		online: () => transport.online(),
	});
	const chunks = new Chunks(cbor, [catalogs, firmware]);
	const lastSeen = new LastSeen(basis);
	const receivers = { devices, lastSeen, ingest, chunks, sessions, rights, texts, enrolment };
	const inbox = new Inbox({ ...basis, ...receivers, transport });
	const controls = { catalogs, firmware, flags, devices, enrolment, people, sessions, transport };
	const operator = new Operator({ ...basis, ...controls });
	const announce = (version: number): Promise<void> => operator.announceCatalog(version);
	const promotions = new Promotions({ ...basis, settings, rules, catalogs, announce });
	return {
		...{ ...basis, app, settings, metrics, devices, ledgers, payments, ingest, catalogs, firmware },
		...{ people, rights, rules, promotions, texts, privateStore, enrolment, transport, sessions, lastSeen },
		...{ inbox, operator, tlsExpiry, health: new Health({ ...basis, tlsExpiry }) },
	};
}

function contextOf(parts: Parts): WebContext {
	const { store, clock, merchant, settings, cbor, digest, refuse, metrics, devices, events } = parts;
	const { catalogs, firmware, health, ledgers, operator, payments, people, promotions, rights, rules } = parts;
	const { terminals, chains, notices, reports } = store;
	return {
		...{ clock, merchant, settings, cbor, digest, refuse, devices, events, terminals, chains, notices, reports },
		currency: () => store.settings.get("currency"),
		ledger: () => ledgerOf(parts),
		openPayments: () => payments.open(),
		unconfirmedPayments: () => payments.unconfirmed(),
		answerPayment: (terminal, origin, answer) => operator.answerPayment(terminal, origin, answer),
		textOf: (digest) => parts.texts.textOf(digest),
		eraseTexts: (terminal, digests) => parts.sessions.eraseTexts(terminal, digests),
		alarmsChanged: () => events.emit({ kind: "alarm", terminal: "" }),
		enrol: (terminal, name) => operator.enrol(terminal, name),
		catalogSource: () => catalogs.latestSource(),
		catalogCsv: () => catalogs.csv(),
		previewCatalog: (csv) => catalogs.preview(csv),
		publishCatalog: (csv, digest) => operator.publishCatalog(csv, digest),
		people: () => people.list(),
		savePerson: (number, change) => operator.savePerson(number, change),
		rights,
		rightRows: store.rights,
		campaigns: async () => (await rules.inEffect()).campaigns,
		promotions,
		flags: () => operator.flags(),
		setFlag: (flag, terminal, untilMs) => operator.setFlag(flag, terminal, untilMs),
		listFirmware: () => firmware.list(),
		publishFirmware: (board, version, image) => operator.publishFirmware(board, version, image),
		withdrawFirmware: (board, version) => operator.withdrawFirmware(board, version),
		troubles: () => health.troubles(),
		ledgerLag: () => ledgers.lag,
		metrics: { contentType: metrics.registry.contentType, text: () => metrics.registry.metrics() },
	};
}

async function ledgerOf({
	store,
	merchant,
	ledgers,
}: Pick<Parts, "store" | "merchant" | "ledgers">): Promise<LedgerTotals> {
	await ledgers.caughtUp();
	const hash = new StateHash(merchant);
	let after: StatePosition | undefined;
	do {
		const { states, next } = await store.documents.states(after, hostLimits.statesPageMax);
		for (const state of states) hash.add(state);
		after = next;
	} while (after);
	return { ...(await store.documents.totals()), stateHash: hash.end() };
}
