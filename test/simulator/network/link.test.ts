import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { generate } from "mqtt-packet";
import type { ByteStream, StreamListener } from "../../../firmware/core/ports.js";
import { MqttFramer } from "../../../firmware/sync/framer.js";
import { parsePacket } from "../../../simulator/network/packet.js";
import { dialInProcess, dialTcp } from "../../../simulator/network/dialer.js";
import { Link } from "../../../simulator/network/link.js";
import { noFaults, profiles, type LinkFaults } from "../../../simulator/network/profile.js";
import { World } from "../../../simulator/world.js";
import { reach } from "../../reach.js";

const open: { close(): unknown }[] = [];

afterEach(async () => {
	for (const resource of open.splice(0).reverse()) await resource.close();
});

const ping = generate({ cmd: "pingreq" });
const pong = generate({ cmd: "pingresp" });

function publish(topic: string, text: string, messageId?: number): Uint8Array {
	const packet = { cmd: "publish", topic, payload: Buffer.from(text), retain: false, dup: false } as const;
	return new Uint8Array(generate(messageId === undefined ? { ...packet, qos: 0 } : { ...packet, qos: 1, messageId }));
}

/** A peer that records packets with their time, and answers pings. */
class FarEnd {
	readonly received: { cmd: string; atMs: number; text: string }[] = [];
	readonly streams: Duplex[] = [];
	answers = true;
	bytes = 0;
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	attach(stream: Duplex): void {
		this.streams.push(stream);
		stream.on("error", () => undefined);
		const takePacket = (bytes: Uint8Array): void => {
			const packet = parsePacket(bytes);
			const text = packet.cmd === "publish" ? Buffer.from(packet.payload).toString() : "";
			this.received.push({ cmd: packet.cmd, atMs: this.#world.nowMs, text });
			if (packet.cmd === "pingreq" && this.answers) stream.write(pong);
		};
		const framer = new MqttFramer(1_000_000, { takePacket });
		stream.on("data", (chunk: Buffer) => {
			this.bytes += chunk.length;
			framer.push(new Uint8Array(chunk));
		});
	}
}

/** The terminal's end, which records its callbacks. */
class NearEnd {
	readonly stream: ByteStream;
	readonly received: { bytes: Uint8Array; atMs: number }[] = [];
	readonly errors: string[] = [];
	writableBytes = 0;
	openedMs: number | undefined;

	constructor(world: World, link: Link, port = 1883) {
		const listener: StreamListener = {
			onWritable: (count) => {
				this.openedMs ??= world.nowMs;
				this.writableBytes = count;
			},
			onReadable: () => {
				for (let chunk = this.stream.read(); chunk; chunk = this.stream.read())
					this.received.push({ bytes: new Uint8Array(chunk), atMs: world.nowMs });
			},
			onError: (detail) => this.errors.push(detail ?? ""),
		};
		this.stream = new link.source.io(listener, { host: "127.0.0.1", port });
	}
}

function openLink(faults: Partial<LinkFaults> = {}, seed = 1) {
	const world = new World(seed);
	const far = new FarEnd(world);
	const link = new Link({
		world,
		random: world.random.fork("link"),
		dialer: dialInProcess((stream) => far.attach(stream)),
		profiles: {
			on: { latencyMs: 100, jitterMs: 0, bytesPerSecond: 1_000, faults: noFaults },
			lossy: { latencyMs: 100, jitterMs: 0, bytesPerSecond: 1_000, faults: { ...noFaults, ...faults } },
		},
	});
	open.push(link);
	return { world, far, link };
}

async function connected(faults: Partial<LinkFaults> = {}, seed = 1) {
	const all = openLink(faults, seed);
	const near = new NearEnd(all.world, all.link);
	await reach(all.world, () => near.openedMs !== undefined);
	if (Object.keys(faults).length > 0) all.link.mode = "lossy";
	return { ...all, near };
}

describe("a connection", () => {
	it("takes a round trip to connect, then half of one plus transmission time for each packet", async () => {
		const { world, far, near } = await connected();
		expect(near.openedMs).toBe(200);
		near.stream.write(publish("a", "x".repeat(95)));
		await reach(world, () => far.received.length === 1);
		// 100 bytes at 1,000 bytes a second, and 100 ms.
		expect(world.nowMs).toBe(400);
	});

	it("accepts only as many bytes as it announced, and announces more as bytes leave", async () => {
		const { world, near } = await connected();
		const before = near.writableBytes;
		near.stream.write(publish("a", "x".repeat(995)));
		expect(() => near.stream.write(new Uint8Array(before))).toThrow(/announced/);
		await world.pass(999);
		expect(near.writableBytes).toBe(before);
		near.stream.write(publish("a", "x".repeat(95)));
		await world.pass(2);
		expect(near.writableBytes).toBe(before - 100);
		await world.pass(1_000);
		expect(near.writableBytes).toBe(before);
	});

	it("keeps order, whatever size the writes have", async () => {
		const { world, far, near } = await connected();
		const bytes = Buffer.concat(["one", "two", "three"].map((text) => publish("a", text)));
		for (const byte of bytes) near.stream.write(Uint8Array.of(byte));
		await world.pass(2_000);
		expect(far.received.map(({ text }) => text)).toEqual(["one", "two", "three"]);
	});

	it("stops virtual time while an answer is due, and not longer", async () => {
		const { world, far, near } = await connected();
		far.answers = false;
		near.stream.write(ping);
		await reach(world, () => far.received.length === 1);
		const askedMs = world.nowMs;
		expect(world.holds).toBe(1);
		setTimeout(() => far.streams[0]!.write(pong), 30);
		await reach(world, () => near.received.length === 1, askedMs + 60_000);
		expect(world.nowMs).toBe(askedMs + 102);
		expect(world.holds).toBe(0);
	});

	it("lets time continue when the peer disconnects without an answer", async () => {
		const { world, far, near } = await connected();
		far.answers = false;
		near.stream.write(ping);
		await reach(world, () => far.received.length === 1);
		far.streams[0]!.destroy();
		await world.pass(1_000);
		expect(near.errors).toHaveLength(1);
		expect(world.holds).toBe(0);
	});

	it("lets time continue when the terminal disconnects or loses power", async () => {
		for (const end of ["close", "power"] as const) {
			const { world, far, near, link } = await connected();
			far.answers = false;
			near.stream.write(ping);
			await reach(world, () => far.received.length === 1);
			if (end === "close") near.stream.close();
			else link.powerOff();
			await world.pass(10_000);
			expect(world.holds).toBe(0);
			expect(near.errors).toEqual([]);
			expect(link.isConnected).toBe(false);
		}
	});

	it("sends pending bytes before an orderly close", async () => {
		const { world, far, near } = await connected();
		near.stream.write(publish("a", "last"));
		near.stream.close();
		await world.pass(2_000);
		expect(far.received.map(({ text }) => text)).toEqual(["last"]);
		expect(far.streams[0]!.destroyed).toBe(true);
	});

	it("connects to a real socket in the same way", async () => {
		const world = new World(1);
		const far = new FarEnd(world);
		const server: Server = createServer((socket) => far.attach(socket));
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		open.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) });
		const link = new Link({ world, random: world.random.fork("link"), dialer: dialTcp });
		open.push(link);
		const near = new NearEnd(world, link, (server.address() as { port: number }).port);
		await reach(world, () => near.openedMs !== undefined);
		near.stream.write(ping);
		await reach(world, () => near.received.length === 1);
		expect(world.nowMs).toBeLessThan(200);
		const nobody = new NearEnd(world, link, 1);
		await reach(world, () => nobody.errors.length === 1);
	});
});

