// Base32 of RFC 4648, section 6, without padding: QR codes hold it in their compact mode, and no scanner changes it.

const letterBase = 0x41;
const digitBase = 0x32;
const letters = 26;
const { charCodeAt } = String.prototype;

export function toBase32(bytes: Uint8Array): string {
	let text = "";
	let held = 0;
	let bits = 0;
	for (let at = 0; at < bytes.length; at++) {
		held = (held << 8) | bytes[at]!;
		for (bits += 8; bits >= 5; bits -= 5) text += digit((held >>> (bits - 5)) & 31);
		held &= 0xff;
	}
	return bits === 0 ? text : text + digit((held << (5 - bits)) & 31);
}

/** The bytes of a text's part from `start` on; undefined for other characters, and for bits that no byte uses. */
export function fromBase32(text: string, start = 0): Uint8Array | undefined {
	const { length } = text;
	const bytes = new Uint8Array(((length - start) * 5) >> 3);
	let held = 0;
	let bits = 0;
	let written = 0;
	for (let at = start; at < length; at++) {
		const code = charCodeAt.call(text, at);
		const value = code >= letterBase ? code - letterBase : code - digitBase + letters;
		if (value < 0 || value > 31 || (code >= letterBase ? value >= letters : value < letters)) return undefined;
		held = ((held & 0xff) << 5) | value;
		bits += 5;
		if (bits < 8) continue;
		bits -= 8;
		bytes[written++] = held >>> bits;
	}
	return bits >= 5 || (held & ((1 << bits) - 1)) !== 0 ? undefined : bytes;
}

function digit(value: number): string {
	return String.fromCharCode(value < letters ? letterBase + value : digitBase + value - letters);
}
