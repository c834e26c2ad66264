// Downloads one image: requested in chunks, one in flight, and continued where it stopped after any break.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Timer, Timers } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import { encodeChunkRequest, type Chunk } from "../wire/chunk.js";

/** What a manifest announces. */
export interface PulledImage {
	readonly digest: Uint8Array;
	readonly lengthBytes: number;
}

/** A part of sync's options, held as one reference. */
export interface PullOptions {
	readonly ports: { readonly timers: Timers };
	readonly cbor: CborCodec;
}

/** The session that carries the requests. */
export interface PullLine {
	request(bytes: Uint8Array): void;
	/** No answer came in time: the session is no longer usable. */
	abandon(detail: string): void;
}

/** Receives the bytes. An exception from it ends the pull and is passed on to the caller that delivered the chunk. */
export interface PullSink {
	/** Whether the next chunk may be requested now. If not, this is asked again after limits.updatePauseMs. */
	mayPull(): boolean;
	/** Bytes in order. */
	takePiece(offset: number, bytes: Uint8Array): void;
	/** All bytes were delivered, perhaps before a power cut. The pull has ended. */
	takeWhole(): void;
	/** The pull ended early: the host no longer has the image, or an exception was thrown. */
	giveUp(isGone: boolean): void;
}

/** Exists only while an image is being downloaded. */
export class Pull {
	readonly #options: PullOptions;
	readonly #line: PullLine;
	readonly #sink: PullSink;
	readonly #image: PulledImage;
	#offset: number;
	/** Waits for a reply, or for the next check whether to ask. */
	#timer: Timer | undefined;
	#isAsking = false;

	/** `offset` bytes of the image are held already. Waits for `attach`. */
	constructor(options: PullOptions, line: PullLine, sink: PullSink, image: PulledImage, offset: number) {
		this.#options = options;
		this.#line = line;
		this.#sink = sink;
		this.#image = image;
		this.#offset = offset;
	}

	/** The session is ready for requests. */
	attach(): void {
		if (!this.#timer) this.goOn();
	}

	/** The session has ended, or the image is given up. */
	detach(): void {
		this.#isAsking = false;
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	/** Ignores late and repeated chunks, and those of another image. */
	receive(chunk: Chunk): void {
		const image = this.#image;
		if (!this.#isAsking || chunk.offset !== this.#offset || !equal(chunk.digest, image.digest)) return;
		this.detach();
		if (chunk.bytes.length === 0) return this.#sink.giveUp(true);
		this.guard(() => {
			if (chunk.bytes.length > image.lengthBytes - this.#offset)
				throw new Fault("WIRE_WRONG_SHAPE", "chunk beyond the end");
			this.#sink.takePiece(this.#offset, chunk.bytes);
		});
		this.#offset += chunk.bytes.length;
		this.goOn();
	}

	private goOn(): void {
		const { cbor, ports } = this.#options;
		const { digest, lengthBytes } = this.#image;
		const length = Math.min(limits.chunkBytes, lengthBytes - this.#offset);
		if (length === 0) return this.guard(() => this.#sink.takeWhole());
		if (!this.#sink.mayPull()) {
			this.#timer = ports.timers.start(limits.updatePauseMs, () => {
				this.#timer = undefined;
				this.goOn();
			});
			return;
		}
		this.#isAsking = true;
		this.#timer = ports.timers.start(limits.replyTimeoutMs, () =>
			this.#line.abandon(`no chunk at ${this.#offset}`),
		);
		this.#line.request(encodeChunkRequest(cbor, { digest, offset: this.#offset, length }));
	}

	private guard(step: () => void): void {
		try {
			step();
		} catch (error) {
			this.#sink.giveUp(false);
			throw error;
		}
	}
}
