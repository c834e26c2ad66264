// The MQTT 3.1.1 packets that a terminal sends and takes, and no others. The comments name sections of the OASIS
// standard (29 October 2014). A packet's size is bounded by the framer before the packet is read here (invariant 9).
import { assert } from "../core/assert.js";
import { concat } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { readUtf8, toUtf8 } from "../core/utf8.js";

// First bytes: a packet's type in the upper half, the flags that belong to it in the lower (2.2).
const connect = 0x10;
const connack = 0x20;
const publishQos0 = 0x30;
const publishQos1 = 0x32;
const puback = 0x40;
const subscribe = 0x82;
const suback = 0x90;
const pingreq = 0xc0;
const pingresp = 0xd0;
const disconnect = 0xe0;
/** All that a PUBLISH's first byte says apart from RETAIN. */
const publishMask = 0xfe;
const dupFlag = 0x08;

const u16Max = 0xffff;
/** In a digit of the length: another follows (2.2.3). */
const moreFlag = 0x80;
/** The first byte and four digits. */
const headerBytesMax = 5;
const remainingMax = 0x0fffffff;
/** User name, password and clean session (3.1.2.3). */
const connectFlags = 0xc2;
const returnCodeMax = 5;
const qosMax = 2;
/** In place of the granted QoS (3.9.3). */
export const refusedSubscription = 0x80;
/** What no topic of a PUBLISH contains: U+0000 (1.5.3) and wildcards (3.3.2.1). */
const notInTopics = /[\0#+]/;

/** A packet from the broker. Its arrays are views of the bytes that it was read from. */
export type BrokerPacket =
	| { readonly kind: "connack"; readonly returnCode: number }
	/** A code for each topic: the QoS, or `refusedSubscription`. */
	| { readonly kind: "suback"; readonly messageId: number; readonly granted: Uint8Array }
	/** Without a message id at QoS 0. */
	| {
			readonly kind: "publish";
			readonly topic: string;
			readonly messageId: number | undefined;
			readonly payload: Uint8Array;
	  }
	| { readonly kind: "puback"; readonly messageId: number }
	| { readonly kind: "pingresp" };

/** Opens a clean session (3.1). Texts take at most 65,535 bytes each. */
export function connectPacket(options: {
	clientId: string;
	username: string;
	password: string;
	keepAliveSeconds: number;
}): Uint8Array {
	const { clientId, username, password, keepAliveSeconds } = options;
	// Protocol "MQTT", level 4.
	const head = Uint8Array.of(0, 4, 0x4d, 0x51, 0x54, 0x54, 4, connectFlags);
	return packetOf(connect, head, number(keepAliveSeconds), text(clientId), text(username), text(password));
}

/** Asks for QoS 1 (3.8). There is at least one topic. */
export function subscribePacket(messageId: number, topics: readonly string[]): Uint8Array {
	assert(topics.length > 0, "SUBSCRIBE without topics");
	const parts = [identifier(messageId)];
	for (const topic of topics) parts.push(text(topic), Uint8Array.of(1));
	return packetOf(subscribe, ...parts);
}

/** A PUBLISH at QoS 1 with a message id, at QoS 0 without (3.3). */
export function publishPacket(topic: string, payload: Uint8Array, messageId: number | undefined): Uint8Array {
	assert(topic !== "" && !notInTopics.test(topic), "topic of a PUBLISH");
	return messageId === undefined
		? packetOf(publishQos0, text(topic), payload)
		: packetOf(publishQos1, text(topic), identifier(messageId), payload);
}

export function pubackPacket(messageId: number): Uint8Array {
	return packetOf(puback, identifier(messageId));
}

export function pingPacket(): Uint8Array {
	return packetOf(pingreq);
}

export function disconnectPacket(): Uint8Array {
	return packetOf(disconnect);
}

/**
 * `bytes` is exactly one packet by its fixed header. Throws Fault WIRE_MALFORMED, and WIRE_FORBIDDEN_TYPE for packets
 * that no broker sends to a client which subscribes at QoS 1.
 */
export function readPacket(bytes: Uint8Array): BrokerPacket {
	const at = bodyOf(bytes);
	const first = bytes[0]!;
	switch (first) {
		case connack:
			return readConnack(bytes, at);
		case suback:
			return readSuback(bytes, at);
		case puback:
			checkLength(bytes, at, 2);
			return { kind: "puback", messageId: readIdentifier(bytes, at) };
		case pingresp:
			checkLength(bytes, at, 0);
			return { kind: "pingresp" };
	}
	switch (first & publishMask) {
		case publishQos0:
			return readPublish(bytes, at, false);
		case publishQos1:
		case publishQos1 | dupFlag:
			return readPublish(bytes, at, true);
	}
	throw new Fault("WIRE_FORBIDDEN_TYPE", `MQTT packet 0x${first.toString(16)}`);
}

function readConnack(bytes: Uint8Array, at: number): BrokerPacket {
	checkLength(bytes, at, 2);
	const sessionPresent = bytes[at]!;
	const returnCode = bytes[at + 1]!;
	// A refusal has no session (3.2.2.2).
	if (sessionPresent > 1 || returnCode > returnCodeMax || (sessionPresent === 1 && returnCode > 0)) refuse("CONNACK");
	return { kind: "connack", returnCode };
}

function readSuback(bytes: Uint8Array, at: number): BrokerPacket {
	const messageId = readIdentifier(bytes, at);
	const granted = bytes.subarray(at + 2);
	if (granted.length === 0) refuse("SUBACK");
	for (const code of granted) if (code > qosMax && code !== refusedSubscription) refuse("SUBACK");
	return { kind: "suback", messageId, granted };
}

function readPublish(bytes: Uint8Array, at: number, hasIdentifier: boolean): BrokerPacket {
	const start = at + 2;
	const end = start + readNumber(bytes, at);
	const topic = end > bytes.length ? undefined : readUtf8(bytes, start, end);
	if (topic === undefined || topic === "" || notInTopics.test(topic)) refuse("topic");
	return {
		kind: "publish",
		topic,
		messageId: hasIdentifier ? readIdentifier(bytes, end) : undefined,
		payload: bytes.subarray(hasIdentifier ? end + 2 : end),
	};
}

/** Where the variable header begins (2.2.3). */
function bodyOf(bytes: Uint8Array): number {
	let at = 1;
	let remaining = 0;
	let unit = 1;
	let digit;
	do {
		digit = bytes[at] ?? moreFlag;
		at++;
		remaining += (digit & 0x7f) * unit;
		unit *= 0x80;
	} while (digit >= moreFlag && at < headerBytesMax);
	if (digit >= moreFlag || at + remaining !== bytes.length) refuse("length");
	return at;
}

function checkLength(bytes: Uint8Array, at: number, remaining: number): void {
	if (bytes.length !== at + remaining) refuse("length");
}

/** Not zero (2.3.1), so missing bytes are refused too. */
function readIdentifier(bytes: Uint8Array, at: number): number {
	const value = readNumber(bytes, at);
	if (value === 0 || at + 2 > bytes.length) refuse("identifier");
	return value;
}

/** Missing bytes are zero. */
function readNumber(bytes: Uint8Array, at: number): number {
	return (bytes[at]! << 8) | bytes[at + 1]!;
}

function refuse(what: string): never {
	throw new Fault("WIRE_MALFORMED", `MQTT ${what}`);
}

/** The shortest fixed header, and the parts behind it. */
function packetOf(first: number, ...parts: Uint8Array[]): Uint8Array {
	let remaining = parts.reduce((sum, part) => sum + part.length, 0);
	assert(remaining <= remainingMax, "MQTT packet so large");
	const head = [first];
	do {
		const digit = remaining % moreFlag;
		remaining = (remaining - digit) / moreFlag;
		head.push(remaining > 0 ? digit | moreFlag : digit);
	} while (remaining > 0);
	return concat(Uint8Array.from(head), ...parts);
}

function number(value: number): Uint8Array {
	assert(value >>> 0 === value && value <= u16Max, "16 bits");
	return Uint8Array.of(value >> 8, value & 0xff);
}

function identifier(value: number): Uint8Array {
	assert(value !== 0, "identifier");
	return number(value);
}

/** Length and UTF-8 (1.5.3). */
function text(value: string): Uint8Array {
	const bytes = toUtf8(value);
	return concat(number(bytes.length), bytes);
}
