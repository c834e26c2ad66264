// Runs inside XS: a journal over the board's ports, to measure appends and the heap of an open journal.
import { Journal } from "../../../firmware/journal/journal.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";

const state: { journal: Journal | undefined; payload: Uint8Array } = {
	journal: undefined,
	payload: new Uint8Array(139),
};

export function open(): void {
	state.journal = new Journal({
		flash: guestPorts.journalFlash,
		digest: guestPorts.digest,
		signer: {
			publicKey: new Uint8Array(32),
			sign: (message) => guestPorts.ed25519.sign(message, new Uint8Array(32)),
		},
		identity: { merchant: "north-market", terminal: "stall-1", epoch: 1 },
	});
}

export function close(): void {
	state.journal?.close();
	state.journal = undefined;
}

export function append(count: number): void {
	for (let n = 0; n < count; n++) {
		state.payload[n % state.payload.length] = n;
		state.journal!.append(state.payload);
	}
}

export function idle(): void {
	while (state.journal!.idle());
}

/** Measures the cost of a call by itself. */
export function nothing(): void {}
