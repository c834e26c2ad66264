// Issue 11, number 6: every rule of MQTT 3.1.1 that a client can break ends the connection, with a code, a counter and
// a log line that names the rule, and reaches no handler. Each case carries the number of the normative statement.
// Kinds of trouble from https://github.com/robustmq/robustmq/issues/2057 (second CONNECT),
// https://github.com/njouanin/hbmqtt/issues/45 (violations answered or ignored instead of ending the connection),
// https://github.com/eclipse-mosquitto/mosquitto/issues/3052 and /issues/2325, https://github.com/rmqtt/rmqtt/pull/481
// (empty topics, SUBSCRIBE without one, will flags), https://github.com/JustDoIt0910/tinyMQTT/issues/20 (flags).
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ascii, concat, toHex } from "../../../firmware/core/bytes.js";
import type { Host } from "../../../host/compose/single.js";
import { PacketBounds } from "../../../host/transport/embedded/packet-guard.js";
import { checkPacket } from "../../../host/transport/embedded/packet-rules.js";
import { Fixture, refusals } from "../../host/fixture.js";
import { sale, type TestTerminal } from "../../host/test-terminal.js";

const fixture = new Fixture();
let host: Host;
let honest: TestTerminal;
let offender: TestTerminal;
beforeAll(async () => {
	host = await fixture.open();
	honest = await fixture.terminal(host, "stall-1");
	offender = await fixture.terminal(host, "stall-2");
});
afterAll(() => fixture.close());

/** Section 1.5.3. */
function text(content: string | readonly number[]): number[] {
	const bytes = typeof content === "string" ? [...Buffer.from(content)] : content;
	return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

/** A packet with its remaining length (section 2.2.3). */
function packet(header: number, ...parts: (readonly number[])[]): number[] {
	const body = parts.flat();
	return [header, ...(body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7]), ...body];
}

interface ConnectParts {
	readonly name?: readonly number[];
	readonly level?: number;
	readonly flags?: number;
	readonly clientId?: readonly number[];
	readonly payload?: readonly number[];
	readonly header?: number;
}

/** A CONNECT of the offender, right but for the given parts. */
function connectPacket(parts: ConnectParts = {}): number[] {
	const username = text("demo/stall-2");
	const password = [...ascii(toHex(offender.grant.password))];
	const { name = text("MQTT"), level = 4, flags = 0xc2, clientId = username, header = 0x10 } = parts;
	const { payload = [...username, ...text(password)] } = parts;
	return packet(header, name, [level, flags, 0, 30], clientId, payload);
}

const lone = [0xed, 0xa0, 0x80];
const topic = (): number[] => text(offender.topic("status"));
const id = [0, 7];

