// The terminal's tag reader, where its board has a bus for one.
import { Fault } from "./core/fault.js";
import { pn532I2c } from "./drivers/pn532/i2c.js";
import { TagScanner, type TagScannerOptions } from "./drivers/pn532/tag-scanner.js";
import type { TerminalPorts } from "./terminal-ports.js";

export function openTags(
	ports: TerminalPorts,
	options: Pick<TagScannerOptions, "isTaking" | "onScan" | "onFault">,
): TagScanner | undefined {
	const { tagReader, timers, trace } = ports;
	if (!tagReader) return undefined;
	const { isTaking, onScan, onFault } = options;
	let wasPresent = false;
	return new TagScanner({
		link: pn532I2c({ i2c: tagReader, timers }),
		timers,
		isTaking,
		onScan,
		onFault,
		onPresence: (isPresent) => {
			trace(isPresent ? "tag reader found" : "tag reader does not answer");
			// A board without one is no news; one that was pulled off is.
			if (wasPresent && !isPresent) onFault(new Fault("TAG_READER_ABSENT"));
			wasPresent = isPresent;
		},
	});
}
