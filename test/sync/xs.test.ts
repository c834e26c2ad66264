// The same source on the board's engine: parser and all of mqtt-packet, bounded in operations and heap.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate, type IPublishPacket, type Packet } from "mqtt-packet";
import { chainContext, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import { PacketParser } from "../../firmware/sync/packet.js";
import { sealAck } from "../../firmware/wire/ack.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { cbor, digest, ed25519, hostSigner, terminalSeed } from "./world-terminal.js";

const unavailable = await xsUnavailable();
const identity = { merchant: "bakery", terminal: "stall-1", epoch: 1 };

describe.skipIf(unavailable !== undefined)("sync on XS", () => {
	let xs: XsBench;
	let head = genesisHead(digest, chainContext(digest, identity));
	let committed = 0;

	beforeAll(async () => {
		xs = await XsBench.open(new URL("sync-guest.ts", import.meta.url).pathname, {
			ports: { digest, ed25519, journalFlash: new NorFlash({ sizeBytes: 262_144 }) },
		});
		xs.call("open", terminalSeed, hostSigner.publicKey);
		xs.call("pass", 1);
		xs.call("writable");
	});
	afterAll(() => xs?.close());

	function heard(): Packet[] {
		const parser = new PacketParser();
		const packets: Packet[] = [];
		new MqttFramer(100_000, (bytes) => packets.push(parser.parse(bytes))).push(xs.call("written") as Uint8Array);
		return packets;
	}

	function ackPacket(messageId: number): Uint8Array {
		const payload = sealAck(cbor, hostSigner, { ...identity, incarnation: 1, committed, archived: committed, head, status: 0 });
		const topic = "tm/1/bakery/stall-1/ack";
		return new Uint8Array(generate({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, messageId, retain: false, dup: false }));
	}

	function commit(): number {
		const packet = heard().find((each): each is IPublishPacket => each.cmd === "publish" && each.topic.endsWith("/batch"))!;
		const batch = decodeBatch(cbor, new Uint8Array(packet.payload as Buffer));
		for (const payload of batch.payloads) head = nextHead(digest, head, payload);
		committed += batch.payloads.length;
		return batch.payloads.length;
	}

	it("connects, subscribes and takes the present ack", () => {
		expect(heard()).toMatchObject([{ cmd: "connect", clientId: "bakery/stall-1" }]);
		xs.call("deliver", Uint8Array.of(0x20, 2, 0, 0));
		expect(heard()).toMatchObject([{ cmd: "subscribe" }]);
		xs.call("deliver", Uint8Array.of(0x90, 5, 0, 1, 1, 1, 1));
		const ack = xs.measure("deliver", ackPacket(7));
		expect(heard()).toMatchObject([{ cmd: "puback", messageId: 7 }, { cmd: "publish" }]);
		expect(ack.operations).toBeLessThan(60_000);
		expect(xs.call("traces")).toBe("");
	});

	it("packs, signs and sends a batch of 50 sales in bounded operations, and takes its ack", () => {
		xs.call("append", 50, 60);
		const batch = xs.measure("pass", 200);
		expect(commit()).toBe(50);
		const ack = xs.measure("deliver", ackPacket(8));
		expect(xs.call("queued")).toBe(0);
		expect(batch.operations).toBeLessThan(260_000);
		expect(ack.operations).toBeLessThan(60_000);
		// Garbage that was not collected yet is counted too.
		expect(batch.peak.boardBytes).toBeLessThan(128_000);
		if (process.env["SHOW_COSTS"]) console.log(JSON.stringify({ batch, ack }));
	});

	it("ships a single sale in bounded operations", () => {
		heard();
		xs.call("append", 1, 60);
		const batch = xs.measure("pass", 200);
		expect(commit()).toBe(1);
		xs.call("deliver", ackPacket(9));
		expect(batch.operations).toBeLessThan(25_000);
		if (process.env["SHOW_COSTS"]) console.log(JSON.stringify({ batch }));
	});

	it("keeps nothing on the heap from batch to batch", () => {
		const round = (messageId: number): void => {
			xs.call("writable");
			xs.call("append", 20 + (messageId % 7), 60);
			xs.call("pass", 200);
			commit();
			xs.call("deliver", ackPacket(messageId));
			heard();
		};
		for (let i = 0; i < 5; i++) round(20 + i);
		const before = xs.heap;
		for (let i = 0; i < 20; i++) round(40 + i);
		expect(xs.heap.slots - before.slots).toBeLessThan(30);
		expect(xs.heap.chunkBytes - before.chunkBytes).toBeLessThan(1_000);
	});

	it("ends the session at a hostile packet and connects again", () => {
		xs.call("deliver", Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f));
		expect(xs.call("traces")).toMatch(/WIRE_TOO_LARGE/);
		xs.call("pass", 1_000);
		xs.call("writable");
		expect(heard()).toMatchObject([{ cmd: "connect" }]);
	});
});
