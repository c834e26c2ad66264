// Describes a terminal's firmware: the running version and the state of the offered version.
import type { TerminalSummary } from "./types.js";

const states = {
	none: () => "",
	pulling: (version: number) => `, fetching ${version}`,
	ready: (version: number) => `, ${version} waits to install`,
	refused: (version: number) => `, ${version} refused`,
	rolledBack: (version: number) => `, went back from ${version}`,
	newer: (version: number) => `, ${version}: of a newer version`,
} as const;

export function firmwareText(firmware: TerminalSummary["firmware"]): string {
	return firmware === null
		? "not reported"
		: `${firmware.board} ${firmware.version}${states[firmware.state](firmware.offered)}`;
}
