// The composition root on hardware and in the SDK's desktop simulator: "board" is the kind of board that the manifest names.
import { openBoard } from "board";
import { Terminal } from "./terminal.js";

/** A terminal that ran this long without a throw is up. */
const settleMs = 2_000;

export default function main(): void {
	const board = openBoard();
	const terminal = new Terminal(board.ports);
	board.ports.timers.start(settleMs, () => {
		board.ports.trace(`tillmark: ${String(terminal)} is up`);
		board.ready();
	});
}
