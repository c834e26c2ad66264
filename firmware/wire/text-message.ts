// Personal texts on their way to the host, and its answer (docs/texts.md). They travel beside the journal's batches, so
// that a text can be erased everywhere while the chain that names it stays.
import { limits } from "../core/limits.js";
import type { Signer } from "../core/ports.js";
import { type PrivateText, saltBytes, textDigestBytes } from "../core/private-text.js";
import type { CborCodec } from "./cbor.js";
import { sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";
import { Fault } from "../core/fault.js";

const messageFormat = 1;

/** Body: [format, merchant, terminal, [[salt, kind, text]…], [erased…]], sealed by the terminal in domain "text". */
export interface TextMessage {
	readonly merchant: string;
	readonly terminal: string;
	/** At most limits.textsPerMessageMax. */
	readonly texts: readonly PrivateText[];
	/** Digests of texts that are no longer on the terminal, as the host has asked. */
	readonly erased: readonly Uint8Array[];
}

/** Other values are of a newer version: the texts are sent again later. */
export const TextStatus = { taken: 0, refused: 1 } as const;

/** Body: [merchant, terminal, last, status, [erase…]], sealed by the host in domain "text-ack". */
export interface TextAck {
	readonly merchant: string;
	readonly terminal: string;
	/** Digest of the last text of the message that it answers; empty where it answers none with texts. */
	readonly last: Uint8Array;
	/** One of `TextStatus`, or of a newer version. */
	readonly status: number;
	/** Digests of texts that the terminal shall erase and then report as erased. */
	readonly erase: readonly Uint8Array[];
}

export function sealTexts(cbor: CborCodec, signer: Signer, message: TextMessage): Uint8Array {
	const { merchant, terminal, texts, erased } = message;
	const entries = texts.map(({ salt, kind, utf8 }) => [salt, kind, utf8]);
	return sealEnvelope(cbor, signer, "text", cbor.encode([messageFormat, merchant, terminal, entries, erased]));
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readTexts(cbor: CborCodec, body: Uint8Array): TextMessage {
	const reader = new FieldReader(cbor.decode(body), 5);
	if (reader.integer(0, 0xff) !== messageFormat) throw new Fault("WIRE_WRONG_SHAPE", "text message format");
	return {
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		texts: reader.list(limits.textsPerMessageMax, 3, (fields) => {
			const text = {
				salt: fields.bytes(saltBytes),
				kind: fields.integer(0, 0xff),
				utf8: fields.bytes(undefined, limits.textBytesMax),
			};
			if (text.utf8.length === 0) throw new Fault("WIRE_WRONG_SHAPE", "empty text");
			return text;
		}),
		erased: readDigests(reader),
	};
}

export function sealTextAck(cbor: CborCodec, signer: Signer, ack: TextAck): Uint8Array {
	const { merchant, terminal, last, status, erase } = ack;
	return sealEnvelope(cbor, signer, "text-ack", cbor.encode([merchant, terminal, last, status, erase]));
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readTextAck(cbor: CborCodec, body: Uint8Array): TextAck {
	const reader = new FieldReader(cbor.decode(body), 5);
	return {
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		last: reader.bytes(undefined, textDigestBytes),
		status: reader.code(),
		erase: readDigests(reader),
	};
}

function readDigests(reader: FieldReader): Uint8Array[] {
	const values = reader.values(limits.textErasuresMax);
	const digests = new FieldReader(values, 0);
	return values.map(() => digests.bytes(textDigestBytes));
}
