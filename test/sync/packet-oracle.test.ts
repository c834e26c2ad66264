// Compares our MQTT packets with mqtt-packet in both directions, on V8 and on XS.
import { isUtf8 } from "node:buffer";
import { generate, parser, type Packet } from "mqtt-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { Fault } from "../../firmware/core/fault.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import { type BrokerPacket, readPacket } from "../../firmware/sync/packet.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { parsePacket } from "../../simulator/network/packet.js";
import { SeededRandom } from "../../simulator/random.js";
import { generateReceived, generateSent, messagesOf, mutate } from "./packet-cases.js";
import * as node from "./packet-guest.js";
import type { Sent } from "./packet-guest.js";
import { batchesOf } from "../wire/xs-batch.js";

const seed = 311;
const messageCount = 600;
const mutantsPerMessage = 100;
const sentCount = 2_000;

const sent = generateSent(seed, sentCount);
const messages = messagesOf(seed, messageCount);

const { stackTraceLimit } = Error;
beforeAll(() => void (Error.stackTraceLimit = 0));
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

function* mutants(): Generator<Uint8Array> {
	const random = new SeededRandom(seed);
	for (const message of messages) for (let i = 0; i < mutantsPerMessage; i++) yield mutate(random, message);
}

/** The same packet for mqtt-packet. */
function forOracle(packet: Sent): Packet {
	switch (packet.kind) {
		case "connect": {
			const { clientId, username, password, keepAliveSeconds: keepalive } = packet;
			const fixed = { cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true } as const;
			return { ...fixed, keepalive, clientId, username, password: Buffer.from(password) };
		}
		case "subscribe":
			return {
				cmd: "subscribe",
				messageId: packet.messageId,
				subscriptions: packet.topics.map((topic) => ({ topic, qos: 1 })),
			};
		case "publish": {
			const { topic, payloadBytes, messageId } = packet;
			const payload = Buffer.alloc(payloadBytes, 7);
			const fixed = { cmd: "publish", topic, payload, retain: false, dup: false } as const;
			return messageId === undefined ? { ...fixed, qos: 0 } : { ...fixed, qos: 1, messageId };
		}
		case "puback":
			return { cmd: "puback", messageId: packet.messageId };
		default:
			return { cmd: packet.kind };
	}
}

/** What mqtt-packet read, as our type; undefined for a packet that has no place in it. */
function fromOracle(packet: Packet): BrokerPacket | undefined {
	switch (packet.cmd) {
		case "connack":
			return { kind: "connack", returnCode: packet.returnCode! };
		case "suback":
			return {
				kind: "suback",
				messageId: packet.messageId!,
				granted: Uint8Array.from(packet.granted as number[]),
			};
		case "publish": {
			const { topic, qos, messageId } = packet;
			const payload = new Uint8Array(packet.payload as Buffer);
			return { kind: "publish", topic, ...(qos > 0 && { messageId: messageId! }), payload } as BrokerPacket;
		}
		case "puback":
			return { kind: "puback", messageId: packet.messageId! };
		case "pingresp":
			return { kind: "pingresp" };
		default:
			return undefined;
	}
}

