// Many messages for a guest on XS in one call, since a call costs more than reading a message.

/** Messages of at most 65,535 bytes, each behind its length in two bytes. */
function batchOf(messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const batch = new Uint8Array(messages.reduce((bytes, message) => bytes + 2 + message.length, 0));
	let at = 0;
	for (const message of messages) {
		batch[at] = message.length >> 8;
		batch[at + 1] = message.length;
		batch.set(message, at + 2);
		at += 2 + message.length;
	}
	return batch;
}

/** A line for each message of a batch. Bytes come into XS as an ArrayBuffer. */
export function linesOf(batch: ArrayBuffer | Uint8Array<ArrayBuffer>, line: (message: Uint8Array) => string): string {
	const bytes = new Uint8Array(batch);
	const lines: string[] = [];
	for (let at = 0; at < bytes.length;) {
		const start = at + 2;
		at = start + bytes[at]! * 0x100 + bytes[at + 1]!;
		lines.push(line(bytes.subarray(start, at)));
	}
	return lines.join("\n");
}

/** `messages` in batches for one call each. */
export function* batchesOf(messages: Iterable<Uint8Array>, size = 500): Generator<Uint8Array<ArrayBuffer>> {
	let some: Uint8Array[] = [];
	for (const message of messages) {
		some.push(message);
		if (some.length === size) {
			yield batchOf(some);
			some = [];
		}
	}
	if (some.length > 0) yield batchOf(some);
}
