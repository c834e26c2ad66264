// Images that terminals are fetching, in memory. A database reads the whole of an image for each piece of it, and a
// fleet fetches the same image at the same time.
import { toHex } from "../../firmware/core/bytes.js";
import { hostLimits } from "../limits.js";

/** Reads a whole image; undefined when there is none with this digest. */
export type ReadImage = (digest: Uint8Array) => Promise<Uint8Array | undefined>;

export class ImageCache {
	readonly #read: ReadImage;
	/** By digest, the one used last at the end. */
	readonly #images = new Map<string, Uint8Array>();
	/** Reads in progress, which everybody who asks for the same image shares. */
	readonly #reading = new Map<string, Promise<Uint8Array | undefined>>();
	#bytes = 0;

	constructor(read: ReadImage) {
		this.#read = read;
	}

	/** A digest of no image is looked up each time. */
	async get(digest: Uint8Array): Promise<Uint8Array | undefined> {
		const name = toHex(digest);
		const held = this.#images.get(name);
		if (!held) return this.read(name, digest);
		this.#images.delete(name);
		this.#images.set(name, held);
		return held;
	}

	private read(name: string, digest: Uint8Array): Promise<Uint8Array | undefined> {
		const reading =
			this.#reading.get(name) ??
			this.#read(digest)
				.then((image) => {
					if (image) this.keep(name, image);
					return image;
				})
				.finally(() => this.#reading.delete(name));
		this.#reading.set(name, reading);
		return reading;
	}

	private keep(name: string, image: Uint8Array): void {
		this.#images.set(name, image);
		this.#bytes += image.length;
		for (const [oldest, { length }] of this.#images) {
			if (this.#bytes <= hostLimits.imageCacheBytesMax || oldest === name) return;
			this.#images.delete(oldest);
			this.#bytes -= length;
		}
	}
}