/** What mqtt-packet takes although MQTT 3.1.1, in the section named, or a terminal's requests rule it out. */
const leniencies: Readonly<Record<string, (packet: Packet, bytes: Uint8Array) => boolean>> = {
	"2.2.1: only a server receives it, or it answers what no terminal sends": (packet) =>
		fromOracle(packet) === undefined,
	"3.8.4: a terminal subscribes at QoS 1, so nothing comes at QoS 2": (packet) =>
		packet.cmd === "publish" && packet.qos === 2,
	"3.3.1.1: no duplicates at QoS 0": (packet) => packet.cmd === "publish" && packet.qos === 0 && packet.dup,
	"3.3.2.1, 4.7.3: a topic has characters, and no wildcard or U+0000": (packet) =>
		packet.cmd === "publish" && (packet.topic === "" || /[\0#+]/.test(packet.topic)),
	"1.5.3: texts are UTF-8": (packet, bytes) => packet.cmd === "publish" && !isUtf8(topicBytes(bytes)),
	"2.3.1: an identifier is present and not 0": (packet) =>
		(packet.cmd === "publish" ? packet.qos > 0 : packet.messageId !== undefined) && packet.messageId! < 1,
	"3.2.2.3: return codes above 5 are reserved": (packet) => packet.cmd === "connack" && packet.returnCode! > 5,
	"3.2.2.2: a refusal has no session": (packet) =>
		packet.cmd === "connack" && packet.sessionPresent && packet.returnCode! > 0,
	"3.2.1, 3.4.1, 3.13: packets of one length only": (packet) =>
		(packet.cmd === "connack" || packet.cmd === "puback" ? packet.length !== 2 : packet.cmd === "pingresp") &&
		packet.length !== 0,
	"3.2.2: a CONNACK has flags and a code": (packet) => packet.cmd === "connack" && packet.returnCode === undefined,
	"3.9.3: a SUBACK has a code for each topic": (packet) => packet.cmd === "suback" && packet.granted.length === 0,
};

function topicBytes(bytes: Uint8Array): Uint8Array {
	const digits = bytes.subarray(1).findIndex((digit) => digit < 0x80) + 1;
	const start = 1 + digits + 2;
	return bytes.subarray(start, start + bytes[start - 2]! * 0x100 + bytes[start - 1]!);
}

function oracleReads(bytes: Uint8Array): Packet | undefined {
	try {
		return parsePacket(bytes);
	} catch {
		return undefined;
	}
}

describe("our MQTT packets and mqtt-packet", () => {
	it("write the same bytes", () => {
		for (const packet of sent) {
			const bytes = node.bytesOf(packet);
			if (Buffer.compare(bytes, generate(forOracle(packet))) !== 0) expect.fail(JSON.stringify(packet));
			expect(parsePacket(bytes).cmd).toBe(packet.kind);
		}
	});

	it("refuse to write what MQTT forbids", () => {
		for (const packet of [
			{ kind: "publish", topic: "", payloadBytes: 1 },
			{ kind: "publish", topic: "a/#", payloadBytes: 1 },
			{ kind: "publish", topic: "a/+/b", payloadBytes: 1 },
			{ kind: "publish", topic: "a\0", payloadBytes: 1 },
			{ kind: "publish", topic: "a", payloadBytes: 1, messageId: 0 },
			{ kind: "publish", topic: "a", payloadBytes: 1, messageId: 65_536 },
			{ kind: "publish", topic: "a".repeat(65_536), payloadBytes: 1 },
			{ kind: "puback", messageId: 0 },
			{ kind: "puback", messageId: 1.5 },
			{ kind: "subscribe", messageId: 0, topics: ["a"] },
			{ kind: "subscribe", messageId: 1, topics: [] },
			{ kind: "connect", clientId: "a", username: "b", password: "c", keepAliveSeconds: 65_536 },
			{ kind: "connect", clientId: "a", username: "b".repeat(65_536), password: "c", keepAliveSeconds: 1 },
		] as const satisfies readonly Sent[]) {
			expect(() => node.bytesOf(packet), JSON.stringify(packet).slice(0, 80)).toThrow("assertion failed");
		}
	});

	it("read a broker's packets as the same values, from a stream cut anywhere", () => {
		const random = new SeededRandom(seed);
		const packets = generateReceived(seed + 1, sentCount);
		const stream = Buffer.concat(packets.map((packet) => generate(packet)));
		const ours: string[] = [];
		const theirs: string[] = [];
		const framer = new MqttFramer(100_000, {
			takePacket: (bytes) => ours.push(node.show(readPacket(bytes))),
		});
		const oracle = parser({ protocolVersion: 4 });
		oracle.on("packet", (packet) => theirs.push(node.show(fromOracle(packet))));
		for (let at = 0; at < stream.length;) {
			const chunk = stream.subarray(at, at + 1 + random.below(60));
			framer.push(new Uint8Array(chunk));
			oracle.parse(chunk);
			at += chunk.length;
		}
		expect(ours).toHaveLength(packets.length);
		expect(ours).toEqual(theirs);
	});

	it("agree on 60,000 damaged packets, except where a named rule forbids them", () => {
		const counts: Record<string, number> = { cases: 0, accepted: 0, refused: 0 };
		for (const bytes of mutants()) {
			counts["cases"]!++;
			const ours = oursOf(bytes);
			const theirs = oracleReads(bytes);
			if (ours instanceof Fault) {
				const rules = theirs
					? Object.keys(leniencies).filter((rule) => leniencies[rule]!(theirs, bytes))
					: ["refused"];
				if (rules.length === 0) expect.fail(`only we refuse ${toHex(bytes)}: ${ours.message}`);
				for (const rule of rules) counts[rule] = (counts[rule] ?? 0) + 1;
				continue;
			}
			counts["accepted"]!++;
			if (!theirs) expect.fail(`only we accept ${toHex(bytes)}`);
			const broken = Object.keys(leniencies).find((rule) => leniencies[rule]!(theirs, bytes));
			if (broken) expect.fail(`${toHex(bytes)} breaks ${broken}`);
			if (node.show(ours) !== node.show(fromOracle(theirs)))
				expect.fail(`mqtt-packet reads ${toHex(bytes)} differently`);
		}
		expect(counts["cases"]).toBeGreaterThanOrEqual(60_000);
		expect(counts["accepted"]).toBeGreaterThanOrEqual(10_000);
		expect(counts["refused"]).toBeGreaterThanOrEqual(10_000);
		for (const rule of Object.keys(leniencies)) expect(counts[rule], rule).toBeGreaterThanOrEqual(20);
		console.log(`MQTT oracle: ${counts["cases"]} damaged packets, 0 disagreements`);
	});
});

function oursOf(bytes: Uint8Array): BrokerPacket | Fault {
	try {
		return readPacket(bytes);
	} catch (error) {
		if (error instanceof Fault) return error;
		throw error;
	}
}

function isLong(packet: Sent): boolean {
	return packet.kind === "publish" && packet.payloadBytes > 1_000;
}

const unavailable = await xsUnavailable();

describe.skipIf(unavailable !== undefined)("our MQTT packets on XS", () => {
	let xs: XsBench;
	beforeAll(async () => {
		xs = await XsBench.open(new URL("packet-guest.ts", import.meta.url).pathname);
	});
	afterAll(() => xs?.close());

	it("are written as on V8", () => {
		// XS parses long JSON slowly.
		const short = sent.filter((packet) => JSON.stringify(packet).length < 1_000 && !isLong(packet));
		expect(short.length).toBeGreaterThan(sentCount / 2);
		for (let i = 0; i < short.length; i += 100) {
			const json = JSON.stringify(short.slice(i, i + 100));
			expect(xs.call("write", json)).toBe(node.write(json));
		}
	});

	it("are read as on V8, 60,000 damaged ones", () => {
		let cases = 0;
		for (const batch of batchesOf(mutants())) {
			const verdicts = node.read(batch);
			cases += verdicts.split("\n").length;
			expect(xs.call("read", batch)).toBe(verdicts);
		}
		expect(cases).toBeGreaterThanOrEqual(60_000);
		console.log(`MQTT on XS: ${cases} damaged packets, 0 disagreements`);
	});
});
