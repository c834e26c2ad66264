// The embedded MQTT 3.1.1 broker: aedes with our access rules, and with packet bounds before its parser. The PUBACK of
// a message is delayed until the host has handled the message.
import type { EventEmitter } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTlsServer } from "node:tls";
import { Aedes, type AedesOptions, type Client } from "aedes";
import { equal } from "../../../firmware/core/bytes.js";
import {
	type DownTopic,
	enrolmentTopic,
	enrolmentUsername,
	terminalTopic,
	terminalUsername,
} from "../../../firmware/wire/topics.js";
import { hashPassword } from "../../crypto.js";
import type { AnyFaultCode } from "../../faults.js";
import type { Guard } from "../../guard.js";
import { hostLimits } from "../../limits.js";
import type { Refuse } from "../../log.js";
import type { Account, Endpoint, Transport, TransportHandlers } from "../transport.js";
import { Access, type AccessOptions, type Identity } from "./access.js";
import { Lobby } from "./lobby.js";
import { NoRouter, NoStorage } from "./no-routing.js";
import { PacketGuard } from "./packet-guard.js";
import type { Tls } from "./tls.js";
import { Turns } from "./turns.js";

export interface EmbeddedTransportOptions extends AccessOptions {
	readonly refuse: Refuse;
	readonly guard: Guard;
	/** Called with the number of connected terminals whenever it changes. */
	readonly onConnected: (terminals: number) => void;
	readonly connectionsMax?: number | undefined;
	/** The address to listen on. */
	readonly listenHost: string;
	/** 0 for a free port; undefined for no TCP. */
	readonly port: number | undefined;
	/** The host name that terminals connect to. */
	readonly publicHost: string;
	/** With TLS, the port without TLS serves only enrolment. */
	readonly tls?: (Tls & { readonly port: number }) | undefined;
}

const defaultPort = 1_883;
/** CONNACK return code "server unavailable" (section 3.2.2.3). */
const serverUnavailable = 3;

interface ServeOptions {
	readonly isEnrolmentOnly: boolean;
	readonly socket: Socket | undefined;
}

type Publisher = NonNullable<AedesOptions["authorizePublish"]>;

export class EmbeddedTransport implements Transport {
	readonly #options: EmbeddedTransportOptions;
	readonly #access: Access;
	readonly #identities = new WeakMap<Client, Identity>();
	readonly #clients = new Map<string, Client>();
	/** Of `#clients`, those that are terminals. Counting them at each connection would be quadratic in a storm. */
	#terminals = 0;
	/** Authenticated clients whose session has not started yet. */
	readonly #beginning = new Set<Client>();
	readonly #subscriptions = new WeakMap<Client, Set<string>>();
	/** Connections that have sent CONNECT. */
	readonly #streams = new Set<Duplex>();
	readonly #lobby: Lobby;
	readonly #turns = new Turns();
	readonly #servers: Server[] = [];
	/** Connections without TLS when terminals have to use TLS. */
	readonly #enrolmentOnly = new WeakSet<object>();
	/** Undefined before `open`. */
	#aedes: Aedes | undefined;
	/** Aedes reports the end of no client whose connection ends while its session begins. */
	#onStreamClosed: (client: Client) => void = () => undefined;
	#port = 0;
	#securePort = 0;
	#closing: Promise<void> | undefined;

	constructor(options: EmbeddedTransportOptions) {
		this.#options = options;
		this.#access = new Access(options);
		const { refuse } = options;
		this.#lobby = new Lobby({ refuse, strangersMax: Math.min(this.connectionsMax, hostLimits.strangersMax) });
	}

