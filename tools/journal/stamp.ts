// The first elements of a record, where it is a CBOR array of unsigned integers (docs/records.md): kind and wall time. Anything else is left alone.

export interface Stamp {
	readonly kind?: number;
	/** Milliseconds since 1970; missing where the terminal did not know. */
	readonly wallMs?: number;
}

const kindIndex = 0;
const wallIndex = 3;

/** RFC 8949 major type 0 at `offset`. */
function unsignedAt(bytes: Uint8Array, offset: number): { value: number; end: number } | undefined {
	const first = bytes[offset];
	if (first === undefined || first > 0x1b) return undefined;
	if (first < 24) return { value: first, end: offset + 1 };
	const length = 1 << (first - 24);
	if (offset + 1 + length > bytes.length) return undefined;
	let value = 0;
	for (let i = 1; i <= length; i++) value = value * 256 + bytes[offset + i]!;
	return Number.isSafeInteger(value) ? { value, end: offset + 1 + length } : undefined;
}

export function readStamp(payload: Uint8Array): Stamp {
	const first = payload[0] ?? 0;
	const isArray = first >> 5 === 4 && (first & 31) <= 24;
	if (!isArray) return {};
	let offset = (first & 31) === 24 ? 2 : 1;
	const values: number[] = [];
	while (values.length <= wallIndex) {
		const next = unsignedAt(payload, offset);
		if (next === undefined) break;
		values.push(next.value);
		offset = next.end;
	}
	const kind = values[kindIndex];
	const wallMs = values[wallIndex];
	return { ...(kind !== undefined && { kind }), ...(wallMs !== undefined && wallMs > 0 && { wallMs }) };
}
