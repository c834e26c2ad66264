// The only source of randomness in a simulated world; a seed always gives the same stream. xoshiro128** 1.1 (Blackman
// and Vigna, 2018, public domain), with its state filled by splitmix32. Not for keys outside a simulation.
import type { Random } from "../firmware/core/ports.js";

export class SeededRandom implements Random {
	readonly #state: Uint32Array;

	constructor(seed: number) {
		let x = seed >>> 0;
		this.#state = Uint32Array.from({ length: 4 }, () => {
			x = (x + 0x9e3779b9) >>> 0;
			let z = x;
			z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
			z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
			return (z ^ (z >>> 16)) >>> 0;
		});
	}

	/** 32 random bits. */
	u32(): number {
		const s = this.#state;
		const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
		const t = s[1]! << 9;
		s[2]! ^= s[0]!;
		s[3]! ^= s[1]!;
		s[1]! ^= s[2]!;
		s[0]! ^= s[3]!;
		s[2]! ^= t;
		s[3] = rotateLeft(s[3]!, 11);
		return result;
	}

	/** In [0, 1). */
	unit(): number {
		return this.u32() / 2 ** 32;
	}

	/** An integer in [0, count). */
	below(count: number): number {
		return Math.floor(this.unit() * count);
	}

	/** An integer in [min, max]. */
	between(min: number, max: number): number {
		return min + this.below(max - min + 1);
	}

	chance(probability: number): boolean {
		return this.unit() < probability;
	}

	fill(bytes: Uint8Array): void {
		for (let i = 0; i < bytes.length; i++) bytes[i] = this.u32();
	}

	/** An independent stream that depends on this one's state and on `label` alone. */
	fork(label: string): SeededRandom {
		let hash = 0x811c9dc5;
		for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
		return new SeededRandom((this.u32() ^ hash) >>> 0);
	}
}

function rotateLeft(value: number, bits: number): number {
	return (value << bits) | (value >>> (32 - bits));
}
