// The keys of payment attempts, computed from the journal by docs/records.md, independent of the firmware's code.
import { createHash } from "node:crypto";
import { isKnown, type Place, RecordKind } from "../../firmware/wire/record.js";
import type { TillHarness } from "./harness.js";

const u32 = (value: number): Buffer => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};

export const placeText = ({ epoch, sequence }: Place): string => `${epoch}/${sequence}`;

/** Place of each attempt's first record → its key in hexadecimal. */
export function attemptKeys(stall: TillHarness): Map<string, string> {
	const keys = new Map<string, string>();
	let nonce: Uint8Array | undefined;
	for (const { place, record } of stall.entries()) {
		if (!isKnown(record)) continue;
		if (record.kind === RecordKind.booted) nonce = record.nonce;
		if (record.kind !== RecordKind.paymentAttempted) continue;
		const hash = createHash("sha256").update("tillmark/payment/1\0north\0t1\0", "latin1");
		hash.update(u32(place.epoch)).update(u32(place.sequence)).update(nonce!);
		keys.set(placeText(place), hash.digest("hex").slice(0, 32));
	}
	return keys;
}
