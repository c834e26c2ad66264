import { ascii, concat } from "../../core/bytes.js";
import { assert } from "../../core/assert.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { fromUtf8, toUtf8 } from "../../core/utf8.js";

// NDEF messages: NFC Forum "NFC Data Exchange Format" 1.0, with the Text (RTD-Text 1.0), URI (RTD-URI 1.0) and Smart
// Poster (RTD-SP 1.1) types. A smart poster is read as its URI. Chunks are put together to the record that they are of.

export type NdefRecord =
	| { readonly kind: "text"; readonly text: string; readonly language: string }
	| { readonly kind: "uri"; readonly uri: string }
	| { readonly kind: "mime"; readonly type: string; readonly payload: Uint8Array }
	/** `type` is "domain:name". */
	| { readonly kind: "external"; readonly type: string; readonly payload: Uint8Array }
	/** Any other record, kept as it is. `format` is the type name format, 0 to 6. */
	| { readonly kind: "other"; readonly format: number; readonly type: Uint8Array; readonly payload: Uint8Array };

const flag = { begin: 0x80, end: 0x40, chunk: 0x20, short: 0x10, id: 0x08 } as const;
const format = { wellKnown: 1, mime: 2, absoluteUri: 3, external: 4, unchanged: 6 } as const;

/** RTD-URI 1.0, table 3: the first byte of a URI record stands for one of these. */
const prefixes = [
	"",
	"http://www.",
	"https://www.",
	"http://",
	"https://",
	"tel:",
	"mailto:",
	"ftp://anonymous:anonymous@",
	"ftp://ftp.",
	"ftps://",
	"sftp://",
	"smb://",
	"nfs://",
	"ftp://",
	"dav://",
	"news:",
	"telnet://",
	"imap:",
	"rtsp://",
	"urn:",
	"pop:",
	"sip:",
	"sips:",
	"tftp:",
	"btspp://",
	"btl2cap://",
	"btgoep://",
	"tcpobex://",
	"irdaobex://",
	"file://",
	"urn:epc:id:",
	"urn:epc:tag:",
	"urn:epc:pat:",
	"urn:epc:raw:",
	"urn:epc:",
	"urn:nfc:",
] as const;

export function encodeNdef(records: readonly NdefRecord[]): Uint8Array {
	const bytes: number[] = [];
	records.forEach((record, index) => {
		const { name, type, payload } = parts(record);
		assert(type.length <= 0xff, "NDEF type length");
		const isShort = payload.length <= 0xff;
		const edges = (index === 0 ? flag.begin : 0) | (index === records.length - 1 ? flag.end : 0);
		bytes.push(edges | (isShort ? flag.short : 0) | name, type.length);
		if (isShort) bytes.push(payload.length);
		else
			bytes.push(
				payload.length >>> 24,
				(payload.length >>> 16) & 0xff,
				(payload.length >>> 8) & 0xff,
				payload.length & 0xff,
			);
		bytes.push(...type, ...payload);
	});
	return Uint8Array.from(bytes);
}

function parts(record: NdefRecord): { name: number; type: Uint8Array; payload: Uint8Array } {
	switch (record.kind) {
		case "text": {
			assert(record.language.length < 64, "NDEF language");
			return {
				name: format.wellKnown,
				type: ascii("T"),
				payload: Uint8Array.of(record.language.length, ...ascii(record.language), ...toUtf8(record.text)),
			};
		}
		case "uri": {
			let code = 0;
			// The longest prefix that fits: some are beginnings of others.
			prefixes.forEach((prefix, i) => {
				if (record.uri.startsWith(prefix) && prefix.length > prefixes[code]!.length) code = i;
			});
			return {
				name: format.wellKnown,
				type: ascii("U"),
				payload: Uint8Array.of(code, ...toUtf8(record.uri.slice(prefixes[code]!.length))),
			};
		}
		case "mime":
			return { name: format.mime, type: ascii(record.type), payload: record.payload };
		case "external":
			return { name: format.external, type: ascii(record.type), payload: record.payload };
		case "other":
			return { name: record.format, type: record.type, payload: record.payload };
	}
}

/**
 * Throws Fault TAG_UNREADABLE on anything that is not a whole message within bounds. An empty message has no records.
 */
export function decodeNdef(bytes: Uint8Array): NdefRecord[] {
	if (bytes.length > limits.ndefBytesMax) throw unreadable("too long");
	// A formatted tag holds one empty record: nothing is on it.
	return readRecords(bytes)
		.map((raw) => readPoster(raw) ?? record(raw))
		.filter((one) => one.kind !== "other" || one.format !== 0);
}

/** A record whose chunks are together. */
interface RawRecord {
	readonly name: number;
	readonly type: Uint8Array;
	payload: Uint8Array;
}

