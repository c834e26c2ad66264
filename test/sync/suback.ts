// The broker's answers to a terminal's subscription, whose packet has identifier 1.
import { downTopics } from "../../firmware/wire/topics.js";

const refused = 0x80;

/** Return codes of a broker that knows every topic. */
export const allGranted: readonly number[] = downTopics.map(() => 1);
/** Return codes of a broker that knows the first `count` topics. */
export const firstGranted = (count: number): number[] => downTopics.map((_, at) => (at < count ? 1 : refused));

export function subackPacket(codes: readonly number[] = allGranted): Uint8Array {
	return Uint8Array.of(0x90, 2 + codes.length, 0, 1, ...codes);
}
