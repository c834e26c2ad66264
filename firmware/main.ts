// The composition root on hardware and in the SDK's desktop simulator: "board" is the kind of board that the manifest
// names.
import { openBoard } from "board";
import { Terminal } from "./terminal/terminal.js";
import { languages } from "./words/languages.js";

export default function main(): void {
	const { ports } = openBoard();
	const terminal = new Terminal(ports, languages.en);
	ports.trace(`tillmark: ${String(terminal)} is up`);
}
