// A hash over all documents, for comparing two hosts, two engines or two runs by 32 bytes. Defined in docs/ledger.md.
import { createHash } from "node:crypto";
import { ascii, u32 } from "../../../firmware/core/bytes.js";
import type { DocumentState } from "../entry.js";

const domain = /* @__PURE__ */ ascii("tillmark/state/2\0");

export class StateHash {
	readonly #merchant: string;
	readonly #hash = createHash("sha256").update(domain);
	#terminal: string | undefined;

	constructor(merchant: string) {
		this.#merchant = merchant;
	}

	/** Must be called in the order terminal, series, number, content. */
	add({ terminal, series, number, content }: DocumentState): void {
		if (terminal !== this.#terminal) {
			this.#terminal = terminal;
			this.#hash.update(ascii(`t${this.#merchant}\0${terminal}\0`));
		}
		this.#hash.update(ascii("d")).update(u32(series)).update(u32(number)).update(content);
	}

	/** Lower-case hexadecimal. No document can be added afterwards. */
	end(): string {
		return this.#hash.digest("hex");
	}
}
