// What a terminal or a host can read, exchanged once a session, so that neither is sent what it cannot read (invariant
// 14). The codes are of tables that may grow.
import { limits } from "../core/limits.js";
import type { WireValue } from "./cbor.js";
import type { FieldReader } from "./reader.js";
import { knownKinds } from "./records/registry.js";

export const Feature = { paymentAttempts: 1, timeZones: 2, severalTaxes: 3, rights: 4, flags: 5, texts: 6 } as const;

/** Wire: [catalogFormats, recordKinds, features]. */
export interface Capabilities {
	readonly catalogFormats: readonly number[];
	readonly recordKinds: readonly number[];
	readonly features: readonly number[];
}

/** Of this version; `catalogFormats` are those its reader takes. */
export function ownCapabilities(catalogFormats: readonly number[]): Capabilities {
	return { catalogFormats, recordKinds: knownKinds, features: Object.values(Feature) };
}

export function encodeCapabilities({ catalogFormats, recordKinds, features }: Capabilities): WireValue {
	return [catalogFormats, recordKinds, features];
}

/** Throws Fault WIRE_WRONG_SHAPE. */
export function readCapabilities(reader: FieldReader): Capabilities {
	const fields = reader.fields(3);
	return {
		catalogFormats: fields.codes(limits.capabilityCodesMax),
		recordKinds: fields.codes(limits.capabilityCodesMax),
		features: fields.codes(limits.capabilityCodesMax),
	};
}
