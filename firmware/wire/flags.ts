// What the host reports to terminals for a limited time, such as rain: rules may depend on it (docs/pricing.md). Sealed
// in an envelope of domain "flags".
import { limits } from "../core/limits.js";
import type { Signer } from "../core/ports.js";
import type { CborCodec, WireValue } from "./cbor.js";
import { sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";

/** Wire: [name, untilMs]. */
export interface SetFlag {
	/** As the catalog names it. */
	readonly name: string;
	/** It is over from this time on. */
	readonly untilMs: number;
}

/** All flags that are set at one stall; those that are missing are not. */
export interface FlagReport {
	/** Grows with every change; a terminal refuses one that is below what it has. */
	readonly version: number;
	/** When the host set them: by a clock before that, which is wrong, none applies. */
	readonly issuedMs: number;
	/** At most `limits.flagsSetMax`. */
	readonly flags: readonly SetFlag[];
}

/** Body: [merchant, terminal, version, issuedMs, flags]. */
export interface FlagMessage extends FlagReport {
	readonly merchant: string;
	readonly terminal: string;
}

export function sealFlags(cbor: CborCodec, signer: Signer, message: FlagMessage): Uint8Array {
	const { merchant, terminal } = message;
	return sealEnvelope(cbor, signer, "flags", cbor.encode([merchant, terminal, ...encodeFlagReport(message)]));
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readFlags(cbor: CborCodec, body: Uint8Array): FlagMessage {
	const reader = new FieldReader(cbor.decode(body), 5);
	return { merchant: reader.identifier(), terminal: reader.identifier(), ...readFlagReport(reader) };
}

export function encodeFlagReport({ version, issuedMs, flags }: FlagReport): WireValue[] {
	return [version, issuedMs, flags.map(({ name, untilMs }) => [name, untilMs])];
}

/** Throws Fault WIRE_WRONG_SHAPE. */
export function readFlagReport(reader: FieldReader): FlagReport {
	return {
		version: reader.integer(1, Number.MAX_SAFE_INTEGER),
		issuedMs: reader.integer(0, Number.MAX_SAFE_INTEGER),
		flags: reader.list(limits.flagsSetMax, 2, (fields) => ({
			name: fields.text(limits.itemNameCharactersMax),
			untilMs: fields.integer(0, Number.MAX_SAFE_INTEGER),
		})),
	};
}
