// The lamp on the terminal's case: steady when there is no problem, blinking slowly when records wait for a network,
// fast when the terminal needs attention.
import type { TerminalState } from "../protocol.js";

const meanings: Readonly<Record<TerminalState["lamp"], string>> = {
	off: "is off",
	fine: "is steady: no problem",
	waiting: "blinks slowly: records wait for a network",
	help: "blinks fast: needs attention",
};

export function Lamp({ signal }: { readonly signal: TerminalState["lamp"] }) {
	const text = `The lamp ${meanings[signal]}`;
	return <span class={`case-lamp ${signal}`} role="img" aria-label={text} title={text} data-testid="lamp" />;
}
