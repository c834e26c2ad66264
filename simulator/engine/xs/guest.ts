// The terminal's entry inside XS, in the place of firmware/main.ts on a board.
import { Terminal } from "../../../firmware/terminal/terminal.js";
import { languages } from "../../../firmware/words/languages.js";
import { guestPorts } from "./guest-ports.js";

export function boot(): Terminal {
	return new Terminal(guestPorts, languages.en);
}