type Case = readonly [rule: string, name: string, bytes: () => number[]];
const malformed: readonly Case[] = [
	["2.2.2-2", "flags in PINGREQ", () => packet(0xc1)],
	["2.2.2-2", "flags in DISCONNECT", () => packet(0xe2)],
	["2.2.2-2", "flags in PUBACK", () => packet(0x42, id)],
	["2.2.2-2", "SUBSCRIBE without its flags", () => packet(0x80, id, topic(), [1])],
	["2.2.2-2", "UNSUBSCRIBE without its flags", () => packet(0xa0, id, topic())],
	["3.3.1-4", "PUBLISH of quality of service 3", () => packet(0x36, topic(), id)],
	["3.3.1-2", "DUP at quality of service 0", () => packet(0x38, topic())],
	["3.3.2-1", "PUBLISH with a topic that is not UTF-8", () => packet(0x32, text([0xff, 0xfe]), id)],
	["3.3.2-1", "PUBLISH with a lone surrogate", () => packet(0x32, text(lone), id)],
	["3.3.2-1", "PUBLISH with an overlong encoding", () => packet(0x32, text([0xc0, 0xaf]), id)],
	["1.5.3-2", "PUBLISH with U+0000", () => packet(0x32, text("t/1\0"), id)],
	["1.5.3-2", "SUBSCRIBE with U+0000", () => packet(0x82, id, text("t\0"), [1])],
	["4.8.0-1", "PUBLISH without a topic", () => packet(0x32)],
	["4.8.0-1", "PUBLISH with a topic longer than the packet", () => packet(0x30, [0, 9, 65])],
	["4.8.0-1", "PUBLISH that ends inside its identifier", () => packet(0x32, topic(), [0])],
	["4.8.0-1", "PUBACK without an identifier", () => packet(0x40)],
	["3.4.1", "PUBACK with a reason code, as in MQTT 5", () => packet(0x40, id, [0, 0])],
	["3.8.3-1", "SUBSCRIBE with a filter that is not UTF-8", () => packet(0x82, id, text(lone), [1])],
	["3.8.3-4", "SUBSCRIBE for quality of service 3", () => packet(0x82, id, topic(), [3])],
	["3.8.3-4", "SUBSCRIBE with reserved bits", () => packet(0x82, id, topic(), [0x41])],
	["4.8.0-1", "SUBSCRIBE without a quality of service", () => packet(0x82, id, topic())],
	["4.8.0-1", "SUBSCRIBE without an identifier", () => packet(0x82)],
	["3.10.3-1", "UNSUBSCRIBE with a filter that is not UTF-8", () => packet(0xa2, id, text([0x80]))],
	["4.8.0-1", "UNSUBSCRIBE with a filter longer than the packet", () => packet(0xa2, id, [0, 5, 65])],
	["4.8.0-1", "PINGREQ with a body", () => packet(0xc0, [0])],
	["4.8.0-1", "DISCONNECT with a reason code, as in MQTT 5", () => packet(0xe0, [4])],
];
const violations: readonly Case[] = [
	["3.1.0-2", "a second CONNECT", () => connectPacket()],
	["2.3.1-1", "PUBLISH with identifier 0", () => packet(0x32, topic(), [0, 0])],
	["2.3.1-1", "SUBSCRIBE with identifier 0", () => packet(0x82, [0, 0], topic(), [1])],
	["2.3.1-1", "UNSUBSCRIBE with identifier 0", () => packet(0xa2, [0, 0], topic())],
	["2.3.1-1", "PUBACK for identifier 0", () => packet(0x40, [0, 0])],
	["3.3.2-2", "PUBLISH to #", () => packet(0x32, text("#"), id)],
	["3.3.2-2", "PUBLISH to a level of +", () => packet(0x30, text("t/2/+/status"))],
	["3.3.2-2", "PUBLISH with + inside a level", () => packet(0x32, text("t/a+b"), id)],
	["4.7.3-1", "PUBLISH to an empty topic", () => packet(0x32, text(""), id)],
	["3.8.3-3", "SUBSCRIBE without a topic", () => packet(0x82, id)],
	["4.7.3-1", "SUBSCRIBE to an empty filter", () => packet(0x82, id, text(""), [1])],
	["4.7.1-2", "SUBSCRIBE with # before the end", () => packet(0x82, id, text("t/#/ack"), [1])],
	["4.7.1-2", "SUBSCRIBE with # inside a level", () => packet(0x82, id, text("t/ack#"), [1])],
	["4.7.1-3", "SUBSCRIBE with + inside a level", () => packet(0x82, id, text("t/+ack"), [1])],
	["3.10.3-2", "UNSUBSCRIBE without a topic", () => packet(0xa2, id)],
	["4.7.3-1", "UNSUBSCRIBE from an empty filter", () => packet(0xa2, id, text(""))],
	["4.3.2-2", "PUBREC for a message of quality of service 1", () => packet(0x50, id)],
	["4.3.2-2", "PUBREL without a message", () => packet(0x62, id)],
	["4.3.2-2", "PUBCOMP without a message", () => packet(0x70, id)],
	["3.14.4-2", "a packet after DISCONNECT", () => [...packet(0xe0), ...packet(0xc0)]],
	...[0, 2, 9, 11, 13, 15].map((type): Case => [
		"4.8.0-1",
		`packet type ${type}`,
		() => packet(type << 4, type === 2 ? [0, 0] : []),
	]),
];
const will = [...text("t/2/2/status"), ...text("x")];
const malformedConnects: readonly Case[] = [
	["3.1.0-1", "PINGREQ before CONNECT", () => packet(0xc0)],
	["2.2.2-2", "flags in CONNECT", () => connectPacket({ header: 0x11 })],
	["3.1.2-1", "another protocol", () => connectPacket({ name: text("HTTP") })],
	["3.1.2-3", "the reserved flag", () => connectPacket({ flags: 0xc3 })],
	["3.1.2-13", "a will's quality of service without a will", () => connectPacket({ flags: 0xca })],
	["3.1.2-14", "a will of quality of service 3", () => connectPacket({ flags: 0xde, payload: will })],
	["3.1.2-15", "a will's retain without a will", () => connectPacket({ flags: 0xe2 })],
	["3.1.2-22", "a password without a user name", () => connectPacket({ flags: 0x42 })],
	["3.1.3-4", "a client identifier that is not UTF-8", () => connectPacket({ clientId: text(lone) })],
	["3.1.3-10", "a will topic that is not UTF-8", () => connectPacket({ flags: 6, payload: text(lone) })],
	["3.1.3-11", "a user name that is not UTF-8", () => connectPacket({ payload: text([0xff]) })],
	["1.5.3-2", "U+0000 in the client identifier", () => connectPacket({ clientId: text("demo/stall-2\0") })],
	["4.8.0-1", "no client identifier", () => connectPacket({ clientId: [], payload: [] })],
	["4.8.0-1", "a password flag without a password", () => connectPacket({ payload: text("demo/stall-2") })],
	["3.1.4-1", "bytes after the payload", () => [...connectPacket(), 0].with(1, connectPacket()[1]! + 1)],
];

function open(): Socket {
	const socket = connect({ port: host.mqttPort, host: "127.0.0.1", noDelay: true });
	socket.on("error", () => undefined);
	return socket;
}

/** All that the host sends until it ends the connection. */
async function answerTo(socket: Socket): Promise<number[]> {
	const answers: Buffer[] = [];
	socket.on("data", (bytes: Buffer) => answers.push(bytes));
	await once(socket, "close");
	return [...concat(...answers)];
}

