// Runs inside XS, and in Node for comparison: encodes and decodes the wire formats. Returns hex or JSON.
import { fromHex, toHex } from "../../../firmware/core/bytes.js";
import { connectPacket, publishPacket, readPacket, subscribePacket } from "../../../firmware/sync/packet.js";
import { CborCodec, type WireValue } from "../../../firmware/wire/cbor.js";

export function encode(json: string): string {
	const revive = (_key: string, value: unknown): unknown =>
		typeof value === "string" && value.startsWith("hex:") ? fromHex(value.slice(4)) : value;
	return toHex(new CborCodec().encode(JSON.parse(json, revive) as WireValue));
}

export function decode(hex: string): string {
	const show = (_key: string, value: unknown): unknown =>
		value instanceof Uint8Array ? `hex:${toHex(value)}` : value;
	return JSON.stringify(new CborCodec().decode(fromHex(hex)!), show);
}

export function packets(): string {
	return [
		connectPacket({ clientId: "m/t", username: "m/t", password: "geheim€", keepAliveSeconds: 30 }),
		subscribePacket(7, ["tm/1/m/t/ack", "tm/1/m/t/catalog"]),
		publishPacket("tm/1/m/t/batch", new Uint8Array(300).fill(9), 513),
	]
		.map(toHex)
		.join("\n");
}

export function parse(hex: string): string {
	const show = (_key: string, value: unknown): unknown => (value instanceof Uint8Array ? toHex(value) : value);
	return JSON.stringify(readPacket(fromHex(hex)!), show);
}
