// Seeded MQTT packets of both directions, and seeded damage to their bytes.
import fc from "fast-check";
import { generate, type Packet } from "mqtt-packet";
import type { SeededRandom } from "../../simulator/random.js";
import type { Sent } from "./packet-guest.js";

const u16Max = 0xffff;
/** Payloads on both sides of each length of the fixed header. */
const payloadEdges = [0, 1, 100, 111, 112, 113, 125, 126, 127, 128, 4_096, 16_370, 16_383, 16_384];

const messageId = fc.oneof(fc.constantFrom(1, 2, 0xff, 0x100, u16Max), fc.integer({ min: 1, max: u16Max }));
const word = fc.oneof(
	fc.constantFrom("t/1/1/batch", "t/15/zz/ack", "e/0a1b/reply", "a", "/", "$SYS/x"),
	fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
	fc.string({
		unit: fc.constantFrom("a", "é", "€", "😀", "\ufeff", "/", "\u0001", "\ud800"),
		minLength: 1,
		maxLength: 60,
	}),
);
const topic = word.filter((text) => !/[\0#+]/.test(text));
const text = fc.oneof({ weight: 4, arbitrary: word }, fc.constantFrom("", "x".repeat(200), "é".repeat(20_000)));

const sent: fc.Arbitrary<Sent> = fc.oneof(
	fc.record({
		kind: fc.constant("connect" as const),
		...{ clientId: text, username: text, password: text },
		keepAliveSeconds: fc.oneof(fc.constantFrom(0, 300, u16Max), fc.nat(u16Max)),
	}),
	fc.record({
		kind: fc.constant("subscribe" as const),
		messageId,
		topics: fc.array(word, { minLength: 1, maxLength: 6 }),
	}),
	fc.record(
		{
			kind: fc.constant("publish" as const),
			topic,
			payloadBytes: fc.oneof(fc.constantFrom(...payloadEdges), fc.nat(300)),
			messageId,
		},
		{ requiredKeys: ["kind", "topic", "payloadBytes"] },
	),
	fc.record({ kind: fc.constant("puback" as const), messageId }),
	fc.record({ kind: fc.constantFrom("pingreq" as const, "disconnect" as const) }),
);

/** Packets that a terminal may send. */
export function generateSent(seed: number, count: number): Sent[] {
	return fc.sample(sent, { seed, numRuns: count });
}

const publish = fc.record({
	cmd: fc.constant("publish" as const),
	topic,
	payload: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
	qos: fc.constantFrom(0 as const, 1 as const),
	retain: fc.boolean(),
	dup: fc.constant(false),
	messageId,
});
const received: fc.Arbitrary<Packet> = fc.oneof(
	{ weight: 4, arbitrary: publish },
	{ weight: 1, arbitrary: publish.map((packet) => ({ ...packet, qos: 1 as const, dup: true })) },
	{
		weight: 1,
		arbitrary: fc.record({
			cmd: fc.constant("connack" as const),
			returnCode: fc.nat(5),
			sessionPresent: fc.constant(false),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			cmd: fc.constant("suback" as const),
			messageId,
			granted: fc.array(fc.constantFrom(0, 1, 2, 0x80), { minLength: 1, maxLength: 6 }),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ cmd: fc.constant("puback" as const), messageId }) },
	fc.constant({ cmd: "pingresp" as const }),
);

/** Packets that a broker may send to a terminal. */
export function generateReceived(seed: number, count: number): Packet[] {
	return fc.sample(received, { seed, numRuns: count });
}

/** Packets of MQTT 3.1.1 that no broker sends to a terminal. */
const strangers: readonly Packet[] = [
	{ cmd: "pubrec", messageId: 7 },
	{ cmd: "pubrel", messageId: 7 },
	{ cmd: "pubcomp", messageId: 7 },
	{ cmd: "unsuback", messageId: 7, granted: [] },
	{ cmd: "unsubscribe", messageId: 7, unsubscriptions: ["a"] },
	{ cmd: "subscribe", messageId: 7, subscriptions: [{ topic: "a/+", qos: 1 }] },
	{ cmd: "connect", clientId: "a", protocolVersion: 4, clean: true, keepalive: 9 },
	{ cmd: "pingreq" },
	{ cmd: "disconnect" },
	{ cmd: "publish", topic: "a", payload: "b", qos: 2, messageId: 7, dup: false, retain: false },
	{ cmd: "publish", topic: "", payload: "b", qos: 1, messageId: 7, dup: false, retain: false },
	{ cmd: "publish", topic: "a/+/#", payload: "b", qos: 1, messageId: 7, dup: false, retain: false },
];

/** Bytes to damage. */
export function messagesOf(seed: number, count: number): Uint8Array[] {
	return [...generateReceived(seed, count), ...strangers].map((packet) => new Uint8Array(generate(packet)));
}

/** Bytes with a meaning in packets: types with their flags, identifiers, wildcards, ends of lengths. */
const tellingBytes = [
	0x20, 0x30, 0x32, 0x34, 0x36, 0x3a, 0x40, 0x62, 0x90, 0xd0, 0, 1, 2, 0x23, 0x2b, 0x7f, 0x80, 0xff,
];

/** Damages `bytes` one to three times, reproducibly for the same random stream; the length is mostly put right. */
export function mutate(random: SeededRandom, bytes: Uint8Array): Uint8Array {
	const mutated = [...bytes];
	for (let times = random.between(1, 3); times > 0; times--) mutateOnce(random, mutated);
	const hasOneDigit = mutated.length > 1 && mutated.length < 130;
	if (hasOneDigit && random.chance(0.7)) mutated[1] = mutated.length - 2;
	// The standard does not ask for the shortest length (2.2.3).
	if (hasOneDigit && random.chance(0.1)) mutated.splice(1, 1, mutated[1]! | 0x80, 0);
	return Uint8Array.from(mutated);
}

function mutateOnce(random: SeededRandom, bytes: number[]): void {
	const at = random.below(bytes.length + 1);
	const inside = random.below(bytes.length || 1);
	switch (random.below(8)) {
		case 0:
			bytes[inside] = (bytes[inside] ?? 0) ^ (1 << random.below(8));
			return;
		case 1:
			bytes.splice(at, 1, random.below(256));
			return;
		case 2:
			bytes.splice(at, 0, random.below(256));
			return;
		case 3:
			bytes.splice(at, random.below(2), tellingBytes[random.below(tellingBytes.length)]!);
			return;
		case 4:
			bytes.splice(at, random.between(1, 4));
			return;
		case 5:
			bytes.splice(at);
			return;
		case 6:
			bytes[0] = (bytes[0] ?? 0) ^ (1 << random.below(4));
			return;
		case 7:
			// Adds or subtracts one, for lengths and identifiers that are off by one.
			bytes[inside] = ((bytes[inside] ?? 0) + (random.chance(0.5) ? 1 : 255)) % 256;
			return;
	}
}
