import { concat } from "../../core/bytes.js";
import { Fault } from "../../core/fault.js";
import { decodeNdef, encodeNdef, type NdefRecord } from "./ndef.js";
import type { Ntag } from "./ntag.js";
import type { Reply } from "./reply.js";

// The NDEF message of an NTAG: NFC Forum "Type 2 Tag Operation" 1.2. User memory is a list of TLV blocks; the message
// is the block of type 3.

const tlv = { null: 0x00, ndef: 0x03, terminator: 0xfe } as const;
const firstUserPage = 4;
const containerMagic = 0xe1;
/** Bytes of a tag's answer to one read. */
const pagesPerRead = 4;

interface Place {
	/** Offset of the NDEF TLV in user memory. */
	readonly offset: number;
	readonly message: Uint8Array;
}

/**
 * Reads the message on the tag; no records when it is formatted and empty. TAG_UNREADABLE when it is not formatted.
 * Reads no further than the message does: all of an NTAG216 would take 56 exchanges.
 */
export function readNdef(tag: Ntag, onReply: Reply<NdefRecord[]>): void {
	const { lastUserPage } = tag.layout;
	const step = (user: Uint8Array, page: number, pages: number): void => {
		tag.readPages(page, Math.min(pages, 1 + lastUserPage - page), (reply) => {
			if (reply.fault) return onReply(reply);
			// The first read begins with the capability container.
			const known = page < firstUserPage ? reply.value.subarray(4) : concat(user, reply.value);
			const next = page + reply.value.length / 4;
			const missing = extentOf(known) - known.length;
			if (missing > 0 && next <= lastUserPage) step(known, next, Math.ceil(missing / 4));
			else decode(known, onReply);
		});
	};
	step(new Uint8Array(0), firstUserPage - 1, pagesPerRead);
}

function decode(user: Uint8Array, onReply: Reply<NdefRecord[]>): void {
	let records: NdefRecord[];
	try {
		const place = findNdef(user);
		if (!place) throw new Fault("TAG_UNREADABLE", "no NDEF");
		records = decodeNdef(place.message);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return onReply({ fault: error });
	}
	onReply({ value: records });
}

/**
 * Replaces the message, and formats a blank tag first. The length is cleared first and written last, so a tag that is
 * removed in between is left formatted and empty. Where a long length straddles two pages, a removal between them
 * leaves a shortened message; its records do not fill it, and it is refused as unreadable.
 * @forTests: no page of the till writes tags yet.
 */
export function writeNdef(tag: Ntag, records: readonly NdefRecord[], onReply: Reply<true>): void {
	readMemory(tag, (memory) => {
		if (memory.fault) return onReply(memory);
		const { container, user } = memory.value;
		if (container[0] === containerMagic && (container[3]! & 0x0f) !== 0)
			return onReply({ fault: new Fault("TAG_REFUSED", "read only") });
		const offset = findNdef(user)?.offset ?? 0;
		const message = encodeNdef(records);
		const header =
			message.length < 0xff
				? [tlv.ndef, message.length]
				: [tlv.ndef, 0xff, message.length >> 8, message.length & 0xff];
		const cleared = header.map((value, i) => (i === 0 || (i === 1 && header.length === 4) ? value : 0));
		const start = offset - (offset % 4);
		const lead = user.subarray(start, offset);
		if (offset + header.length + message.length > user.length)
			return onReply({ fault: new Fault("TAG_TOO_SMALL", `${message.length} bytes`) });
		const terminator = offset + header.length + message.length < user.length ? [tlv.terminator] : [];
		const whole = padded(concat(lead, Uint8Array.from(header), message, Uint8Array.from(terminator)));
		const empty = padded(concat(lead, Uint8Array.from(cleared), message, Uint8Array.from(terminator)));
		// The header may reach into a second page.
		const headBytes = Math.ceil((lead.length + header.length) / 4) * 4;
		const page = firstUserPage + start / 4;
		format(tag, container, user.length, (formatted) => {
			if (formatted.fault) return onReply(formatted);
			tag.writePages(page, empty, (body) => {
				if (body.fault) return onReply(body);
				tag.writePages(page, whole.subarray(0, headBytes), onReply);
			});
		});
	});
}

/** The capability container is one-time programmable: written only where it is blank. */
function format(tag: Ntag, container: Uint8Array, userBytes: number, onReply: Reply<true>): void {
	if (container[0] === containerMagic) return onReply({ value: true });
	tag.writePages(3, Uint8Array.of(containerMagic, 0x10, userBytes / 8, 0x00), onReply);
}

function readMemory(tag: Ntag, onReply: Reply<{ container: Uint8Array; user: Uint8Array }>): void {
	tag.readPages(3, 1 + tag.layout.lastUserPage - 3, (reply) => {
		if (reply.fault) return onReply(reply);
		onReply({ value: { container: reply.value.slice(0, 4), user: reply.value.subarray(4) } });
	});
}

function findNdef(user: Uint8Array): Place | undefined {
	let offset = 0;
	while (offset < user.length) {
		const type = user[offset]!;
		if (type === tlv.terminator) return undefined;
		if (type === tlv.null) {
			offset++;
			continue;
		}
		const long = user[offset + 1] === 0xff;
		const length = long ? (user[offset + 2] ?? 0) * 256 + (user[offset + 3] ?? 0) : (user[offset + 1] ?? 0);
		const begin = offset + (long ? 4 : 2);
		if (begin + length > user.length) return undefined;
		if (type === tlv.ndef) return { offset, message: user.slice(begin, begin + length) };
		offset = begin + length;
	}
	return undefined;
}

/**
 * How far user memory must be read to find the message, or to find that there is none; more than is known while that is
 * open.
 */
function extentOf(user: Uint8Array): number {
	let offset = 0;
	while (offset < user.length) {
		const type = user[offset]!;
		if (type === tlv.terminator) return offset;
		if (type === tlv.null) {
			offset++;
			continue;
		}
		const header = user[offset + 1] === 0xff ? 4 : 2;
		if (offset + header > user.length) return offset + header;
		const length = header === 4 ? user[offset + 2]! * 256 + user[offset + 3]! : user[offset + 1]!;
		offset += header + length;
		if (type === tlv.ndef) return offset;
	}
	return offset + 1;
}

function padded(bytes: Uint8Array): Uint8Array {
	const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
	whole.set(bytes, 0);
	return whole;
}
