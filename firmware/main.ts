// The composition root on hardware and in the SDK's desktop simulator: "board" is the kind of board that the manifest
// names.
import { openBoard } from "board";
import { Terminal } from "./terminal/terminal.js";

export default function main(): void {
	const { ports } = openBoard();
	new Terminal(ports);
	const image = ports.update ? `, ${ports.update.board} version ${ports.update.version}` : "";
	ports.trace(`tillmark is up${image}`);
}
