// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected), RFC 3720 appendix B.4. One 1 KiB table, frozen with the
// module.

const table = /* @__PURE__ */ (() => {
	const entries = new Uint32Array(256);
	for (let n = 0; n < 256; n++) {
		let c = n;
		for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
		entries[n] = c >>> 0;
	}
	return entries;
})();

/**
 * CRC-32C of `bytes` from `start` to `end`, continuing from `seed` (the CRC of what came before; 0 at the beginning).
 * Four bytes a round: on XS a round of one byte spends a third of its operations on counting.
 */
export function crc32c(bytes: Uint8Array, seed = 0, start = 0, end = bytes.length): number {
	const entries = table;
	const last = end - 3;
	let c = ~seed;
	let i = start;
	for (; i < last; i += 4) {
		c = (c >>> 8) ^ entries[(c ^ bytes[i]!) & 0xff]!;
		c = (c >>> 8) ^ entries[(c ^ bytes[i + 1]!) & 0xff]!;
		c = (c >>> 8) ^ entries[(c ^ bytes[i + 2]!) & 0xff]!;
		c = (c >>> 8) ^ entries[(c ^ bytes[i + 3]!) & 0xff]!;
	}
	for (; i < end; i++) c = (c >>> 8) ^ entries[(c ^ bytes[i]!) & 0xff]!;
	return ~c >>> 0;
}
