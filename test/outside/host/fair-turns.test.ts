// Issue 11, number 7: one terminal's flood costs the others nothing, and its answers do not fill the memory. The kind:
// https://github.com/dotnet/MQTTnet/issues/219 (a flood fills the memory),
// https://github.com/mochi-mqtt/server/issues/95 (one slow reader slows down the whole broker),
// https://github.com/moquette-io/moquette/issues/141 (out of memory by answers that nobody reads).
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import mqtt from "mqtt-packet";
import { afterEach, describe, expect, it, vi } from "vitest";
import { catalogFormat } from "../../../firmware/catalog/format.js";
import { ascii, toHex } from "../../../firmware/core/bytes.js";
import { decodeChunk, encodeChunkRequest } from "../../../firmware/wire/chunk.js";
import { encodeStatus } from "../../../firmware/wire/status.js";
import { terminalUsername, type UpTopic } from "../../../firmware/wire/topics.js";
import type { Host } from "../../../host/compose/single.js";
import { Chunks } from "../../../host/control/chunks.js";
import { ImageCache } from "../../../host/control/image-cache.js";
import { Sessions } from "../../../host/control/sessions.js";
import { BatchQueue } from "../../../host/ingest/batch-queue.js";
import { hostLimits } from "../../../host/limits.js";
import { PacketRate, Turns } from "../../../host/transport/embedded/turns.js";
import { Fixture } from "../../host/fixture.js";
import { IngestBench, seeds, terminalOf } from "../../host/ingest-bench.js";
import { cbor, sale, type TestTerminal } from "../../host/test-terminal.js";
import { patienceMs } from "../../patience.js";

const fixture = new Fixture();
const sockets: Socket[] = [];
afterEach(async () => {
	vi.restoreAllMocks();
	for (const socket of sockets.splice(0)) socket.destroy();
	await fixture.close();
});

const csv = readFileSync(new URL("../../host/catalog.csv", import.meta.url));
const flood = 20_000;

async function digestOf(host: Host): Promise<Uint8Array> {
	await host.publishCatalog(csv);
	const offer = await host.catalogs.manifestFor([catalogFormat]);
	return new Uint8Array(offer!.digest);
}

/** Sends CONNECT, then `flood` messages of quality of service 0 in one go, and reads no answer. */
function floodWith(host: Host, { grant, terminal }: TestTerminal, topic: string, payload: Uint8Array): Socket {
	const username = terminalUsername(grant.merchant, terminal);
	const opening = { cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 60 } as const;
	const password = Buffer.from(ascii(toHex(grant.password)));
	const hello = mqtt.generate({ ...opening, clientId: username, username, password });
	const message = {
		cmd: "publish",
		topic,
		payload: Buffer.from(payload),
		qos: 0,
		dup: false,
		retain: false,
	} as const;
	const packet = mqtt.generate(message);
	const socket = connect({ port: host.mqttPort, host: "127.0.0.1" }).on("error", () => undefined);
	sockets.push(socket);
	socket.write(hello);
	socket.once("data", () => {
		socket.pause();
		socket.write(Buffer.concat(Array.from({ length: flood }, () => packet)));
	});
	return socket;
}

describe("an honest terminal sells and fetches while another floods the host with", () => {
	const chunk = (digest: Uint8Array): Uint8Array => encodeChunkRequest(cbor, { digest, offset: 0, length: 2_048 });
	const status = { epoch: 1, sequence: 0, batteryPercent: -1, paper: 0, wearPercent: 0, freeSales: 9, bootCount: 1 };
	const kinds: readonly (readonly [string, UpTopic, (digest: Uint8Array) => Uint8Array])[] = [
		["requests for pieces of the catalog", "get", chunk],
		["requests for pieces of no image", "get", () => chunk(new Uint8Array(32).fill(9))],
		["requests that cannot be read", "get", () => Uint8Array.of(0x80)],
		["statuses", "status", () => encodeStatus(cbor, status)],
		["statuses that cannot be read", "status", () => Uint8Array.of(0x80)],
	];
	it.each(kinds)("%s", async (_name, leaf, payloadOf) => {
		const handled = [vi.spyOn(Chunks.prototype, "reply"), vi.spyOn(Sessions.prototype, "receiveStatus")];
		const count = (): number => handled.reduce((sum, { mock }) => sum + mock.calls.length, 0);
		const host = await fixture.open();
		const honest = await fixture.terminal(host, "honest");
		const hostile = await fixture.terminal(host, "hostile");
		const digest = await digestOf(host);
		expect(host.store.catalogs.imagePiece).toBeDefined();
		const reads = vi.spyOn(host.store.catalogs, "imagePiece");
		const before = count();
		const ended = hostile.client!.ended();
		floodWith(host, hostile, hostile.topic(leaf), payloadOf(digest));
		await ended;
		await vi.waitFor(() => expect(count()).toBeGreaterThan(before), patienceMs);
		for (let sequence = 1; sequence <= 20; sequence++) {
			honest.record(sale(sequence));
			expect((await honest.ship(sequence)).committed).toBe(sequence);
			await honest.client!.publish(honest.topic("get"), chunk(digest));
			const { bytes } = decodeChunk(cbor, (await honest.client!.message(honest.topic("chunk")))!);
			expect(bytes.length).toBeGreaterThan(0);
		}
		// The rest of the flood waits in the sender's own buffers.
		expect(count() - before).toBeLessThan(flood / 2);
		const missing = reads.mock.calls.filter(([asked]) => toHex(asked) === toHex(digest));
		expect(missing.length).toBeLessThanOrEqual(1);
	});
});

