// The terminal's tag reader, where its board has a line for one.
import { pn532I2c } from "../drivers/pn532/i2c.js";
import { TagScanner, type TagTaker } from "../drivers/pn532/tag-scanner.js";
import { pn532Uart } from "../drivers/pn532/uart.js";
import type { TerminalPorts } from "./ports.js";

export function openTags({ tagReader, timers, trace }: TerminalPorts, taker: TagTaker): TagScanner | undefined {
	if (!tagReader) return undefined;
	const link = tagReader.kind === "i2c" ? pn532I2c({ i2c: tagReader, timers }) : pn532Uart(tagReader);
	return new TagScanner({ link, timers, trace, taker });
}
