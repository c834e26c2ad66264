// The rules of MQTT 3.1.1 that a client can break, checked before the broker's parser sees a packet. Each fault names
// the normative statement. [MQTT-4.8.0-1]: a violation ends the connection on which it arrives.
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";

/** A whole packet as far as its rules need it. */
export interface PacketHead {
	/** The first byte: type and flags. */
	readonly header: number;
	/** The bytes after the fixed header. Of PUBLISH at least topic and packet identifier, of all others everything. */
	readonly head: Uint8Array;
	readonly isFirst: boolean;
}

/** A refusal of CONNECT that the standard wants to be answered before the connection ends. */
export class ConnectFault extends HostFault {
	readonly returnCode: number;

	constructor(returnCode: number, detail: string) {
		super("MQTT_CONNECT_REFUSED", detail);
		this.returnCode = returnCode;
	}
}

/** Control packet types (section 2.2.1). */
export const connectType = 1;
export const publishType = 3;
export const disconnectType = 14;

/** Protocol level of MQTT 3.1.1. */
const protocolLevel = 4;
const levelRefused = 1;
const identifierRefused = 2;

/** Bits of the connect flags (section 3.1.2.3). */
const reservedFlag = 0x01;
const cleanFlag = 0x02;
const willFlag = 0x04;
const willRetainFlag = 0x20;
const passwordFlag = 0x40;
const usernameFlag = 0x80;

interface Rule {
	readonly flags?: number;
	check(packet: PacketHead): void;
}

/** By packet type. A type that is missing is reserved, or only a server sends it. */
const rules: Readonly<Record<number, Rule>> = {
	[connectType]: { flags: 0, check: checkConnect },
	[publishType]: { check: checkPublish },
	4: { flags: 0, check: checkPuback },
	8: { flags: 2, check: checkSubscribe },
	10: { flags: 2, check: checkUnsubscribe },
	12: { flags: 0, check: checkEmpty },
	[disconnectType]: { flags: 0, check: checkEmpty },
};
/** Packets of quality of service 2, which this broker neither accepts nor sends. */
const assuredTypes: readonly number[] = [5, 6, 7];

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Throws HostFault MQTT_MALFORMED, MQTT_VIOLATION, TOPIC_FORBIDDEN or MQTT_CONNECT_REFUSED. */
export function checkPacket(packet: PacketHead): void {
	const type = packet.header >> 4;
	const flags = packet.header & 0x0f;
	if (type === connectType && !packet.isFirst) throw violation("3.1.0-2", "a second CONNECT");
	if (assuredTypes.includes(type)) throw violation("4.3.2-2", `packet type ${type} without quality of service 2`);
	const rule = rules[type];
	if (!rule) throw violation("4.8.0-1", `packet type ${type} from a client`);
	if (rule.flags !== undefined && rule.flags !== flags) throw malformed("2.2.2-2", `flags ${flags} of type ${type}`);
	rule.check(packet);
}

function checkConnect({ head }: PacketHead): void {
	const reader = new Reader(head);
	const name = reader.text("1.5.3-1", "protocol name");
	if (name !== "MQTT" && name !== "MQIsdp") throw malformed("3.1.2-1", "protocol name");
	const level = reader.byte();
	if (name !== "MQTT" || level !== protocolLevel)
		throw new ConnectFault(levelRefused, `[MQTT-3.1.2-2] ${name}, protocol level ${level}`);
	const flags = reader.byte();
	checkConnectFlags(flags);
	reader.skip(2);
	const clientId = reader.text("3.1.3-4", "client identifier");
	if (clientId === "" && !(flags & cleanFlag))
		throw new ConnectFault(identifierRefused, "[MQTT-3.1.3-8] no client identifier for a session to be kept");
	if (flags & willFlag) {
		checkTopicName(reader.text("3.1.3-10", "will topic"));
		reader.bytes();
	}
	if (flags & usernameFlag) reader.text("3.1.3-11", "user name");
	if (flags & passwordFlag) reader.bytes();
	if (reader.left > 0) throw malformed("3.1.4-1", `${reader.left} bytes after the payload`);
}

function checkConnectFlags(flags: number): void {
	const willQos = (flags >> 3) & 3;
	if (flags & reservedFlag) throw malformed("3.1.2-3", "reserved connect flag");
	if (flags & willFlag && willQos === 3) throw malformed("3.1.2-14", "will of quality of service 3");
	if (!(flags & willFlag) && willQos > 0) throw malformed("3.1.2-13", "quality of service without a will");
	if (!(flags & willFlag) && flags & willRetainFlag) throw malformed("3.1.2-15", "retained without a will");
	if (!(flags & usernameFlag) && flags & passwordFlag) throw malformed("3.1.2-22", "password without user name");
}

