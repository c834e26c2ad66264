// The embedded MQTT 3.1.1 broker: aedes with our access rules, packet bounds before its parser, and the PUBACK of a
// batch held back until the store has committed it, which is the backpressure.
import { createServer, type AddressInfo, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { Aedes, type Client } from "aedes";
import {
	type DownTopic,
	enrolmentTopic,
	enrolmentUsername,
	terminalTopic,
	terminalUsername,
	type UpTopic,
} from "../../firmware/wire/topics.js";
import type { AnyFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { Metrics } from "../metrics.js";
import type { Refuse } from "../log.js";
import type { Access, Identity } from "./access.js";
import { PacketGuard } from "./packet-guard.js";

export type Handled = (error?: Error) => void;

export interface BrokerOptions {
	readonly access: Access;
	readonly merchant: string;
	readonly metrics: Metrics;
	readonly refuse: Refuse;
	readonly connectionsMax?: number | undefined;
	/** `onHandled` releases the PUBACK; an error closes the connection instead. */
	readonly onPublish: (
		identity: Identity,
		leaf: UpTopic | "request",
		payload: Uint8Array,
		onHandled: Handled,
	) => void;
	/** Something failed that no client is to blame for. */
	readonly onFailure: (error: unknown) => void;
	/** A terminal came or went. */
	readonly onPresence: (terminal: string, isOnline: boolean) => void;
}

export class Broker {
	readonly #options: BrokerOptions;
	readonly #identities = new WeakMap<Client, Identity>();
	readonly #clients = new Map<string, Client>();
	readonly #subscriptions = new WeakMap<Client, Set<string>>();
	readonly #streams = new Set<Duplex>();
	#aedes!: Aedes;
	readonly #servers: Server[] = [];
	/** Connections on a line that anybody may listen to, where there is a better one. */
	readonly #enrolmentOnly = new WeakSet<object>();
	#closing: Promise<void> | undefined;

	private constructor(options: BrokerOptions) {
		this.#options = options;
	}

	static async open(options: BrokerOptions): Promise<Broker> {
		const broker = new Broker(options);
		await broker.start();
		return broker;
	}

	/**
	 * Serves a byte stream that is already connected; one of an open line serves enrolment alone where terminals have
	 * TLS.
	 */
	attach(stream: Duplex, isEnrolmentOnly = false): void {
		if (this.#closing || this.#streams.size >= (this.#options.connectionsMax ?? hostLimits.connectionsMax)) {
			this.#options.refuse("MQTT_CONNECTIONS_FULL", { connections: this.#streams.size });
			stream.destroy();
			return;
		}
		this.#streams.add(stream);
		stream.once("close", () => this.#streams.delete(stream));
		const guard = new PacketGuard({
			stream,
			onRefused: (fault) => this.#options.refuse(fault.code, { ...this.who(guard), detail: fault.detail }),
		});
		if (isEnrolmentOnly) this.#enrolmentOnly.add(guard);
		this.#aedes.handle(guard);
	}

	/** Listens on TCP; returns the port (0 asks for a free one). */
	listen(port: number, host: string, isEnrolmentOnly: boolean): Promise<number> {
		return this.listenOn(
			createServer({ noDelay: true }, (socket) => this.attach(socket, isEnrolmentOnly)),
			port,
			host,
		);
	}

	/** The same with TLS. */
	listenTls(port: number, host: string, tls: TlsOptions): Promise<number> {
		const server = createTlsServer({ ...tls, noDelay: true }, (socket) => this.attach(socket));
		// Those that have not shaken hands are bounded too; `attach` refuses the others with a word.
		server.maxConnections = (this.#options.connectionsMax ?? hostLimits.connectionsMax) + hostLimits.handshakesMax;
		// Whoever fails to shake hands is no client yet; a scanner's attempts would fill the log.
		server.on("tlsClientError", () => undefined);
		return this.listenOn(server, port, host);
	}

	private async listenOn(server: Server, port: number, host: string): Promise<number> {
		this.#servers.push(server);
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(port, host, resolve);
		});
		return (server.address() as AddressInfo).port;
	}

	/** Sends to one terminal that has subscribed; false when it is not there. */
	send(terminal: string, leaf: DownTopic, payload: Uint8Array): boolean {
		const client = this.terminal(terminal);
		const identity = client && this.#identities.get(client);
		return identity?.kind === "terminal" && this.publish(client, terminalTopic(identity.topicRoot, leaf), payload);
	}

	/** Answers a request to enrol. */
	reply(codeId: string, payload: Uint8Array): boolean {
		return this.publish(this.#clients.get(enrolmentUsername(codeId)), enrolmentTopic(codeId, "reply"), payload);
	}

	/** The terminals that are connected now. */
	online(): string[] {
		return [...this.#clients.values()].flatMap((client) => {
			const identity = this.#identities.get(client);
			return identity?.kind === "terminal" ? [identity.terminal] : [];
		});
	}

	isOnline(terminal: string): boolean {
		return this.terminal(terminal) !== undefined;
	}

	/** Ends a connection, such as after the terminal's credentials changed. */
	disconnect(terminal: string): void {
		this.terminal(terminal)?.close();
	}

	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	private async start(): Promise<void> {
		const aedes = await Aedes.createBroker({
			connectTimeout: hostLimits.connectTimeoutMs,
			maxTopicLevels: 8,
			preConnect: (_client, packet, done) => {
				const { keepalive = 0 } = packet;
				// Without a keep-alive a dead line would count as a terminal online for ever.
				const isKept = keepalive > 0 && keepalive <= hostLimits.keepAliveSecondsMax;
				const isOffered = packet.protocolVersion === 4 && packet.clean === true && !packet.will && isKept;
				if (!isOffered) this.#options.refuse("MQTT_CONNECT_REFUSED", { clientId: clip(packet.clientId) });
				done(isOffered ? null : new Error("MQTT_CONNECT_REFUSED"), isOffered);
			},
			authenticate: (client, username, password, done) => {
				this.identify(client, username, password).then(
					(isKnown) => done(null, isKnown),
					(error: unknown) => {
						this.#options.onFailure(error);
						done(null, false);
					},
				);
			},
			authorizePublish: (client, packet, done) => {
				const identity = client && this.#identities.get(client);
				const leaf = identity && this.#options.access.mayPublish(identity, packet.topic);
				if (!identity || !leaf) return this.forbid("TOPIC_FORBIDDEN", identity, packet.topic, done);
				if (packet.retain || packet.qos > 1)
					return this.forbid("PUBLISH_FORBIDDEN", identity, packet.topic, done);
				const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
				this.#options.onPublish(identity, leaf, payload, (error) => done(error ?? null));
			},
			authorizeSubscribe: (client, subscription, done) => {
				const identity = this.#identities.get(client);
				if (identity && this.#options.access.maySubscribe(identity, subscription.topic))
					return done(null, subscription);
				this.#options.refuse("TOPIC_FORBIDDEN", { ...this.name(identity), topic: clip(subscription.topic) });
				// Null is answered by the failure code of SUBACK; the connection lives on.
				done(null, null);
			},
			// All that goes down is sent to one client by `send`; nothing that a client publishes is passed to another.
			authorizeForward: (_client, packet) => ("clientId" in packet && packet.clientId ? null : packet),
		});
		this.#aedes = aedes;
		aedes.on("clientReady", (client) => this.presence(client, true));
		aedes.on("clientDisconnect", (client) => this.presence(client, false));
		aedes.on("subscribe", (subscriptions, client) => {
			const identity = client && this.#identities.get(client);
			const granted = subscriptions.filter((s) => Number(s.qos) < 128).map((s) => s.topic);
			if (!identity || granted.length === 0) return;
			const held = this.#subscriptions.get(client) ?? new Set();
			for (const topic of granted) held.add(topic);
			this.#subscriptions.set(client, held);
		});
		aedes.on("unsubscribe", (topics, client) => {
			for (const topic of topics) this.#subscriptions.get(client)?.delete(topic);
		});
		aedes.on("connectionError", () => undefined);
		aedes.on("clientError", () => undefined);
	}

	/** Whether the client may connect. */
	private async identify(
		client: Client,
		username: string | undefined,
		password: Uint8Array | undefined,
	): Promise<boolean> {
		const known = await this.#options.access.identify(client.id, username, password);
		const isOpenLine = this.#enrolmentOnly.has(client.conn);
		const identity = isOpenLine && known?.kind === "terminal" ? undefined : known;
		if (identity) this.#identities.set(client, identity);
		else this.#options.refuse("MQTT_NOT_AUTHORISED", { username: clip(username) });
		return identity !== undefined;
	}

	private async stop(): Promise<void> {
		const closed = Promise.all(
			this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
		);
		await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
		for (const stream of this.#streams) stream.destroy();
		await closed;
	}

	private terminal(terminal: string): Client | undefined {
		return this.#clients.get(terminalUsername(this.#options.merchant, terminal));
	}

	private publish(client: Client | undefined, topic: string, payload: Uint8Array): boolean {
		if (!client || client.closed || !this.#subscriptions.get(client)?.has(topic)) return false;
		const packet = {
			cmd: "publish",
			topic,
			payload: Buffer.from(payload),
			qos: 1,
			retain: false,
			dup: false,
		} as const;
		client.publish(packet, () => undefined);
		return true;
	}

	private presence(client: Client, isOnline: boolean): void {
		const identity = this.#identities.get(client);
		if (!identity) return;
		const name = clientId(identity);
		// A session that was taken over ends after its successor began: only the present one counts.
		if (isOnline) this.#clients.set(name, client);
		else if (this.#clients.get(name) === client) this.#clients.delete(name);
		else return;
		if (identity.kind !== "terminal") return;
		this.#options.metrics.connected(this.online().length);
		this.#options.onPresence(identity.terminal, isOnline);
	}

	private forbid(
		code: AnyFaultCode,
		identity: Identity | null | undefined,
		topic: string,
		done: (error?: Error | null) => void,
	): void {
		this.#options.refuse(code, { ...this.name(identity), topic: clip(topic) });
		// MQTT 3.1.1 has no negative PUBACK (section 3.3.5): the connection ends.
		done(new Error(code));
	}

	private who(guard: PacketGuard): object {
		const client = (guard as { client?: Client }).client;
		return this.name(client && this.#identities.get(client));
	}

	private name(identity: Identity | null | undefined): object {
		if (!identity) return {};
		return identity.kind === "terminal" ? { terminal: identity.terminal } : { codeId: identity.codeId };
	}
}

function clientId(identity: Identity): string {
	return identity.kind === "terminal"
		? terminalUsername(identity.merchant, identity.terminal)
		: enrolmentUsername(identity.codeId);
}

/** Names from outside go to the log short and printable. */
function clip(text: string | undefined): string {
	return (text ?? "").slice(0, 80).replace(/[^\x20-\x7e]/g, "?");
}
