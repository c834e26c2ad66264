// Base32 with the alphabet 0–9, A–V (RFC 4648, section 7, without padding), for bytes in fives: QR codes hold it in
// their compact mode, no scanner changes it, and an engine reads eight characters as one number.

const groupBytes = 5;
const groupCharacters = 8;
const alphabet = /^[0-9A-V]*$/;
const byte = 256;

/** `bytes` are in fives. */
export function toBase32(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += groupBytes) {
		let value = 0;
		for (let i = 0; i < groupBytes; i++) value = value * byte + bytes[at + i]!;
		text += value.toString(32).toUpperCase().padStart(groupCharacters, "0");
	}
	return text;
}

/** Undefined for other characters, and for characters that are not in eights. */
export function fromBase32(text: string): Uint8Array | undefined {
	if (text.length % groupCharacters !== 0 || !alphabet.test(text)) return undefined;
	const bytes = new Uint8Array((text.length / groupCharacters) * groupBytes);
	let at = 0;
	for (let start = 0; start < text.length; start += groupCharacters) {
		const value = Number.parseInt(text.slice(start, start + groupCharacters), 32);
		const high = Math.floor(value / 0x1_0000_0000);
		bytes[at] = high;
		bytes[at + 1] = value >>> 24;
		bytes[at + 2] = value >>> 16;
		bytes[at + 3] = value >>> 8;
		bytes[at + 4] = value;
		at += groupBytes;
	}
	return bytes;
}
