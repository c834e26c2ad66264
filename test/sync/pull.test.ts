// Chunks of an image that come late, twice, or of another image.
import { expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { Pull } from "../../firmware/sync/pull.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeChunkRequest } from "../../firmware/wire/chunk.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import { World } from "../../simulator/world.js";

const cbor = new CborCodec();
const image = Uint8Array.from({ length: 2 * limits.chunkBytes + 700 }, (_, i) => i * 13);
const digest = nodeDigest.sha256(image);

function begin(held = 0) {
	const requested: number[] = [];
	const pieces: (readonly [offset: number, bytes: Uint8Array])[] = [];
	let isWhole = false;
	const line = {
		request: (bytes: Uint8Array) => void requested.push(decodeChunkRequest(cbor, bytes).offset),
		abandon: () => undefined,
	};
	const sink = {
		mayPull: () => true,
		takePiece: (offset: number, bytes: Uint8Array) => void pieces.push([offset, bytes]),
		takeWhole: () => void (isWhole = true),
		giveUp: () => undefined,
	};
	const ports = { timers: new BootTimers(new World(1)) };
	const pull = new Pull({ ports, cbor }, line, sink, { digest, lengthBytes: image.length }, held);
	pull.attach();
	const chunkAt = (offset: number, of = digest) => ({
		digest: of,
		offset,
		bytes: image.slice(offset, offset + limits.chunkBytes),
	});
	return { pull, requested, pieces, chunkAt, isWhole: () => isWhole };
}

it("takes each chunk once and in its place, although earlier ones come again, late", () => {
	const { pull, requested, pieces, chunkAt, isWhole } = begin();
	const second = limits.chunkBytes;
	const third = 2 * limits.chunkBytes;
	for (const offset of [0, 0, second, 0, second, third, third]) pull.receive(chunkAt(offset));
	expect(pieces.map(([offset]) => offset)).toEqual([0, second, third]);
	expect(Buffer.concat(pieces.map(([, bytes]) => bytes))).toEqual(Buffer.from(image));
	expect(requested).toEqual([0, second, third]);
	expect(isWhole()).toBe(true);
});

it("takes no chunk of another image, and none before it has asked", () => {
	const { pull, pieces, chunkAt } = begin(limits.chunkBytes);
	pull.receive(chunkAt(limits.chunkBytes, nodeDigest.sha256(image.subarray(1))));
	pull.detach();
	pull.receive(chunkAt(limits.chunkBytes));
	expect(pieces).toEqual([]);
	pull.attach();
	pull.receive(chunkAt(limits.chunkBytes));
	expect(pieces.map(([offset]) => offset)).toEqual([limits.chunkBytes]);
});
