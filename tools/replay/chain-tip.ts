// Reads the end of a terminal's chain from its flash, as a boot does.
import type { Signer } from "../../firmware/core/ports.js";
import { Journal } from "../../firmware/journal/journal.js";
import { loadCredentials } from "../../firmware/sync/credentials.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";

/** Mounting neither writes nor signs. */
const noSigner: Signer = {
	publicKey: new Uint8Array(32),
	sign() {
		throw new Error("a reader does not sign");
	},
};

export function chainTip(terminal: SimulatedTerminal): { readonly epoch: number; readonly sequence: number } {
	const identity = loadCredentials(terminal.keyStore, new CborCodec());
	if (!identity) return { epoch: 0, sequence: 0 };
	const journal = new Journal({ flash: terminal.journalFlash, digest: nodeDigest, signer: noSigner, identity });
	const tip = { epoch: journal.epoch, sequence: journal.sequence };
	journal.close();
	return tip;
}