describe("batches", () => {
	it("of 1,200 terminals take no place from one that has none waiting", async () => {
		const bench = await IngestBench.open();
		const nothing = (): undefined => undefined;
		for (let i = 0; i < 1_200; i++) bench.ingest.submit(`x${i}`, Uint8Array.of(0x80), nothing);
		expect(bench.ingest.isFull("t0")).toBe(false);
		expect(bench.ingest.isFull("x1")).toBe(true);
		bench.ingest.submit("t1", Uint8Array.of(0x80), nothing);
		bench.ingest.submit("t1", Uint8Array.of(0x80), nothing);
		expect(bench.ingest.isFull("t1")).toBe(true);
		await bench.close();
	});

	it("of a terminal are full at its own small bound, and not any more once committed", async () => {
		const bench = await IngestBench.open();
		const terminal = terminalOf(0, 1, seeds[0]);
		terminal.record(sale(1));
		expect(bench.ingest.isFull("t0")).toBe(false);
		const delivered = bench.deliver("t0", terminal.batch(1), terminal.batch(1));
		expect(bench.ingest.isFull("t0")).toBe(true);
		await delivered;
		expect(bench.ingest.isFull("t0")).toBe(false);
		await bench.close();
	});

	it("are taken in turns", () => {
		const queue = new BatchQueue<{ terminal: string; n: number }>();
		for (let n = 0; n < 64; n++) for (const terminal of ["a", "b"]) queue.add({ terminal, n });
		queue.add({ terminal: "honest", n: 0 });
		expect([queue.size, queue.of("a"), queue.of("honest"), queue.of("c")]).toEqual([129, 64, 1, 0]);
		expect(queue.take(2).map(({ terminal }) => terminal)).toEqual(["a", "b"]);
		expect(queue.take(2)).toEqual([
			{ terminal: "honest", n: 0 },
			{ terminal: "a", n: 1 },
		]);
		queue.add({ terminal: "honest", n: 1 });
		expect(queue.take(9).map(({ terminal, n }) => terminal + n)).toEqual(["b1", "a2", "honest1"]);
		expect(queue.takeAll().length).toBe(queue.size + 123);
	});
});

it("reads an image once for all who fetch it, and keeps only so many", async () => {
	const read: number[] = [];
	const cache = new ImageCache(async ([name]) => {
		read.push(name!);
		return name === 0 ? undefined : new Uint8Array(hostLimits.imageCacheBytesMax / 2).fill(name!);
	});
	const get = (name: number): Promise<Uint8Array | undefined> => cache.get(new Uint8Array(32).fill(name));
	const all = await Promise.all([1, 1, 1, 2, 1].map(get));
	expect(all.map((image) => image![0])).toEqual([1, 1, 1, 2, 1]);
	expect([await get(0), await get(0)]).toEqual([undefined, undefined]);
	await get(1);
	expect(read).toEqual([1, 2, 0, 0]);
	await get(3);
	await get(1);
	await get(2);
	expect(read).toEqual([1, 2, 0, 0, 3, 2]);
});

it("gives connections their turns one after another, and a flood no more than its rate", async () => {
	const turns = new Turns();
	const order: string[] = [];
	const taker = (name: string, times: number) => {
		const each = { takeTurn: () => (order.push(name), --times > 0 && turns.ask(each)) };
		return each;
	};
	turns.ask(taker("flood", 500));
	turns.ask(taker("slow", 2));
	await new Promise((resolve) => setImmediate(resolve));
	turns.ask(taker("honest", 1));
	await vi.waitFor(() => expect(order.length).toBe(503), patienceMs);
	expect(order.indexOf("honest")).toBeLessThan(6);
	order.length = 0;
	// More than one round takes.
	const names = Array.from({ length: 3 * hostLimits.turnsPerRoundMax }, (_, i) => String(i));
	for (const name of names) turns.ask(taker(name, 2));
	await vi.waitFor(() => expect(order.length).toBe(2 * names.length), patienceMs);
	expect(order).toEqual([...names, ...names]);
	let nowMs = 0;
	const rate = new PacketRate(() => nowMs);
	rate.use(hostLimits.packetBurstMax);
	expect(rate.left).toBe(0);
	nowMs += rate.waitMs;
	expect(rate.left).toBe(hostLimits.packetsPerTurnMax);
	nowMs += 3_600_000;
	expect(rate.left).toBe(hostLimits.packetBurstMax);
});
