// The tag reader of a terminal, and the tags that are held to it.
import type { Pn532Transport } from "./transports.js";
import { NtagModel } from "./ntag.js";

export class TagPad {
	readonly transport: Pn532Transport;
	readonly #held = new Map<string, NtagModel>();

	constructor(transport: Pn532Transport) {
		this.transport = transport;
	}

	/** Names of the tags that are held to the reader. */
	get held(): readonly string[] {
		return [...this.#held.keys()];
	}

	/** Holds a tag to the reader. Does nothing when a tag of that name is already there. */
	hold(name: string, tag: NtagModel): void {
		if (this.#held.has(name)) return;
		this.#held.set(name, tag);
		this.transport.chip.place(tag);
	}

	/** Removes one tag, or all of them without a name. */
	takeAway(name?: string): void {
		for (const each of name === undefined ? this.held : [name]) {
			const tag = this.#held.get(each);
			if (tag) this.transport.chip.remove(tag);
			this.#held.delete(each);
		}
	}
}

const textType = 0x54;
const uriType = 0x55;
/** Offset of user memory, and length of the TLV at its beginning on a new NTAG213. */
const userStart = 16;
const lockControlBytes = 5;
/** 144 bytes of user memory less that TLV, the header of the message's TLV and the terminator. */
const ntag213BytesMax = 136;

/**
 * A tag as written by a label printer or a phone: one NDEF record (NFC Forum RTD-Text or RTD-URI 1.0) on the smallest
 * NTAG that it fits.
 */
export function writtenTag(
	serial: number,
	content: { readonly text: string } | { readonly uri: string } | undefined,
): NtagModel {
	const uid = Uint8Array.of(0x04, 0x51, 0x7a, (serial >> 16) & 0xff, (serial >> 8) & 0xff, serial & 0xff, 0x80);
	const message = content === undefined ? Buffer.alloc(0) : messageOf(content);
	const kind = message.length <= ntag213BytesMax ? "NTAG213" : "NTAG215";
	const tag = new NtagModel({ kind, uid });
	if (content === undefined) return tag;
	const length = message.length < 0xff ? [message.length] : [0xff, message.length >> 8, message.length & 0xff];
	tag.memory.set([0x03, ...length, ...message, 0xfe], userStart + (kind === "NTAG213" ? lockControlBytes : 0));
	return tag;
}

function messageOf(content: { readonly text: string } | { readonly uri: string }): Buffer {
	const [type, payload] =
		"text" in content
			? [textType, Buffer.concat([Buffer.from([2]), Buffer.from(`en${content.text}`)])]
			: [uriType, Buffer.concat([Buffer.from([0]), Buffer.from(content.uri)])];
	if (payload.length > 0xff) throw new RangeError(`${payload.length} bytes do not fit a short record`);
	return Buffer.from([0xd1, 1, payload.length, type, ...payload]);
}
