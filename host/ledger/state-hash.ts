// One hash over all that was sold, so that two hosts, two engines or two runs can be compared by 32 bytes.
// docs/ledger.md is its definition.
import { createHash } from "node:crypto";
import { ascii, u32 } from "../../firmware/core/bytes.js";
import type { DocumentState } from "./entry.js";

const domain = /* @__PURE__ */ ascii("tillmark/state/2\0");

/** `states` in order: terminal, series, number, content. Lower-case hexadecimal. */
export function stateHash(merchant: string, states: Iterable<DocumentState>): string {
	const hash = createHash("sha256").update(domain);
	let terminal: string | undefined;
	for (const state of states) {
		if (state.terminal !== terminal) {
			terminal = state.terminal;
			hash.update(ascii(`t${merchant}\0${terminal}\0`));
		}
		hash.update(ascii("d")).update(u32(state.series)).update(u32(state.number)).update(state.content);
	}
	return hash.digest("hex");
}
