import { Fault } from "../../core/fault.js";

// The chip's answers as typed results.

export type Result<T> =
	| { readonly fault: Fault; readonly value?: undefined }
	| { readonly fault?: undefined; readonly value: T };

/** Called once, never inside the call that it was passed to. */
export type Reply<T> = (result: Result<T>) => void;

export interface Firmware {
	readonly major: number;
	readonly minor: number;
}

/** A tag that answered InListPassiveTarget (UM0701-02 section 7.3.5). */
export interface Target {
	/** The chip's number for it, 1 or 2. */
	readonly number: number;
	readonly uid: Uint8Array;
	readonly sensRes: number;
	readonly selRes: number;
}

/** Undefined when the list does not hold what it announces. */
export function parseTargets(bytes: Uint8Array): Target[] | undefined {
	const count = bytes[0] ?? 0;
	const targets: Target[] = [];
	let offset = 1;
	for (let i = 0; i < count; i++) {
		const length = bytes[offset + 4];
		if (length === undefined || offset + 5 + length > bytes.length) return undefined;
		const selRes = bytes[offset + 3]!;
		targets.push({
			number: bytes[offset]!,
			sensRes: bytes[offset + 1]! * 256 + bytes[offset + 2]!,
			selRes,
			uid: bytes.slice(offset + 5, offset + 5 + length),
		});
		offset += 5 + length;
		// ISO 14443-4 tags add their ATS, whose first byte is its own length.
		if (selRes & 0x20) offset += bytes[offset] ?? 0;
	}
	return targets;
}

/** The status byte of an exchange (UM0701-02 section 7.1) as a fault for the user. */
export function exchangeFault(status: number | undefined): Fault | undefined {
	if (status === undefined) return new Fault("TAG_UNREADABLE", "no status");
	const code = status & 0x3f;
	const detail = `status ${code}`;
	switch (code) {
		case 0x00:
			return undefined;
		case 0x01: // the tag did not answer in time
		case 0x0a: // no field
		case 0x27: // no target is selected
		case 0x29: // released
		case 0x2b: // disappeared
			return new Fault("TAG_LOST", detail);
		case 0x13: // the tag said NAK, or something else than an ACK
		case 0x14: // authentication
			return new Fault("TAG_REFUSED", detail);
		default:
			return new Fault("TAG_UNREADABLE", detail);
	}
}
