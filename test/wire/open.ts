// Opens the host's signed messages in one call. The terminal checks their signatures in steps
// (firmware/sync/verifier.ts).
import type { Ed25519 } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { openEnvelope } from "../../firmware/wire/envelope.js";
import { type CatalogManifest, readManifest } from "../../firmware/wire/manifest.js";
import { type PaymentAnswer, readPaymentAnswer } from "../../firmware/wire/payment-answer.js";
import { readUpdate, type UpdateManifest } from "../../firmware/wire/update-manifest.js";

export function openManifest(cbor: CborCodec, ed25519: Ed25519, key: Uint8Array, bytes: Uint8Array): CatalogManifest {
	return readManifest(cbor, openEnvelope(cbor, ed25519, key, "catalog", bytes));
}

export function openUpdate(cbor: CborCodec, ed25519: Ed25519, key: Uint8Array, bytes: Uint8Array): UpdateManifest {
	return readUpdate(cbor, openEnvelope(cbor, ed25519, key, "update", bytes));
}

export function openPaymentAnswer(
	cbor: CborCodec,
	ed25519: Ed25519,
	key: Uint8Array,
	bytes: Uint8Array,
): PaymentAnswer {
	return readPaymentAnswer(cbor, openEnvelope(cbor, ed25519, key, "payment", bytes));
}
