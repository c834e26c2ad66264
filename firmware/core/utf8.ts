// UTF-8 (RFC 3629) by hand: the engine on the board has no TextEncoder among its globals.

/** Lone surrogates become U+FFFD, as TextEncoder has it. */
export function toUtf8(text: string): Uint8Array {
	const plain = new Uint8Array(text.length);
	for (let i = 0; i < plain.length; i++) {
		const code = text.charCodeAt(i);
		if (code >= 0x80) return encode(text);
		plain[i] = code;
	}
	return plain;
}

function encode(text: string): Uint8Array {
	const bytes: number[] = [];
	for (let i = 0; i < text.length; i++) {
		let code = text.charCodeAt(i);
		if (code >= 0xd800 && code <= 0xdfff) {
			const low = text.charCodeAt(i + 1);
			if (code < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
				code = 0x10000 + (code - 0xd800) * 0x400 + (low - 0xdc00);
				i++;
			} else code = 0xfffd;
		}
		if (code < 0x80) bytes.push(code);
		else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
		else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
		else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
	}
	return Uint8Array.from(bytes);
}

const asciiRunMax = 16;

/** Undefined for anything RFC 3629 forbids: overlong forms, surrogates, values past U+10FFFF, stray or missing continuations. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
	let text = "";
	for (let i = 0; i < bytes.length; i++) {
		const first = bytes[i]!;
		if (first < 0x80) {
			// Runs of ASCII are made into text natively, a few at a time: they pass through the stack.
			let end = i + 1;
			while (end < bytes.length && end - i < asciiRunMax && bytes[end]! < 0x80) end++;
			text += String.fromCharCode.apply(null, bytes.subarray(i, end) as unknown as number[]);
			i = end - 1;
			continue;
		}
		const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
		if (first < 0xc2 || first > 0xf4 || i + more >= bytes.length) return undefined;
		let code = first & (0x3f >> more);
		for (let k = 1; k <= more; k++) {
			const next = bytes[i + k]!;
			if ((next & 0xc0) !== 0x80) return undefined;
			code = code * 64 + (next & 0x3f);
		}
		const least = more === 1 ? 0x80 : more === 2 ? 0x800 : 0x10000;
		if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
		text += String.fromCodePoint(code);
		i += more;
	}
	return text;
}
