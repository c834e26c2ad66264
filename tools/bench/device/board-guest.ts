// The terminal inside XS as a board runs it: with Ed25519 in JavaScript over a native SHA-512. Simulated terminals have
// Node's, which is faster.
import { BigIntEd25519 } from "../../../firmware/device/ed25519.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";
import { Terminal } from "../../../firmware/terminal/terminal.js";
import { languages } from "../../../firmware/words/languages.js";
import { callBytes } from "../../../simulator/engine/xs/guest-host.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";
import { op } from "../../../simulator/engine/xs/opcodes.js";

const ports: TerminalPorts = {
	...guestPorts,
	ed25519: new BigIntEd25519((...parts) => callBytes(op.sha512, ...parts)),
	// Getters as in the guest's ports, so that what they return counts as code.
	get battery() {
		return guestPorts.battery;
	},
	get tagReader() {
		return guestPorts.tagReader;
	},
	get update() {
		return guestPorts.update;
	},
};

export function boot(): Terminal {
	return new Terminal(ports, languages.en);
}