describe("the modes of a link", () => {
	it("slow delays in virtual time only", async () => {
		const { slow } = profiles;
		expect(slow.bytesPerSecond).toBeLessThan(10_000);
		const world = new World(1);
		const far = new FarEnd(world);
		const link = new Link({
			world,
			random: world.random.fork("link"),
			dialer: dialInProcess((stream) => far.attach(stream)),
		});
		open.push(link);
		link.mode = "slow";
		const near = new NearEnd(world, link);
		await reach(world, () => near.openedMs !== undefined);
		const beganMs = world.nowMs;
		near.stream.write(publish("a", "x".repeat(3_000)));
		await reach(world, () => far.received.length === 1);
		expect(world.nowMs - beganMs).toBeGreaterThan(2_500);
	});

	it("off breaks existing connections and refuses new ones", async () => {
		const { world, link, near } = await connected();
		link.mode = "off";
		await world.pass(1);
		expect(near.errors).toHaveLength(1);
		const next = new NearEnd(world, link);
		await reach(world, () => next.errors.length > 0);
		expect(next.openedMs).toBeUndefined();
	});

	it("captive answers anything with a page that is not MQTT, then disconnects", async () => {
		const { world, link, far } = openLink();
		link.mode = "captive";
		const near = new NearEnd(world, link);
		await reach(world, () => near.openedMs !== undefined);
		near.stream.write(
			generate({
				cmd: "connect",
				clientId: "x",
				protocolId: "MQTT",
				protocolVersion: 4,
				clean: true,
				keepalive: 0,
			}),
		);
		await reach(world, () => near.errors.length > 0, 60_000);
		expect(Buffer.concat(near.received.map(({ bytes }) => bytes)).toString()).toMatch(/^HTTP\/1.1 302/);
		expect(far.streams).toHaveLength(0);
		expect(world.holds).toBe(0);
	});

	it("silent drops bytes while both ends stay open", async () => {
		const { world, far, link, near } = await connected();
		link.goSilent();
		near.stream.write(ping);
		far.streams[0]!.write(pong);
		await world.pass(3_600_000);
		expect(far.received).toEqual([]);
		expect(near).toMatchObject({ errors: [], received: [] });
		near.stream.close();
		// The end of a stream reaches the other side in a later turn.
		await world.pass(60_000);
		await new Promise((resolve) => setImmediate(resolve));
		expect(far.streams[0]!.destroyed).toBe(false);
		link.close();
		await new Promise((resolve) => setImmediate(resolve));
		expect(far.streams[0]!.destroyed).toBe(true);
	});
});

