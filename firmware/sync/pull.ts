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

/** The session, and what else a pull needs. */
export interface PullSession {
	readonly timers: Timers;
	readonly cbor: CborCodec;
	onRequest(bytes: Uint8Array): void;
	/** No answer came in time: the session is no longer usable. */
	onSilence(detail: string): void;
}

/** Receives the bytes. An exception from it ends the pull and is passed on to the caller that delivered the chunk. */
export interface PullSink {
	/** Whether the next chunk may be requested now. If not, this is asked again after limits.updatePauseMs. */
	mayPull(): boolean;
	/** Bytes in order. */
	takePiece(offset: number, bytes: Uint8Array): void;
	/** All bytes were delivered, perhaps before a power cut. */
	takeWhole(): void;
	/** The pull ended early: the host no longer has the image, or an exception was thrown. */
	giveUp(isGone: boolean): void;
}

export class Pull {
	readonly #line: PullSession;
	readonly #sink: PullSink;
	#image: PulledImage | undefined;
	#offset = 0;
	#isAttached = false;
	/** Waits for a reply, or for the next check whether to ask. */
	#timer: Timer | undefined;
	#isAsking = false;

	constructor(line: PullSession, sink: PullSink) {
		this.#line = line;
		this.#sink = sink;
	}

	/** Starts with an image of which `offset` bytes are held, and replaces any other. */
	begin(image: PulledImage, offset: number): void {
		this.drop();
		this.#image = image;
		this.#offset = offset;
		if (this.#isAttached) this.goOn();
	}

	/** The session is ready for requests. */
	attach(): void {
		this.#isAttached = true;
		if (this.#image && !this.#timer) this.goOn();
	}

	detach(): void {
		this.#isAttached = false;
		this.stop();
	}

	/** Gives up the image. */
	drop(): void {
		this.#image = undefined;
		this.stop();
	}

	/** Ignores late and repeated chunks, and those of another image. */
	receive(chunk: Chunk): void {
		const image = this.#image;
		if (!image || !this.#isAsking || chunk.offset !== this.#offset || !equal(chunk.digest, image.digest)) return;
		this.stop();
		if (chunk.bytes.length === 0) {
			this.drop();
			return this.#sink.giveUp(true);
		}
		this.guard(() => {
			if (chunk.bytes.length > image.lengthBytes - this.#offset)
				throw new Fault("WIRE_WRONG_SHAPE", "chunk beyond the end");
			this.#sink.takePiece(this.#offset, chunk.bytes);
		});
		this.#offset += chunk.bytes.length;
		this.goOn();
	}

	private goOn(): void {
		const { cbor, timers } = this.#line;
		const { digest, lengthBytes } = this.#image!;
		const length = Math.min(limits.chunkBytes, lengthBytes - this.#offset);
		if (length === 0) {
			this.guard(() => this.#sink.takeWhole());
			return this.drop();
		}
		if (!this.#sink.mayPull()) {
			this.#timer = timers.start(limits.updatePauseMs, () => {
				this.#timer = undefined;
				this.goOn();
			});
			return;
		}
		this.#isAsking = true;
		this.#timer = timers.start(limits.replyTimeoutMs, () => this.#line.onSilence(`no chunk at ${this.#offset}`));
		this.#line.onRequest(encodeChunkRequest(cbor, { digest, offset: this.#offset, length }));
	}

	private guard(step: () => void): void {
		try {
			step();
		} catch (error) {
			this.drop();
			this.#sink.giveUp(false);
			throw error;
		}
	}

	private stop(): void {
		this.#isAsking = false;
		this.#timer?.cancel();
		this.#timer = undefined;
	}
}
