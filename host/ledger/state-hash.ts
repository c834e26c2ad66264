// One hash over all that was sold, so that two hosts, two engines or two runs can be compared by 32 bytes. docs/ledger.md is its definition.
import { createHash } from "node:crypto";
import { ascii, u32 } from "../../firmware/core/bytes.js";
import type { ReceiptState } from "./entry.js";

const domain = /* @__PURE__ */ ascii("tillmark/state/1\0");

/** `states` in order: terminal; then receipts by number and content; then no-sales by number. Lower-case hexadecimal. */
export function stateHash(states: Iterable<ReceiptState>): string {
	const hash = createHash("sha256").update(domain);
	let terminal: string | undefined;
	for (const state of states) {
		if (state.terminal !== terminal) {
			terminal = state.terminal;
			hash.update(ascii(`t${terminal}\0`));
		}
		hash.update(state.type === "receipt" ? ascii("r") : ascii("n"));
		hash.update(u32(state.number));
		hash.update(state.content);
	}
	return hash.digest("hex");
}