	async open(handlers: TransportHandlers): Promise<void> {
		const { port, listenHost, tls } = this.#options;
		this.#aedes = await Aedes.createBroker(this.rules(handlers));
		this.follow(this.#aedes, handlers);
		if (port !== undefined) {
			const serve = this.#options.guard.handler("connection", (socket: Socket) => {
				this.#lobby.enter(socket);
				this.serve(socket, { isEnrolmentOnly: tls !== undefined, socket });
			});
			this.#port = await this.listen(createServer({ noDelay: true }, serve), port, listenHost);
		}
		if (tls) this.#securePort = await this.listenSecure(tls, listenHost);
	}

	/** The port without TLS; 0 when there is none. */
	get port(): number {
		return this.#port;
	}

	/** The port with TLS; 0 when there is none. */
	get securePort(): number {
		return this.#securePort;
	}

	get endpoint(): Endpoint {
		const { publicHost, tls } = this.#options;
		return {
			host: publicHost,
			port: this.#port || defaultPort,
			secure: tls && { port: this.#securePort, authority: tls.authority },
		};
	}

	attach(stream: Duplex): void {
		this.serve(stream, { isEnrolmentOnly: false, socket: undefined });
	}

	send(terminal: string, leaf: DownTopic, payload: Uint8Array): boolean {
		const client = this.terminal(terminal);
		const identity = client && this.#identities.get(client);
		return identity?.kind === "terminal" && this.publish(client, terminalTopic(identity.topicRoot, leaf), payload);
	}

	reply(codeId: string, payload: Uint8Array): boolean {
		return this.publish(this.#clients.get(enrolmentUsername(codeId)), enrolmentTopic(codeId, "reply"), payload);
	}

	online(): string[] {
		return [...this.#clients.values()].flatMap((client) => {
			const identity = this.#identities.get(client);
			return identity?.kind === "terminal" ? [identity.terminal] : [];
		});
	}

	isOnline(terminal: string): boolean {
		return this.terminal(terminal) !== undefined;
	}

	/**
	 * Accounts are looked up in the store at each connection, so only existing sessions have to be ended, and those
	 * that are being started after the old account was looked up.
	 */
	provision(account: Account): void {
		if (account.kind !== "terminal") return;
		const passwordHash = hashPassword(account.password);
		for (const client of [...this.#clients.values(), ...this.#beginning]) {
			const identity = this.#identities.get(client);
			if (identity?.kind !== "terminal" || identity.terminal !== account.terminal) continue;
			if (!equal(identity.passwordHash, passwordHash)) client.close();
		}
	}

	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	/** Aedes' hooks that decide who may do what. */
	private rules(handlers: TransportHandlers): AedesOptions {
		return {
			...{ mq: new NoRouter(), persistence: new NoStorage() },
			connectTimeout: hostLimits.connectTimeoutMs,
			maxTopicLevels: 8,
			preConnect: (_client, packet, done) => {
				const { keepalive = 0 } = packet;
				// Without a keep-alive a terminal on a dead connection would count as online indefinitely.
				const isKept = keepalive > 0 && keepalive <= hostLimits.keepAliveSecondsMax;
				const isOffered = packet.protocolVersion === 4 && packet.clean === true && !packet.will && isKept;
				if (!isOffered) this.#options.refuse("MQTT_CONNECT_REFUSED", { clientId: clip(packet.clientId) });
				done(isOffered ? null : new Error("MQTT_CONNECT_REFUSED"), isOffered);
			},
			authenticate: (client, username, password, done) => {
				const { guard } = this.#options;
				guard.run("authenticate", async () => {
					const known = await this.authenticate(client, username, password).catch((error: unknown) => {
						guard.report("authenticate", error);
						return undefined;
					});
					// A terminal whose credentials cannot be looked up is told to come again, not that it is unknown.
					if (known === undefined) done(Object.assign(new Error(), { returnCode: serverUnavailable }), false);
					else done(null, known);
				});
			},
			authorizePublish: this.publishRule(handlers),
			authorizeSubscribe: (client, subscription, done) => {
				const identity = this.#identities.get(client);
				if (identity && this.#access.maySubscribe(identity, subscription.topic))
					return done(null, subscription);
				this.#options.refuse("TOPIC_FORBIDDEN", { ...nameOf(identity), topic: clip(subscription.topic) });
				// For null, aedes sends the failure code in SUBACK and keeps the connection open.
				done(null, null);
			},
			// Clients never receive each other's messages; they receive only what `send` and `reply` publish.
			authorizeForward: (_client, packet) => ("clientId" in packet && packet.clientId ? null : packet),
		};
	}

	private async authenticate(
		client: Client,
		username: string | undefined,
		password: Uint8Array | undefined,
	): Promise<boolean> {
		const known = await this.#access.identify(client.id, username, password);
		const isEnrolmentOnly = this.#enrolmentOnly.has(client.conn);
		const identity = isEnrolmentOnly && known?.kind === "terminal" ? undefined : known;
		if (identity) {
			this.#identities.set(client, identity);
			if (!client.closed) this.#beginning.add(client);
		} else this.#options.refuse("MQTT_NOT_AUTHORISED", { username: clip(username) });
		return identity !== undefined;
	}

	private publishRule(handlers: TransportHandlers): Publisher {
		return (client, packet, done) => {
			const settle: typeof done = (error) => {
				done(error);
				if (client?.conn instanceof PacketGuard) client.conn.settle();
			};
			const identity = client && this.#identities.get(client);
			const leaf = identity && this.#access.mayPublish(identity, packet.topic);
			if (!identity || !leaf) return this.forbid("TOPIC_FORBIDDEN", identity, packet.topic, settle);
			if (packet.retain || packet.qos > 1)
				return this.forbid("PUBLISH_FORBIDDEN", identity, packet.topic, settle);
			const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
			const acknowledge = (error?: Error): void => {
				// A reader that leaves its answers unread gets no further message handled.
				if (error || !client.conn.writableNeedDrain) settle(error ?? null);
				else client.conn.once("drain", () => settle(null));
			};
			this.#options.guard.run(
				"deliver",
				() => {
					if (identity.kind === "enrolment")
						handlers.deliver({ kind: "enrolment", codeId: identity.codeId, payload }, acknowledge);
					else if (leaf !== "request")
						handlers.deliver({ kind: "terminal", terminal: identity.terminal, leaf, payload }, acknowledge);
				},
				acknowledge,
			);
		};
	}

	/** Keeps track of who is connected and what each has subscribed to. */
	private follow(aedes: Aedes, handlers: TransportHandlers): void {
		const { guard } = this.#options;
		const presence = guard.handler("presence", (client: Client, isOnline: boolean) =>
			this.presence(client, isOnline, handlers),
		);
		aedes.on("clientReady", (client) => presence(client, true));
		aedes.on("clientDisconnect", (client) => presence(client, false));
		this.#onStreamClosed = (client) => presence(client, false);
		// The types of aedes leave out this event, which ends the process where nobody listens.
		const emitter: EventEmitter = aedes;
		emitter.on("error", (error) => guard.report("broker", error));
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
		// The packet guard has reported these errors already. Without a listener aedes would throw them.
		aedes.on("connectionError", () => undefined);
		aedes.on("clientError", () => undefined);
	}

	private get connectionsMax(): number {
		return this.#options.connectionsMax ?? hostLimits.connectionsMax;
	}

	/** `socket` is undefined for a stream of this process, which keeps its own bounds. */
	private serve(stream: Duplex, { isEnrolmentOnly, socket }: ServeOptions): void {
		const { refuse } = this.#options;
		if (!this.#aedes || this.#closing) return void stream.destroy();
		const guard: PacketGuard = new PacketGuard({
			stream,
			turns: socket && this.#turns,
			onRefused: (fault) => refuse(fault.code, { ...this.who(guard), detail: fault.detail }),
			onConnect: () => {
				if (socket) this.#lobby.leave(socket);
				this.handle(guard);
			},
		});
		if (isEnrolmentOnly) this.#enrolmentOnly.add(guard);
	}

	/** A connection whose CONNECT has arrived: the broker takes over. */
	private handle(guard: PacketGuard): void {
		if (!this.#aedes || this.#closing || this.#streams.size >= this.connectionsMax) {
			this.#options.refuse("MQTT_CONNECTIONS_FULL", { connections: this.#streams.size });
			guard.destroy();
			return;
		}
		this.#streams.add(guard);
		guard.once("close", () => {
			this.#streams.delete(guard);
			const client = clientOf(guard);
			if (!client) return;
			this.#beginning.delete(client);
			this.#onStreamClosed(client);
		});
		this.#aedes.handle(guard);
	}

	private listenSecure({ server: options, port }: Tls & { readonly port: number }, host: string): Promise<number> {
		const { guard } = this.#options;
		const secure = createTlsServer({ ...options, noDelay: true, handshakeTimeout: hostLimits.connectTimeoutMs });
		secure.on(
			"secureConnection",
			guard.handler("connection", (socket: Socket) => this.serve(socket, { isEnrolmentOnly: false, socket })),
		);
		// A failed handshake is not logged: a port scanner's attempts would fill the log.
		secure.on("tlsClientError", () => undefined);
		// The connection below TLS waits in the lobby until CONNECT, so that its handshake is bounded too.
		const serve = guard.handler("connection", (socket: Socket) => {
			this.#lobby.enter(socket);
			secure.emit("connection", socket);
		});
		return this.listen(createServer({ noDelay: true }, serve), port, host);
	}

	/** Returns the port. */
	private async listen(server: Server, port: number, host: string): Promise<number> {
		this.#servers.push(server);
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(port, host, () => {
				server.off("error", reject);
				resolve();
			});
		});
		// An error while accepting a connection. Without a listener it would end the process.
		server.on("error", (error) => this.#options.guard.report("listen", error));
		return (server.address() as AddressInfo).port;
	}

	private async stop(): Promise<void> {
		const closed = Promise.all(
			this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
		);
		const aedes = this.#aedes;
		if (aedes) await new Promise<void>((resolve) => aedes.close(() => resolve()));
		this.#lobby.close();
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

	private presence(client: Client, isOnline: boolean, handlers: TransportHandlers): void {
		const identity = this.#identities.get(client);
		this.#beginning.delete(client);
		// The client may have been closed while its session was being started.
		if (!identity || (isOnline && client.closed)) return;
		const name = usernameOf(identity);
		// When a session is taken over, the old one ends after the new one has started: ignore its end.
		const before = this.#clients.size;
		if (isOnline) this.#clients.set(name, client);
		else if (this.#clients.get(name) === client) this.#clients.delete(name);
		else return;
		if (identity.kind !== "terminal") return;
		this.#terminals += this.#clients.size - before;
		this.#options.onConnected(this.#terminals);
		handlers.presence(identity.terminal, isOnline);
	}

	private forbid(
		code: AnyFaultCode,
		identity: Identity | null | undefined,
		topic: string,
		done: (error?: Error | null) => void,
	): void {
		this.#options.refuse(code, { ...nameOf(identity), topic: clip(topic) });
		// MQTT 3.1.1 has no negative PUBACK (section 3.3.5): the connection ends.
		done(new Error(code));
	}

	private who(guard: PacketGuard): object {
		const client = clientOf(guard);
		return nameOf(client && this.#identities.get(client));
	}
}

/** Aedes stores its client on the stream. */
function clientOf(guard: PacketGuard): Client | undefined {
	return (guard as { client?: Client }).client;
}

function nameOf(identity: Identity | null | undefined): object {
	if (!identity) return {};
	return identity.kind === "terminal" ? { terminal: identity.terminal } : { codeId: identity.codeId };
}

function usernameOf(identity: Identity): string {
	return identity.kind === "terminal"
		? terminalUsername(identity.merchant, identity.terminal)
		: enrolmentUsername(identity.codeId);
}

/** Shortens a name from a client and replaces unprintable characters, for the log. */
function clip(text: string | undefined): string {
	return (text ?? "").slice(0, 80).replace(/[^\x20-\x7e]/g, "?");
}
