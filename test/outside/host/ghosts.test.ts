// Issue 11, number 5: a connection that ends within a millisecond of CONNECT leaves no terminal "online". The kind:
// https://github.com/moscajs/aedes/issues/28 and /issues/574 (clientDisconnect twice or never), /issues/50 (connect and
// disconnect at once), /issues/237 (connections not released).
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import mqtt, { type Packet } from "mqtt-packet";
import { afterEach, expect, it, vi } from "vitest";
import { ascii, toHex } from "../../../firmware/core/bytes.js";
import { topicRoot } from "../../../firmware/wire/topics.js";
import { hashPassword } from "../../../host/crypto.js";
import { Guard } from "../../../host/guard.js";
import { EmbeddedTransport } from "../../../host/transport/embedded/embedded-transport.js";
import { Fixture } from "../../host/fixture.js";
import { sale } from "../../host/test-terminal.js";
import { patienceMs } from "../../patience.js";

const fixture = new Fixture();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
	await fixture.close();
});

const triesMin = 200;
const password = ascii("secret");

/** How the connection ends after the client's packets were written. */
const endings: readonly ((socket: Socket) => void)[] = [
	(socket) => void socket.end(),
	(socket) => void socket.destroy(),
	(socket) => void socket.resetAndDestroy(),
	(socket) => void socket.once("data", () => socket.destroy()),
	(socket) => void socket.once("data", () => socket.resetAndDestroy()),
	(socket) => void setImmediate(() => socket.destroy()),
	(socket) => void setImmediate(() => setImmediate(() => setImmediate(() => socket.end()))),
];

/** The look-up of credentials returns at once, or when the connection may have ended. */
const lookups: readonly (() => Promise<unknown>)[] = [
	() => Promise.resolve(),
	() => new Promise((resolve) => setImmediate(resolve)),
	() => new Promise((resolve) => setTimeout(resolve, 1)),
];

/** CONNECT, and `more` of the packets that a client may send without waiting for CONNACK. */
function packets(username: string, secret: Uint8Array, more: number): Buffer {
	const opening: Packet = {
		...{ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 30 },
		...{ clientId: username, username, password: Buffer.from(secret) },
	};
	const later: Packet[] = [
		{ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t/1/1/ack", qos: 1 }] },
		{ cmd: "pingreq" },
		{ cmd: "disconnect" },
	];
	return Buffer.concat([opening, ...later.slice(0, more)].map((packet) => mqtt.generate(packet)));
}

/** Connects, writes, and ends as the `tries`th ending says. */
async function brief(port: number, tries: number, username: string, secret: Uint8Array): Promise<void> {
	const socket = connect({ port, host: "127.0.0.1", noDelay: true });
	socket.on("error", () => undefined).resume();
	await once(socket, "connect");
	socket.write(packets(username, secret, tries % 4));
	endings[tries % endings.length]!(socket);
	if (!socket.closed) await once(socket, "close");
}

/** Each try is another terminal, so that no later session takes a ghost's place. */
it.each([0, 1, 2])(`leaves no ghost of ${triesMin} terminals, look-up %d`, async (lookup) => {
	let lookedUp = 0;
	let connected = 0;
	const changes = new Map<string, boolean[]>();
	const transport = new EmbeddedTransport({
		...{ merchant: "demo", listenHost: "127.0.0.1", publicHost: "127.0.0.1", port: 0 },
		refuse: () => undefined,
		guard: new Guard(() => undefined),
		onConnected: (terminals) => (connected = terminals),
		isCodeOpen: async () => false,
		findCredentials: async () => {
			await lookups[lookup]!();
			lookedUp++;
			return { passwordHash: hashPassword(password), topicRoot: topicRoot(1) };
		},
	});
	closing.push(() => transport.close());
	await transport.open({
		deliver: (_delivery, acknowledge) => acknowledge(),
		presence: (terminal, isOnline) => void changes.set(terminal, [...(changes.get(terminal) ?? []), isOnline]),
	});
	for (let tries = 0; tries < triesMin; tries++)
		await brief(transport.port, tries, `demo/terminal-${tries}`, password);
	await vi.waitFor(() => expect(transport.online()).toEqual([]), patienceMs);
	expect(lookedUp).toBeGreaterThan(triesMin / 2);
	expect(connected).toBe(0);
	// Whoever has come has gone, once.
	for (const [terminal, each] of changes) expect([terminal, each]).toEqual([terminal, [true, false]]);
	expect(changes.size).toBeGreaterThan(0);
});

it("lets the terminal in whose connections ended at once", async () => {
	const host = await fixture.open({ dataDir: fixture.folder() });
	const terminal = await fixture.terminal(host);
	const secret = ascii(toHex(terminal.grant.password));
	await terminal.client!.close();
	for (let tries = 0; tries < 2 * endings.length; tries++) await brief(host.mqttPort, tries, "demo/stall-1", secret);
	await vi.waitFor(() => expect(host.isOnline("stall-1")).toBe(false), patienceMs);
	expect(host.devices.get("stall-1").isOnline).toBe(false);
	terminal.record(sale(1));
	await fixture.reconnect(host, terminal);
	await terminal.ack();
	expect((await terminal.ship(1)).committed).toBe(1);
	expect(host.isOnline("stall-1")).toBe(true);
});
