// Issue 11, number 8: connections that say nothing lock no terminal out, and epochs that a terminal opens itself are
// bounded. The kind: https://github.com/emqx/emqx/issues/2960 (sockets without CONNACK block new clients for minutes),
// https://github.com/rangersui/Elastik/pull/177 (a bound per address before CONNECT),
// https://github.com/stfbk/mqttsa/issues/6 (a slow denial of service), https://github.com/HarperFast/harper/issues/345.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RecordKind } from "../../../firmware/wire/record.js";
import type { Host } from "../../../host/compose/single.js";
import { networkOf } from "../../../host/arrivals.js";
import { hostLimits } from "../../../host/limits.js";
import { Lobby } from "../../../host/transport/embedded/lobby.js";
import { hasOpenssl, makeCertificates } from "../../host/certificates.js";
import { Fixture, refusals } from "../../host/fixture.js";
import { IngestBench, terminalOf } from "../../host/ingest-bench.js";
import { MqttClient } from "../../host/mqtt-client.js";
import { prefix, sale, TestTerminal } from "../../host/test-terminal.js";
import { patienceMs } from "../../patience.js";

const fixture = new Fixture();
const sockets: Socket[] = [];
afterEach(async () => {
	vi.useRealTimers();
	for (const socket of sockets.splice(0)) socket.destroy();
	await fixture.close();
});

/** Opens `count` connections to `port` and sends each `bytes`. */
async function open(port: number, count: number, bytes: Uint8Array, localAddress?: string): Promise<Socket[]> {
	const opened = Array.from({ length: count }, () =>
		connect({ port, host: "127.0.0.1", ...(localAddress && { localAddress }) }).on("error", () => undefined),
	);
	sockets.push(...opened);
	await Promise.all(
		opened.map(async (socket) => {
			await once(socket, "connect").catch(() => undefined);
			if (bytes.length > 0 && !socket.destroyed) socket.write(bytes);
		}),
	);
	return opened;
}

async function sells(host: Host, name: string): Promise<void> {
	const terminal = await fixture.terminal(host, name);
	terminal.record(sale(1));
	expect((await terminal.ship(1)).committed).toBe(1);
}

/** What keeps a connection waiting for the rest of CONNECT. */
const silences: readonly (readonly [string, Uint8Array])[] = [
	["say nothing", new Uint8Array(0)],
	["have sent one byte", Uint8Array.of(0x10)],
	["have sent half of CONNECT", Uint8Array.of(0x10, 60, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 30, 0, 40, 0x64)],
	["have sent a TLS greeting to the port without TLS", Uint8Array.of(0x16, 3, 1, 0, 0x50)],
];

describe("terminals come in and sell while, from their own address, more connections than the host allows", () => {
	it.each(silences)("%s", async (_name, bytes) => {
		const host = await fixture.open({ connectionsMax: 100 });
		const before = await fixture.terminal(host, "before");
		await open(host.mqttPort, 300, bytes);
		await sells(host, "during");
		before.record(sale(1));
		expect((await before.ship(1)).committed).toBe(1);
		await open(host.mqttPort, 300, bytes);
		await sells(host, "after");
		expect(await refusals(host, bytes[0] === 0x16 ? "MQTT_MALFORMED" : "MQTT_CONNECTIONS_FULL")).toBeGreaterThan(
			99,
		);
	});
});

/** Pairs of connected sockets; the near ends are strangers. */
async function strangers(count: number, localAddress = "127.0.0.1"): Promise<Socket[]> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	const near: Socket[] = [];
	server.on("connection", (socket) => near.push(socket));
	await open(port, count, new Uint8Array(0), localAddress);
	await vi.waitFor(() => expect(near.length).toBe(count), patienceMs);
	sockets.push(...near);
	server.close();
	return near;
}

