import { describe, expect, it } from "vitest";
import { generate, type Packet } from "mqtt-packet";
import { limits } from "../../firmware/core/limits.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import { parsePacket } from "../../simulator/network/packet.js";
import { Session, type SessionEnd, type SessionOwner } from "../../firmware/sync/session.js";
import { SeededRandom } from "../../simulator/random.js";
import { HandClock, ScriptedTcp } from "./scripted-tcp.js";

const connack = [0x20, 2, 0, 0] as const;
const suback = [0x90, 3, 0, 1, 1] as const;

function begin(more: Partial<SessionOwner> = {}) {
	const tcp = new ScriptedTcp();
	const timers = new HandClock();
	const messages: [string, string][] = [];
	const ends: SessionEnd[] = [];
	let opened = 0;
	const owner: SessionOwner = {
		username: "bakery/stall-1",
		password: "secret",
		topics: ["a/ack"],
		topicsNeeded: 1,
		sessionOpened: () => opened++,
		messageReceived: (topic, payload) => messages.push([topic, Buffer.from(payload).toString()]),
		sessionEnded: (reason) => ends.push(reason),
		...more,
	};
	const session = new Session({ network: tcp.source, timers }, { host: "host.example", port: 1883 }, owner);
	return { tcp, timers, messages, ends, session, opened: () => opened };
}

function open() {
	const all = begin();
	all.tcp.writable();
	all.tcp.deliver(...connack);
	all.tcp.deliver(...suback);
	all.tcp.written = new Uint8Array(0);
	return all;
}

function packets(bytes: Uint8Array): Packet[] {
	const list: Packet[] = [];
	new MqttFramer(100_000, { takePacket: (packet) => list.push(parsePacket(packet)) }).push(bytes);
	return list;
}