/** Expects the fault for these bytes to name the rule. The log holds at most twenty lines of a code and second. */
function names(rule: string, bytes: readonly number[]): void {
	expect(() => new PacketBounds(checkPacket).pass(Uint8Array.from(bytes))).toThrow(`[MQTT-${rule}]`);
}

/** Expects `bytes` of a session that has begun to end it with `code`, and the honest terminal to go on. */
async function endsSession(code: string, rule: string, bytes: readonly number[]): Promise<void> {
	const before = await refusals(host, code);
	const socket = open();
	socket.write(Uint8Array.from(connectPacket()));
	const [connack] = (await once(socket, "data")) as [Buffer];
	expect([...connack]).toEqual([0x20, 2, 0, 0]);
	socket.write(Uint8Array.from(bytes));
	expect(await answerTo(socket)).toEqual([]);
	expect(await refusals(host, code)).toBe(before + 1);
	names(rule, [...connectPacket(), ...bytes]);
}

describe("a session ends as malformed at", () => {
	it.each(malformed)("[MQTT-%s] %s", (rule, _name, bytes) => endsSession("MQTT_MALFORMED", rule, bytes()));
});

describe("a session ends as a violation at", () => {
	it.each(violations)("[MQTT-%s] %s", (rule, _name, bytes) => endsSession("MQTT_VIOLATION", rule, bytes()));
});

describe("a connection ends without CONNACK [MQTT-3.1.4-1] at", () => {
	it.each(malformedConnects)("[MQTT-%s] %s", async (rule, _name, bytes) => {
		const before = await refusals(host, "MQTT_MALFORMED");
		const socket = open();
		socket.write(Uint8Array.from(bytes()));
		expect(await answerTo(socket)).toEqual([]);
		expect(await refusals(host, "MQTT_MALFORMED")).toBe(before + 1);
		names(rule, bytes());
	});
});

describe("a connection ends after CONNACK at", () => {
	it.each<readonly [string, string, number, ConnectParts]>([
		["3.1.2-2", "MQTT 5", 1, { level: 5 }],
		["3.1.2-2", "MQTT 3.1", 1, { name: text("MQIsdp"), level: 3 }],
		["3.1.2-2", "a bridge of mosquitto", 1, { level: 0x84 }],
		["3.1.3-8", "an empty client identifier for a session to be kept", 2, { flags: 0xc0, clientId: text("") }],
	])("[MQTT-%s] %s", async (_rule, _name, returnCode, parts) => {
		const before = await refusals(host, "MQTT_CONNECT_REFUSED");
		const socket = open();
		socket.write(Uint8Array.from(connectPacket(parts)));
		expect(await answerTo(socket)).toEqual([0x20, 2, 0, returnCode]);
		expect(await refusals(host, "MQTT_CONNECT_REFUSED")).toBe(before + 1);
	});
});

it("bounds SUBSCRIBE and topics before they are kept", async () => {
	const large = Array.from({ length: 60 }, () => [...text("t/".padEnd(40, "x")), 1]).flat();
	await endsWith("MQTT_PACKET_TOO_LARGE", packet(0x82, id, large));
	await endsWith("TOPIC_FORBIDDEN", packet(0x30, text("x".repeat(300))));
});

async function endsWith(code: string, bytes: readonly number[]): Promise<void> {
	const before = await refusals(host, code);
	const socket = open();
	socket.write(Uint8Array.from(connectPacket()));
	await once(socket, "data");
	socket.write(Uint8Array.from(bytes));
	expect(await answerTo(socket)).toEqual([]);
	expect(await refusals(host, code)).toBe(before + 1);
}

it("counts a client that sends too much before its session has begun", async () => {
	const before = await refusals(host, "MQTT_CLIENT_DROPPED");
	const socket = open();
	socket.write(Uint8Array.from([...connectPacket(), ...Array.from({ length: 100 }, () => packet(0xc0)).flat()]));
	await answerTo(socket);
	expect(await refusals(host, "MQTT_CLIENT_DROPPED")).toBe(before + 1);
});

it("finds the same violation however the bytes are split", async () => {
	const bytes = Uint8Array.from([...connectPacket(), ...packet(0x82, id, topic(), [3])]);
	for (const size of [1, 2, 5, 17]) {
		const before = await refusals(host, "MQTT_MALFORMED");
		const socket = open();
		for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size));
		await answerTo(socket);
		expect(await refusals(host, "MQTT_MALFORMED")).toBe(before + 1);
	}
});

it("names the rule, the terminal and what to do in the log", () => {
	const lines = fixture.log.map((line) => JSON.parse(line) as Record<string, string>);
	const line = lines.find(({ code }) => code === "MQTT_VIOLATION")!;
	expect(line).toMatchObject({ terminal: "stall-2", detail: "[MQTT-3.1.0-2] a second CONNECT" });
	expect(line["msg"]).toContain("software");
});

it("keeps the honest terminal's session through all of it", async () => {
	expect(honest.client!.closed).toBe(false);
	honest.record(sale(1));
	expect((await honest.ship(1)).committed).toBe(1);
	expect(host.isOnline("stall-2")).toBe(false);
});