function checkPublish({ header, head }: PacketHead): void {
	const qos = (header >> 1) & 3;
	if (qos === 3) throw malformed("3.3.1-4", "quality of service 3");
	if (qos === 0 && header & 8) throw malformed("3.3.1-2", "DUP at quality of service 0");
	const reader = new Reader(head);
	const topicBytes = reader.peekLength();
	if (topicBytes > hostLimits.topicBytesMax) throw new HostFault("TOPIC_FORBIDDEN", `topic of ${topicBytes} bytes`);
	checkTopicName(reader.text("3.3.2-1", "topic"));
	if (qos > 0) reader.packetId();
}

function checkTopicName(topic: string): void {
	if (topic === "") throw violation("4.7.3-1", "empty topic");
	if (/[#+]/.test(topic)) throw violation("3.3.2-2", "wildcard in the topic of a message");
}

function checkPuback({ head }: PacketHead): void {
	const reader = new Reader(head);
	reader.packetId();
	if (reader.left > 0) throw malformed("3.4.1", `${reader.left} bytes too many`);
}

function checkSubscribe({ head }: PacketHead): void {
	const reader = new Reader(head);
	reader.packetId();
	if (reader.left === 0) throw violation("3.8.3-3", "SUBSCRIBE without a topic");
	while (reader.left > 0) {
		checkFilter(reader.text("3.8.3-1", "topic filter"));
		const qos = reader.byte();
		if (qos > 2) throw malformed("3.8.3-4", `requested quality of service ${qos}`);
	}
}

function checkUnsubscribe({ head }: PacketHead): void {
	const reader = new Reader(head);
	reader.packetId();
	if (reader.left === 0) throw violation("3.10.3-2", "UNSUBSCRIBE without a topic");
	while (reader.left > 0) checkFilter(reader.text("3.10.3-1", "topic filter"));
}

function checkFilter(filter: string): void {
	if (filter === "") throw violation("4.7.3-1", "empty topic filter");
	if (!/[#+]/.test(filter)) return;
	const levels = filter.split("/");
	levels.forEach((level, i) => {
		const isLast = i === levels.length - 1;
		if (level.includes("#") && (level !== "#" || !isLast)) throw violation("4.7.1-2", "# inside a topic filter");
		if (level.includes("+") && level !== "+") throw violation("4.7.1-3", "+ inside a level of a topic filter");
	});
}

function checkEmpty({ header, head }: PacketHead): void {
	if (head.length > 0) throw malformed("4.8.0-1", `${head.length} bytes in packet type ${header >> 4}`);
}

/** Reads the fields of a packet. A field beyond the packet's end is malformed. */
class Reader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get left(): number {
		return this.#bytes.length - this.#at;
	}

	byte(): number {
		const byte = this.#bytes[this.#at++];
		if (byte === undefined) throw malformed("4.8.0-1", "a field is missing");
		return byte;
	}

	skip(count: number): void {
		for (let i = 0; i < count; i++) this.byte();
	}

	/** The length of the next text without reading on. */
	peekLength(): number {
		const length = this.number();
		this.#at -= 2;
		return length;
	}

	bytes(): Uint8Array {
		const length = this.number();
		if (length > this.left) throw malformed("4.8.0-1", "a field is longer than its packet");
		this.#at += length;
		return this.#bytes.subarray(this.#at - length, this.#at);
	}

	/** Section 1.5.3. `rule` is the statement that wants this field to be UTF-8. */
	text(rule: string, field: string): string {
		const bytes = this.bytes();
		// Terminals send ASCII, for which a decoder that checks UTF-8 is slow.
		if (bytes.every((byte) => byte > 0 && byte < 0x80)) return String.fromCharCode(...bytes);
		if (bytes.includes(0)) throw malformed("1.5.3-2", `U+0000 in ${field}`);
		try {
			return utf8.decode(bytes);
		} catch {
			throw malformed(rule, `${field} is not UTF-8`);
		}
	}

	packetId(): void {
		if (this.number() === 0) throw violation("2.3.1-1", "packet identifier 0");
	}

	private number(): number {
		return this.byte() * 256 + this.byte();
	}
}

function malformed(rule: string, detail: string): HostFault {
	return new HostFault("MQTT_MALFORMED", `[MQTT-${rule}] ${detail}`);
}

function violation(rule: string, detail: string): HostFault {
	return new HostFault("MQTT_VIOLATION", `[MQTT-${rule}] ${detail}`);
}

export function afterDisconnect(): HostFault {
	return violation("3.14.4-2", "bytes after DISCONNECT");
}
