// The operations that produced the golden image: records, a signature, an archived mark, an interrupted write, another
// epoch.
import { ascii } from "../../../firmware/core/bytes.js";
import { Journal } from "../../../firmware/journal/journal.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { PowerCut } from "../../../simulator/flash/power-cut.js";
import { nodeDigest, NodeEd25519 } from "../../../simulator/terminal/crypto.js";

export interface GoldenJournal {
	readonly merchant: string;
	readonly terminal: string;
	readonly sectors: number;
	readonly sectorBytes: number;
	/** The terminal's public key. */
	readonly seed: Uint8Array;
	/** Records by epoch; the last one of the first epoch follows the interrupted write. */
	readonly records: Readonly<Record<string, readonly string[]>>;
	readonly archived: { readonly epoch: number; readonly sequence: number };
}

const ed25519 = new NodeEd25519();

export function openGolden(flash: NorFlash, { merchant, terminal, seed }: GoldenJournal): Journal {
	const signer = { publicKey: ed25519.publicKey(seed), sign: (message: Uint8Array) => ed25519.sign(message, seed) };
	return new Journal({ flash, digest: nodeDigest, signer, identity: { merchant, terminal, epoch: 1 } });
}

export function writeGolden(golden: GoldenJournal): NorFlash {
	const { sectors, sectorBytes, archived } = golden;
	const flash = new NorFlash({ sizeBytes: sectors * sectorBytes, sectorBytes, pageBytes: 256 });
	const [first = [], second = []] = Object.values(golden.records);
	let journal = openGolden(flash, golden);
	for (const text of first.slice(0, -1)) journal.append(ascii(text), "reserved");
	journal.checkpoint();
	// Only half of a frame is written.
	flash.cutPower(0, "prefix", () => 0.5);
	try {
		journal.append(ascii("cut off"), "reserved");
	} catch (error) {
		if (!(error instanceof PowerCut)) throw error;
	}
	flash.powerOn();
	journal = openGolden(flash, golden);
	journal.release(archived.epoch, archived.sequence);
	journal.append(ascii(first.at(-1)!), "reserved");
	while (journal.idle());
	journal.openEpoch(2);
	for (const text of second) journal.append(ascii(text), "reserved");
	journal.checkpoint();
	journal.close();
	return flash;
}
