// The lamp on the terminal's case: steady when all is fine, slow when records wait for a network, fast when somebody is
// needed.
import type { TerminalState } from "../protocol.js";

const meanings: Readonly<Record<TerminalState["lamp"], string>> = {
	off: "is dark",
	fine: "is steady: all is fine",
	waiting: "blinks slowly: no network, and something to send",
	help: "blinks fast: somebody is needed",
};

export function Lamp({ signal }: { readonly signal: TerminalState["lamp"] }) {
	const text = `The lamp ${meanings[signal]}`;
	return <span class={`case-lamp ${signal}`} role="img" aria-label={text} title={text} data-testid="lamp" />;
}
