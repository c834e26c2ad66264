// Sync on XS with its MQTT packets, within limits of operations and heap.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate, type IPublishPacket, type Packet } from "mqtt-packet";
import { chainContext, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import { parsePacket } from "../../simulator/network/packet.js";
import { catalogFormats } from "../../firmware/catalog/format.js";
import { AckStatus, sealAck, type SessionAnswer } from "../../firmware/wire/ack.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import { ownCapabilities } from "../../firmware/wire/capabilities.js";
import { sealPaymentAnswer } from "../../firmware/wire/payment-answer.js";
import { PaymentOutcome } from "../../firmware/wire/record.js";
import { decodeStatus } from "../../firmware/wire/status.js";
import { type DownTopic, downTopics, terminalTopic, type UpTopic } from "../../firmware/wire/topics.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { subackPacket } from "./suback.js";
import { cbor, credentials, digest, hostSigner, terminalSeed } from "./world-terminal.js";

const unavailable = await xsUnavailable();
const identity = { merchant: "bakery", terminal: "stall-1", epoch: 1 };

describe.skipIf(unavailable !== undefined)("sync on XS", () => {
	let xs: XsBench;
	let head = genesisHead(digest, chainContext(digest, identity));
	let committed = 0;

	beforeAll(async () => {
		xs = await XsBench.open(new URL("sync-guest.ts", import.meta.url).pathname, {
			ports: { digest, journalFlash: new NorFlash({ sizeBytes: 262_144 }) },
		});
		xs.call("open", terminalSeed, hostSigner.publicKey);
		xs.call("pass", 1);
		xs.call("writable");
	});
	afterAll(() => xs?.close());

	function sentPackets(): Packet[] {
		const packets: Packet[] = [];
		new MqttFramer(100_000, { takePacket: (bytes) => packets.push(parsePacket(bytes)) }).push(
			xs.call("written") as Uint8Array,
		);
		return packets;
	}

	function publish(leaf: DownTopic, payload: Uint8Array, messageId: number): Uint8Array {
		const topic = terminalTopic(credentials.topicRoot, leaf);
		return new Uint8Array(
			generate({
				cmd: "publish",
				topic,
				payload: Buffer.from(payload),
				qos: 1,
				messageId,
				retain: false,
				dup: false,
			}),
		);
	}

	function ackPacket(messageId: number, session?: SessionAnswer): Uint8Array {
		const ack = {
			...identity,
			incarnation: 1,
			committed,
			archived: committed,
			head,
			status: AckStatus.committed,
			session,
		};
		return publish("ack", sealAck(cbor, hostSigner, ack), messageId);
	}

	function published(leaf: UpTopic): Uint8Array {
		const packet = sentPackets().find(
			(each): each is IPublishPacket => each.cmd === "publish" && each.topic.endsWith(`/${leaf}`),
		)!;
		return new Uint8Array(packet.payload as Buffer);
	}

	function commit(): number {
		const batch = decodeBatch(cbor, published("batch"));
		for (const payload of batch.payloads) head = nextHead(digest, head, payload);
		committed += batch.payloads.length;
		return batch.payloads.length;
	}

	it("connects, subscribes, sends its capabilities, and receives the host's answer with its time", () => {
		expect(sentPackets()).toMatchObject([{ cmd: "connect", clientId: "bakery/stall-1" }]);
		xs.call("deliver", Uint8Array.of(0x20, 2, 0, 0));
		expect(sentPackets()).toMatchObject([
			{ cmd: "subscribe", subscriptions: downTopics.map((leaf) => ({ topic: `t/1/1/${leaf}` })) },
		]);
		const opening = xs.measure("deliver", subackPacket());
		const { session } = decodeStatus(cbor, published("status"));
		expect(session?.capabilities).toEqual(ownCapabilities(catalogFormats));
		xs.call("pass", 301);
		const capabilities = { catalogFormats: [], recordKinds: [1], features: [1, 99] };
		const ack = xs.measure(
			"deliver",
			ackPacket(7, { nonce: session!.nonce, wallMs: 1_800_000_000_000, capabilities }),
		);
		expect(sentPackets()).toMatchObject([{ cmd: "puback", messageId: 7 }]);
		expect(xs.call("hostAnswer")).toBe("1800000000151 151, 1 99, ");
		expect(opening.operations).toBeLessThan(60_000);
		expect(ack.operations).toBeLessThan(60_000);
		expect(xs.call("traces")).toBe("");
		if (process.env["SHOW_COSTS"]) console.log(JSON.stringify({ opening, ack }));
	});

	it("passes on the host's message on a payment", () => {
		const answer = {
			...identity,
			sequence: 3,
			key: new Uint8Array(16),
			outcome: PaymentOutcome.approved,
			reference: "tok-7",
		};
		xs.call("deliver", publish("payment", sealPaymentAnswer(cbor, hostSigner, answer), 8));
		expect(xs.call("hostAnswer")).toBe("1800000000151 151, 1 99, tok-7");
		sentPackets();
	});

	it("packs, signs and sends a batch of 50 sales in bounded operations, and processes its ack", () => {
		xs.call("append", 50, 60);
		const batch = xs.measure("pass", 200);
		expect(commit()).toBe(50);
		const ack = xs.measure("deliver", ackPacket(8));
		expect(xs.call("queued")).toBe(0);
		expect(batch.operations).toBeLessThan(260_000);
		expect(ack.operations).toBeLessThan(60_000);
		// Uncollected garbage is counted too.
		expect(batch.peak.boardBytes).toBeLessThan(128_000);
		if (process.env["SHOW_COSTS"]) console.log(JSON.stringify({ batch, ack }));
	});

	it("sends a single sale in bounded operations", () => {
		sentPackets();
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
			sentPackets();
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
		expect(sentPackets()).toMatchObject([{ cmd: "connect" }]);
	});
});