function readRecords(bytes: Uint8Array): RawRecord[] {
	const records: RawRecord[] = [];
	let chunks = 0;
	let isOpen = false;
	let offset = 0;
	while (offset < bytes.length) {
		const header = bytes[offset]!;
		if (((header & flag.begin) !== 0) !== (offset === 0)) throw unreadable("message begin");
		const name = header & 0x07;
		const typeLength = byteAt(bytes, offset + 1);
		offset += 2;
		const payloadLength = header & flag.short ? byteAt(bytes, offset) : longAt(bytes, offset);
		offset += header & flag.short ? 1 : 4;
		const idLength = header & flag.id ? byteAt(bytes, offset++) : 0;
		const end = offset + typeLength + idLength + payloadLength;
		if (end > bytes.length) throw unreadable("past the end");
		const payload = bytes.slice(end - payloadLength, end);
		// A chunk after the first has neither a type nor an identifier of its own (NDEF 2.3.3).
		if (isOpen !== (name === format.unchanged) || (isOpen && (typeLength > 0 || header & flag.id)))
			throw unreadable("chunk");
		if (isOpen) {
			if (++chunks > limits.ndefChunksMax) throw unreadable("too many chunks");
			const whole = records[records.length - 1]!;
			whole.payload = concat(whole.payload, payload);
		} else {
			if (records.length === limits.ndefRecordsMax) throw unreadable("too many records");
			records.push({ name, type: bytes.slice(offset, offset + typeLength), payload });
		}
		isOpen = (header & flag.chunk) !== 0;
		offset = end;
		if (((header & flag.end) !== 0) !== (offset === bytes.length)) throw unreadable("message end");
	}
	if (isOpen) throw unreadable("chunk");
	return records;
}

/**
 * The URI of a smart poster, which is a message in a record. Undefined for other records, and for a poster without a
 * URI. Posters in posters are not read: a message has two levels at most.
 */
function readPoster({ name, type, payload }: RawRecord): NdefRecord | undefined {
	if (name !== format.wellKnown || type.length !== 2 || type[0] !== 0x53 || type[1] !== 0x70) return undefined;
	for (const raw of readRecords(payload)) {
		const isUri = raw.name === format.absoluteUri || (raw.name === format.wellKnown && raw.type[0] === 0x55);
		const one = isUri ? record(raw) : undefined;
		if (one?.kind === "uri") return one;
	}
	return undefined;
}

function record({ name, type, payload }: RawRecord): NdefRecord {
	if (name === format.wellKnown && type.length === 1 && payload.length > 0) {
		if (type[0] === 0x54) return text(payload);
		const prefix = prefixes[payload[0]!];
		if (type[0] === 0x55 && prefix !== undefined) return { kind: "uri", uri: prefix + utf8(payload.subarray(1)) };
	}
	// Its type is the URI itself (NDEF 3.2.6).
	if (name === format.absoluteUri) return { kind: "uri", uri: utf8(type) };
	if (name === format.mime) return { kind: "mime", type: latin(type), payload };
	if (name === format.external) return { kind: "external", type: latin(type), payload };
	return { kind: "other", format: name, type, payload };
}

function text(payload: Uint8Array): NdefRecord {
	const languageLength = payload[0]! & 0x3f;
	if (1 + languageLength > payload.length) throw unreadable("language");
	const language = latin(payload.subarray(1, 1 + languageLength));
	const body = payload.subarray(1 + languageLength);
	return { kind: "text", language, text: payload[0]! & 0x80 ? utf16(body) : utf8(body) };
}

function utf8(bytes: Uint8Array): string {
	const text = fromUtf8(bytes);
	if (text === undefined) throw unreadable("UTF-8");
	return text;
}

/** Big-endian unless a byte order mark says otherwise (RTD-Text 3.4). */
function utf16(bytes: Uint8Array): string {
	if (bytes.length % 2 !== 0) throw unreadable("UTF-16");
	const little = bytes[0] === 0xff && bytes[1] === 0xfe;
	const marked = little || (bytes[0] === 0xfe && bytes[1] === 0xff);
	let result = "";
	for (let i = marked ? 2 : 0; i < bytes.length; i += 2) {
		result += String.fromCharCode(little ? bytes[i]! + bytes[i + 1]! * 256 : bytes[i]! * 256 + bytes[i + 1]!);
	}
	return result;
}

function latin(bytes: Uint8Array): string {
	let result = "";
	for (let i = 0; i < bytes.length; i++) result += String.fromCharCode(bytes[i]!);
	return result;
}

function byteAt(bytes: Uint8Array, offset: number): number {
	const value = bytes[offset];
	if (value === undefined) throw unreadable("past the end");
	return value;
}

function longAt(bytes: Uint8Array, offset: number): number {
	return (
		byteAt(bytes, offset) * 0x1000000 +
		byteAt(bytes, offset + 1) * 0x10000 +
		byteAt(bytes, offset + 2) * 0x100 +
		byteAt(bytes, offset + 3)
	);
}

function unreadable(detail: string): Fault {
	return new Fault("TAG_UNREADABLE", `NDEF ${detail}`);
}