describe("the lobby", () => {
	const codes: string[] = [];
	beforeEach(() => void codes.splice(0));
	const refuse = (code: string): void => void codes.push(code);

	it("ends the oldest connection of the address that has the most", async () => {
		const lobby = new Lobby({ refuse, strangersMax: 4 });
		const few = await strangers(2, "127.0.0.2");
		const many = await strangers(4);
		for (const socket of [...few, ...many]) lobby.enter(socket);
		expect([few, many].map((each) => each.map((socket) => socket.destroyed))).toEqual([
			[false, false],
			[true, true, false, false],
		]);
		lobby.leave(few[0]!);
		const [later] = await strangers(1);
		lobby.enter(later!);
		expect(later!.destroyed).toBe(false);
		expect(codes).toEqual(["MQTT_CONNECTIONS_FULL", "MQTT_CONNECTIONS_FULL"]);
		lobby.close();
		expect(few.map((socket) => socket.destroyed)).toEqual([false, true]);
	});

	it("ends those whose time is over, and no other", async () => {
		const [early, late] = await strangers(2);
		vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
		let nowMs = 0;
		const lobby = new Lobby({ refuse, strangersMax: 4, now: () => nowMs });
		lobby.enter(early!);
		nowMs = hostLimits.connectTimeoutMs - 1;
		lobby.enter(late!);
		vi.advanceTimersByTime(hostLimits.strangersSweepMs);
		expect(early!.destroyed).toBe(false);
		nowMs++;
		vi.advanceTimersByTime(hostLimits.strangersSweepMs);
		expect([early!.destroyed, late!.destroyed]).toEqual([true, false]);
		expect(codes).toEqual(["MQTT_CLIENT_DROPPED"]);
		lobby.close();
	});

	it.each([
		["192.0.2.1", "192.0.2.1"],
		["::ffff:192.0.2.1", "192.0.2.1"],
		["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
		["2001:db8:1:2::9", "2001:db8:1:2"],
		["2001:db8::1", "2001:db8:0:0"],
		["fe80::1%eth0", "fe80:0:0:0"],
		["::1", "0:0:0:0"],
	])("counts %s as %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe.skipIf(!hasOpenssl)("a broker with TLS (skipped: no openssl)", () => {
	it("bounds connections before and during their handshake", async () => {
		const tls = makeCertificates("127.0.0.1");
		fixture.clock.set(Date.now());
		const host = await fixture.open({ connectionsMax: 50, tls: { ...tls, port: 0 } });
		await open(host.mqttsPort, 150, new Uint8Array(0));
		const { code } = await host.enrol("stall-1", "One");
		const terminal = await TestTerminal.enrol(fixture.client(host), code);
		const secure = new MqttClient(connectTls({ host: "127.0.0.1", port: host.mqttsPort, ca: tls.authority }));
		await terminal.online(secure);
		await secure.close();
		expect(await refusals(host, "MQTT_CONNECTIONS_FULL")).toBeGreaterThan(50);
	});
});

it.each([
	["say nothing", ""],
	["have sent half of a request", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"],
	["keep a connection after a request", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
])("the API answers while more connections than it takes %s", async (_name, text) => {
	const host = await fixture.open({ httpPort: 0 });
	await open(host.httpPort, hostLimits.httpConnectionsMax + 100, Buffer.from(text));
	const answer = await fetch(`http://127.0.0.1:${host.httpPort}/healthz`, { headers: { connection: "close" } });
	expect(answer.status).toBe(200);
	await vi.waitFor(async () => expect(await refusals(host, "HTTP_TOO_MANY")).toBeGreaterThanOrEqual(100), patienceMs);
});

describe.skipIf(!hasOpenssl)("the API with TLS (skipped: no openssl)", () => {
	it("counts connections whose handshake has not begun, and answers while there are more than it takes", async () => {
		const { certificate, key, authority } = makeCertificates("127.0.0.1");
		fixture.clock.set(Date.now());
		const host = await fixture.open({ httpPort: 0, webTls: { certificate, key } });
		await open(host.httpPort, hostLimits.httpConnectionsMax + 100, new Uint8Array(0));
		const secure = connectTls({ host: "127.0.0.1", port: host.httpPort, ca: authority });
		sockets.push(secure);
		await once(secure, "secureConnect");
		secure.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
		const [answer] = (await once(secure, "data")) as [Buffer];
		expect(answer.toString()).toMatch(/^HTTP\/1\.1 200/);
		await vi.waitFor(
			async () => expect(await refusals(host, "HTTP_TOO_MANY")).toBeGreaterThanOrEqual(100),
			patienceMs,
		);
	});
});

it("ends connections to the API of the address that has the most, and no other's", async () => {
	const host = await fixture.open({ httpPort: 0 });
	const [quiet] = await open(host.httpPort, 1, new Uint8Array(0), "127.0.0.2");
	const isEnded = once(quiet!, "close").then(() => true);
	await open(host.httpPort, hostLimits.httpConnectionsMax + 100, new Uint8Array(0));
	await vi.waitFor(async () => expect(await refusals(host, "HTTP_TOO_MANY")).toBeGreaterThanOrEqual(100), patienceMs);
	quiet!.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
	const answer = once(quiet!, "data").then(([bytes]) => String(bytes).slice(0, 12));
	expect(await Promise.race([answer, isEnded])).toBe("HTTP/1.1 200");
});

it("gives one set of credentials one connection, however many are opened with it", async () => {
	const host = await fixture.open({ connectionsMax: 60 });
	const honest = await fixture.terminal(host, "honest");
	const stolen = await fixture.terminal(host, "stolen");
	const clients = await Promise.all(
		Array.from({ length: 40 }, async () => {
			const client = fixture.client(host);
			await stolen.connect(client).catch(() => undefined);
			return client;
		}),
	);
	expect(clients).toHaveLength(40);
	await vi.waitFor(async () => {
		const text = await host.metrics.registry.metrics();
		expect(/^tillmark_terminals_connected (\d+)$/m.exec(text)?.[1]).toBe("2");
	}, patienceMs);
	honest.record(sale(1));
	expect((await honest.ship(1)).committed).toBe(1);
});

it("takes only so many epochs of one key, and another terminal's go on", async () => {
	const bench = await IngestBench.open();
	const hostile = terminalOf(0);
	const honest = terminalOf(1);
	hostile.record(sale(1));
	await bench.ship(hostile);
	for (let epoch = 2; epoch <= hostLimits.epochsPerKeyMax + 20; epoch++) {
		hostile.openEpoch(epoch);
		const unlinked = { previousEpoch: epoch - 1, previousSequence: 9, previousHead: new Uint8Array(32) };
		hostile.record({ ...prefix, kind: RecordKind.epochOpened, epoch, ...unlinked });
		await bench.deliver("t0", hostile.batch(1));
	}
	expect((await bench.store.chains.epochs("t0")).length).toBe(hostLimits.epochsPerKeyMax);
	expect((await bench.store.chains.epochs("t0", 2)).map(({ epoch }) => epoch)).toEqual([63, 64]);
	expect(bench.refused.filter((code) => code === "EPOCHS_FULL").length).toBe(1);
	expect((await bench.store.notices.alarms()).length).toBeLessThanOrEqual(hostLimits.epochsPerKeyMax);
	honest.record(sale(1));
	await bench.ship(honest);
	expect((await bench.store.documents.totals()).sales).toBe(2);
	// With a new key, from an enrolment, it goes on.
	await bench.enrol(0, hostLimits.epochsPerKeyMax + 1, new Uint8Array(32).fill(7));
	const renewed = terminalOf(0, hostLimits.epochsPerKeyMax + 1, new Uint8Array(32).fill(7));
	renewed.record(sale(2));
	await bench.ship(renewed);
	expect((await bench.store.documents.totals()).sales).toBe(3);
	await bench.close();
});
