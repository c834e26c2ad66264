import { concat } from "../../core/bytes.js";
import { Fault } from "../../core/fault.js";
import { decodeNdef, encodeNdef, type NdefRecord } from "./ndef.js";
import type { Ntag } from "./ntag.js";
import type { Reply } from "./reply.js";

// Where an NDEF message lies on an NTAG: NFC Forum "Type 2 Tag Operation" 1.2. User memory is a row of TLV blocks; the message is the one of type 3.

const tlv = { null: 0x00, ndef: 0x03, terminator: 0xfe } as const;
const firstUserPage = 4;
const containerMagic = 0xe1;

interface Place {
	/** Offset of the NDEF TLV in user memory. */
	readonly offset: number;
	readonly message: Uint8Array;
}

/** The message on the tag; no records when it is formatted and empty. TAG_UNREADABLE when it is not formatted. */
export function readNdef(tag: Ntag, onReply: Reply<NdefRecord[]>): void {
	readMemory(tag, (memory) => {
		if (memory.fault) return onReply(memory);
		try {
			const place = findNdef(memory.value.user);
			if (!place) throw new Fault("TAG_UNREADABLE", "no NDEF");
			onReply({ value: decodeNdef(place.message) });
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			onReply({ fault: error });
		}
	});
}

/**
 * Replaces the message, formatting a blank tag on the way. The length is cleared first and written last, so a tag that is pulled away in between is
 * left formatted and empty. Where a long length straddles two pages a cut between them shows a shortened message: its records do not fill it, and it
 * is refused as unreadable.
 */
export function writeNdef(tag: Ntag, records: readonly NdefRecord[], onReply: Reply<true>): void {
	readMemory(tag, (memory) => {
		if (memory.fault) return onReply(memory);
		const { container, user } = memory.value;
		if (container[0] === containerMagic && (container[3]! & 0x0f) !== 0) return onReply({ fault: new Fault("TAG_REFUSED", "read only") });
		const offset = findNdef(user)?.offset ?? 0;
		const message = encodeNdef(records);
		const header = message.length < 0xff ? [tlv.ndef, message.length] : [tlv.ndef, 0xff, message.length >> 8, message.length & 0xff];
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

function padded(bytes: Uint8Array): Uint8Array {
	const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
	whole.set(bytes, 0);
	return whole;
}
