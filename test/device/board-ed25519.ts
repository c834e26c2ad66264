// The board's Ed25519 for tests on Node: JavaScript and C run in the XS engine.
import type { Ed25519 } from "../../firmware/core/ports.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";

export class BoardEd25519 implements Ed25519 {
	readonly xs: XsBench;

	private constructor(xs: XsBench) {
		this.xs = xs;
	}

	/** Throws where XS cannot be built. */
	static async open(): Promise<BoardEd25519> {
		return new BoardEd25519(await XsBench.open(new URL("ed25519-guest.ts", import.meta.url).pathname));
	}

	publicKey(seed: Uint8Array): Uint8Array {
		return this.xs.call("publicKey", seed) as Uint8Array;
	}

	sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
		return this.xs.call("sign", message, seed) as Uint8Array;
	}

	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
		return this.xs.call("verify", signature, message, publicKey) as boolean;
	}

	close(): void {
		this.xs.close();
	}
}
