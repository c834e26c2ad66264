// Fills a journal with thousands of sales as the firmware writes them. Runs a till without a screen on Node, because XS
// would take too long.
import type { CatalogImage } from "../../../firmware/catalog/image.js";
import { CatalogStore } from "../../../firmware/catalog/store.js";
import { Journal } from "../../../firmware/journal/journal.js";
import { Till } from "../../../firmware/till/till.js";
import { nonceBytes } from "../../../firmware/wire/anchor.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import { nodeDigest, NodeEd25519 } from "../../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { keySeed } from "../../../simulator/fixtures/enrolled-terminal.js";
import { loafCount, skuOf } from "../../../simulator/fixtures/loaf-catalog.js";

const linesPerSale = 3;
const saleMs = 30_000;
const wallMs = Date.UTC(2026, 5, 1, 9);

/**
 * Opens a shift and sells until `usedBytes` of the journal's flash are used. Returns the number of records then in the
 * journal.
 */
export function sellUntil(terminal: SimulatedTerminal, usedBytes: number): number {
	const { journalFlash, catalogFlash } = terminal;
	const ed25519 = new NodeEd25519();
	const journal = new Journal({
		flash: journalFlash,
		digest: nodeDigest,
		signer: { publicKey: ed25519.publicKey(keySeed), sign: (message) => ed25519.sign(message, keySeed) },
		identity: { merchant: "north-market", terminal: "stall-1", epoch: 1 },
	});
	const catalog: CatalogImage | undefined = new CatalogStore({ flash: catalogFlash, digest: nodeDigest }).image;
	const clock = { uptimeMs: 0 };
	const till = new Till({
		journal,
		cbor: new CborCodec(),
		ports: {
			wallClock: { read: () => ({ ms: wallMs + clock.uptimeMs, quality: 3 }), set: () => undefined },
			timers: { uptimeMs: () => clock.uptimeMs, start: () => ({ cancel: () => undefined }) },
			digest: nodeDigest,
			resetReason: 1,
			cardReader: { request: () => undefined, cancel: () => undefined, inquire: () => undefined },
			buzzer: { play: () => undefined },
		},
		nonce: new Uint8Array(nonceBytes).fill(1),
		catalog,
		identity: { merchant: "north-market", terminal: "stall-1" },
		signer: { publicKey: ed25519.publicKey(keySeed) },
		bootCount: 1,
		tickets: {
			ticket: "idle",
			paper: "ok",
			fault: undefined,
			paperMillimetres: 58,
			logo: undefined,
			print: () => undefined,
		},
		drawer: { open: () => undefined },
		status: {
			link: { offlineSinceMs: undefined, queued: 0, etaSeconds: undefined },
			memory: { spaceSales: 0, wearPercent: 0, lifeYears: undefined },
		},
		listener: {
			recordDurable: () => undefined,
			shiftClosed: () => undefined,
			preferencesChanged: () => undefined,
			selfTestWanted: () => undefined,
			viewChanged: () => undefined,
		},
	});
	till.boot();
	till.act({ kind: "openShift" });
	till.act({ kind: "confirm" });
	for (let sale = 0; journalFlash.sizeBytes - journal.statistics().freeBytes < usedBytes; sale++) {
		clock.uptimeMs += saleMs;
		for (let line = 0; line < linesPerSale; line++) till.scan(skuOf((sale * 7 + line * 131) % loafCount));
		till.act({ kind: "pay" });
		till.act({ kind: "cash" });
		till.act({ kind: "exact" });
		till.act({ kind: "next" });
		journal.idle();
	}
	const records = journal.sequence;
	journal.close();
	return records;
}