describe("seeded faults", () => {
	it("drop: the packet is lost and no answer is awaited", async () => {
		const { world, far, link, near } = await connected({ drop: 1 });
		near.stream.write(ping);
		await world.pass(5_000);
		expect(far.received).toEqual([]);
		expect(link.counters.dropped).toBe(1);
		expect(world.holds).toBe(0);
	});

	it("lost acks: the message arrives, but its PUBACK and its signed ack do not", async () => {
		const { world, far, link, near } = await connected({ loseAck: 1 });
		near.stream.write(publish("tm/1/m/t/batch", "x", 5));
		await reach(world, () => far.received.length === 1);
		far.streams[0]!.write(generate({ cmd: "puback", messageId: 5 }));
		far.streams[0]!.write(publish("tm/1/m/t/ack", "signed"));
		far.streams[0]!.write(publish("tm/1/m/t/catalog", "manifest"));
		await reach(world, () => near.received.length === 1, 60_000);
		expect(link.counters.lostAcks).toBe(2);
		expect(world.holds).toBe(0);
	});

	it("duplicate: a PUBLISH arrives twice, anything else once", async () => {
		const { world, far, link, near } = await connected({ duplicate: 1 });
		near.stream.write(publish("a", "twice"));
		near.stream.write(ping);
		await world.pass(5_000);
		expect(far.received.filter(({ cmd }) => cmd === "publish")).toHaveLength(2);
		expect(far.received.filter(({ cmd }) => cmd === "pingreq")).toHaveLength(1);
		expect(link.counters.duplicated).toBe(1);
	});

	it("delay: a PUBLISH is overtaken by later packets", async () => {
		const { world, far, link, near } = await connected({ delay: 1, delayMsMax: 5_000 });
		near.stream.write(publish("a", "late"));
		link.mode = "on";
		near.stream.write(publish("a", "later"));
		await world.pass(10_000);
		expect(far.received.map(({ text }) => text)).toEqual(["later", "late"]);
	});

	it("delay: a PUBLISH arrives in the next connection once it is subscribed", async () => {
		const { world, far, link, near } = await connected({ delay: 1, delayMsMax: 5_000 });
		near.stream.write(publish("a", "late"));
		link.mode = "off";
		await world.pass(10_000);
		link.mode = "on";
		const next = new NearEnd(world, link);
		await reach(world, () => next.openedMs !== undefined);
		await world.pass(5_000);
		expect(far.received).toEqual([]);
		far.streams[1]!.write(generate({ cmd: "suback", messageId: 1, granted: [1] }));
		await world.pass(5_000);
		expect(far.received.map(({ text }) => text)).toEqual(["late"]);
	});

	it("cut: the connection breaks at any byte of the packet, and both ends are notified", async () => {
		const cuts = new Set<number>();
		for (let seed = 1; seed <= 40; seed++) {
			const { world, far, link, near } = await connected({ cut: 1 }, seed);
			near.stream.write(publish("a", "0123456789"));
			await reach(world, () => near.errors.length === 1, 10_000);
			await new Promise((resolve) => setImmediate(resolve));
			expect(far.received).toEqual([]);
			expect(far.streams[0]!.destroyed).toBe(true);
			expect(link.counters.cuts).toBe(1);
			cuts.add(far.bytes);
		}
		expect(cuts.size).toBeGreaterThan(5);
	});

	it("refuse: a connection attempt fails", async () => {
		const { world, link } = openLink({ refuse: 1 });
		link.mode = "lossy";
		const near = new NearEnd(world, link);
		await reach(world, () => near.errors.length === 1, 10_000);
		expect(link.counters).toMatchObject({ refused: 1, connections: 1 });
	});

	it("half-open: from some packet on neither side receives anything", async () => {
		const { world, far, link, near } = await connected({ halfOpen: 1 });
		near.stream.write(ping);
		await world.pass(60_000);
		expect(far.received).toEqual([]);
		expect(near.errors).toEqual([]);
		expect(link.counters.halfOpens).toBe(1);
	});
});