describe("a session", () => {
	it("continues without an optional topic", () => {
		const topics = { topics: ["a/ack", "a/update"], topicsNeeded: 1 };
		for (const [codes, isOpen] of [
			[[1, 0x80], true],
			[[0x80, 1], false],
		] as const) {
			const { tcp, opened, ends } = begin(topics);
			tcp.writable();
			tcp.deliver(...connack);
			tcp.deliver(0x90, 4, 0, 1, ...codes);
			expect([opened(), ends.length]).toEqual(isOpen ? [1, 0] : [0, 1]);
		}
	});

	it.each([
		["of another request", [0x90, 3, 0, 2, 1]],
		["for fewer topics", [0x90, 2, 0, 1]],
		["for more topics", [0x90, 4, 0, 1, 1, 1]],
	])("ends at a SUBACK %s", (_name, bytes) => {
		const { tcp, opened, ends } = begin();
		tcp.writable();
		tcp.deliver(...connack);
		tcp.deliver(...bytes);
		expect([opened(), ends.length]).toEqual([0, 1]);
	});

	it("connects with a clean MQTT 3.1.1 session under its name, then subscribes", () => {
		const { tcp, opened } = begin();
		expect(tcp.written).toHaveLength(0);
		tcp.writable();
		expect(packets(tcp.written)[0]).toMatchObject({
			cmd: "connect",
			protocolId: "MQTT",
			protocolVersion: 4,
			clean: true,
			keepalive: limits.keepAliveSeconds,
			clientId: "bakery/stall-1",
			username: "bakery/stall-1",
			password: Buffer.from("secret"),
		});
		tcp.deliver(...connack);
		expect(packets(tcp.written)[1]).toMatchObject({
			cmd: "subscribe",
			subscriptions: [{ topic: "a/ack", qos: 1 }],
		});
		expect(opened()).toBe(0);
		tcp.deliver(...suback);
		expect(opened()).toBe(1);
	});

	it("publishes the bytes that mqtt-packet would", () => {
		const { tcp, session } = open();
		for (const size of [0, 1, 100, 127, 128, 4_096]) {
			tcp.written = new Uint8Array(0);
			const payload = new Uint8Array(size).fill(7);
			session.publish("t/1/1/batch", payload);
			const { messageId } = packets(tcp.written)[0]!;
			expect(messageId).toBeGreaterThan(0);
			const packet = {
				cmd: "publish",
				topic: "t/1/1/batch",
				payload: Buffer.from(payload),
				retain: false,
				dup: false,
			} as const;
			expect(Buffer.from(tcp.written)).toEqual(generate({ ...packet, qos: 1, messageId: messageId! }));
			tcp.written = new Uint8Array(0);
			session.publishOnce("t/1/1/batch", payload);
			expect(Buffer.from(tcp.written)).toEqual(generate({ ...packet, qos: 0 }));
		}
	});

	it("acknowledges a message of QoS 1 and delivers it, whatever pieces it arrives in", () => {
		const { tcp, messages } = open();
		const message = generate({
			cmd: "publish",
			topic: "a/ack",
			payload: Buffer.from("hello"),
			qos: 1,
			messageId: 513,
			retain: false,
			dup: false,
		});
		for (const byte of message) tcp.deliver(byte);
		tcp.deliver(new Uint8Array(Buffer.concat([message, message])));
		expect(messages).toEqual([
			["a/ack", "hello"],
			["a/ack", "hello"],
			["a/ack", "hello"],
		]);
		expect(packets(tcp.written)).toMatchObject(
			Array.from({ length: 3 }, () => ({ cmd: "puback", messageId: 513 })),
		);
	});

	it("writes no more bytes than the stream can accept", () => {
		const { tcp, session } = open();
		tcp.writable(10);
		session.publish("a/batch", new Uint8Array(100));
		expect(tcp.written).toHaveLength(10);
		tcp.writable(50);
		expect(tcp.written).toHaveLength(60);
		tcp.writable(500);
		expect(packets(tcp.written)).toMatchObject([{ cmd: "publish", topic: "a/batch" }]);
	});

	it("ends when the connection accepts no bytes and too many wait", () => {
		const { tcp, session, ends } = open();
		tcp.writable(0);
		for (let i = 0; i < 10; i++) session.publish("a/batch", new Uint8Array(4_000));
		expect(ends).toHaveLength(1);
		expect(tcp.isClosed).toBe(true);
	});

	it.each([
		["the network", () => undefined, "no connection"],
		["CONNACK", (all: ReturnType<typeof begin>) => all.tcp.writable(), "no CONNACK"],
		[
			"SUBACK",
			(all: ReturnType<typeof begin>) => {
				all.tcp.writable();
				all.tcp.deliver(...connack);
			},
			"no SUBACK",
		],
	])("times out waiting for %s", (_name, act, detail) => {
		const all = begin();
		act(all);
		all.timers.pass(limits.replyTimeoutMs - 1);
		expect(all.ends).toEqual([]);
		all.timers.pass(1);
		expect(all.ends).toEqual([{ refused: undefined, detail }]);
		expect(all.tcp.isClosed).toBe(true);
		expect(all.timers.running).toBe(0);
	});

	it("distinguishes a refusal from a broken connection", () => {
		const refused = begin();
		refused.tcp.writable();
		refused.tcp.deliver(0x20, 2, 0, 5);
		expect(refused.ends).toEqual([{ refused: 5, detail: "CONNACK 5" }]);
		const forbidden = begin();
		forbidden.tcp.writable();
		forbidden.tcp.deliver(...connack);
		forbidden.tcp.deliver(0x90, 3, 0, 1, 0x80);
		expect(forbidden.ends[0]?.refused).toBe(0x80);
		const broken = open();
		broken.tcp.fail("reset");
		broken.tcp.fail("reset");
		expect(broken.ends).toEqual([{ refused: undefined, detail: "reset" }]);
	});

	it("pings when idle, and ends without an answer", () => {
		const { tcp, timers, ends } = open();
		const quietMs = (limits.keepAliveSeconds * 2_000) / 3;
		timers.pass(quietMs);
		expect(packets(tcp.written)).toMatchObject([{ cmd: "pingreq" }]);
		tcp.deliver(0xd0, 0);
		timers.pass(quietMs - 1);
		expect(packets(tcp.written)).toHaveLength(1);
		timers.pass(1 + limits.replyTimeoutMs);
		expect(ends).toEqual([{ refused: undefined, detail: "no PINGRESP" }]);
		expect(timers.running).toBe(0);
	});

	it("sends DISCONNECT when it is closed, once, and nothing afterwards", () => {
		const { tcp, timers, ends, session } = open();
		session.close();
		session.close();
		expect(packets(tcp.written)).toMatchObject([{ cmd: "disconnect" }]);
		tcp.deliver(...connack);
		session.publish("a", new Uint8Array(1));
		expect(packets(tcp.written)).toHaveLength(1);
		expect(ends).toEqual([]);
		expect(timers.running).toBe(0);
	});

	it("may be closed from inside a message callback, and delivers no further message", () => {
		const { tcp, messages, session } = open();
		const message = generate({
			cmd: "publish",
			topic: "a/ack",
			payload: Buffer.from("x"),
			qos: 0,
			retain: false,
			dup: false,
		});
		const push = messages.push.bind(messages);
		messages.push = (...items) => {
			session.close();
			return push(...items);
		};
		tcp.deliver(new Uint8Array(Buffer.concat([message, message])));
		expect(messages).toHaveLength(1);
	});

	it("refuses a packet whose announced length is too large before it arrives", () => {
		const { tcp, ends } = open();
		tcp.deliver(0x30, 0xff, 0xff, 0xff, 0x7f);
		expect(ends[0]?.detail).toMatch(/WIRE_TOO_LARGE/);
	});

	it.each([
		["an unknown kind", [0x00, 0]],
		["wrong flags", [0x41, 2, 0, 1]],
		["a length without end", [0x30, 0xff, 0xff, 0xff, 0xff, 1]],
		["a PUBACK cut short", [0x40, 1, 0]],
		["a PUBLISH without its topic", [0x30, 3, 0, 9, 65]],
		["a PUBLISH of QoS 3", [0x36, 6, 0, 1, 65, 0, 1, 66]],
		["a PUBLISH to a wildcard", [0x30, 4, 0, 1, 35, 66]],
		["a PUBLISH to no topic", [0x30, 3, 0, 0, 66]],
		["a PUBLISH to a topic that is not UTF-8", [0x30, 4, 0, 1, 0xff, 66]],
		["a message id of 0", [0x32, 6, 0, 1, 65, 0, 0, 66]],
		["a PINGRESP with a body", [0xd0, 1, 0]],
		["a second CONNACK", [...connack]],
		["a CONNACK without its code", [0x20, 0]],
		["a request that only a broker receives", [0x82, 6, 0, 1, 0, 1, 65, 1]],
		["QoS 2", [0x34, 6, 0, 1, 65, 0, 1, 66]],
	])("ends at %s", (_name, bytes) => {
		const { tcp, ends, timers } = open();
		tcp.deliver(...bytes);
		expect(ends).toHaveLength(1);
		expect(tcp.isClosed).toBe(true);
		expect(timers.running).toBe(0);
	});

	it("ends with a reason or continues on any bytes at any stage, and never throws", () => {
		const random = new SeededRandom(5);
		for (let round = 0; round < 1_500; round++) {
			const stage = random.below(3);
			const all = stage === 2 ? open() : begin();
			if (stage > 0) all.tcp.writable();
			for (let i = 0; i < 4 && all.ends.length === 0; i++) {
				const bytes = new Uint8Array(1 + random.below(40));
				random.fill(bytes);
				// Half of them begin like a packet of matching length, so that the parser is reached.
				if (random.chance(0.5)) bytes[1] = Math.max(0, bytes.length - 2);
				all.tcp.deliver(bytes);
			}
			expect(all.ends.length).toBeLessThanOrEqual(1);
			all.session.close();
			expect(all.timers.running).toBe(0);
		}
	});
});
