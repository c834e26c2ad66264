// The terminal's tag reader, if its board has a bus for one.
import { pn532I2c } from "../drivers/pn532/i2c.js";
import { TagScanner, type TagTaker } from "../drivers/pn532/tag-scanner.js";
import type { TerminalPorts } from "./ports.js";

export function openTags({ tagReader, timers, trace }: TerminalPorts, taker: TagTaker): TagScanner | undefined {
	return tagReader && new TagScanner({ link: pn532I2c({ i2c: tagReader, timers }), timers, trace, taker });
}
