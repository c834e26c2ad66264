// Runs inside XS: a till that is shown coupons, for the pricing benchmark. Signatures are taken for genuine at once.
import { CatalogStore } from "../../../firmware/catalog/store.js";
import { readU32 } from "../../../firmware/core/bytes.js";
import { Journal } from "../../../firmware/journal/journal.js";
import { RightsStore } from "../../../firmware/rights/store.js";
import { Till } from "../../../firmware/till/till.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";

const { catalogFlash, digest, ed25519, journalFlash } = guestPorts;
const rightsFlash = guestPorts.rightsFlash!;
const seed = new Uint8Array(32).fill(7);
const timers: (() => void)[] = [];
const state: { till?: Till; uptimeMs: number } = { uptimeMs: 60_000 };

export function open(): void {
	const publicKey = ed25519.publicKey(seed);
	const signer = { publicKey, sign: (message: Uint8Array) => ed25519.sign(message, seed) };
	const identity = { merchant: "north", terminal: "t1", epoch: 1 };
	state.till = new Till({
		journal: new Journal({ flash: journalFlash, digest, signer, identity }),
		cbor: new CborCodec(),
		ports: {
			wallClock: { read: () => ({ ms: 1_790_000_000_000, quality: 3 }), set: () => undefined },
			timers: {
				uptimeMs: () => state.uptimeMs,
				start(_delayMs, onExpire) {
					timers.push(onExpire);
					return { cancel: () => undefined };
				},
			},
			digest,
			resetReason: 1,
			cardReader: { request: () => undefined, inquire: () => undefined, cancel: () => undefined },
			buzzer: { play: () => undefined },
		},
		rights: {
			store: new RightsStore(rightsFlash, readU32(seed, 0)),
			isNew: true,
			firstEpoch: 1,
			ed25519: { ...ed25519, verify: () => true },
			hostKey: publicKey,
			terminalNumber: 7,
			begin: () => undefined,
			ask: () => false,
		},
		catalog: new CatalogStore({ flash: catalogFlash, digest }).image,
		nonce: new Uint8Array(16),
		identity,
		signer,
		bootCount: 1,
		tickets: {
			...{ ticket: "idle", paper: "ok", fault: undefined, paperMillimetres: 58, logo: undefined },
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
	state.till.act({ kind: "openShift" });
	state.till.act({ kind: "confirm" });
	idle();
}

export function scan(code: string): void {
	state.uptimeMs += 1_000;
	state.till!.scan(code);
	for (let expire = timers.shift(); expire !== undefined; expire = timers.shift()) expire();
}

export function sell(): void {
	for (const kind of ["pay", "cash", "exact", "next"] as const) state.till!.act({ kind });
	idle();
}

export function total(): string {
	return JSON.stringify(state.till!.view());
}

function idle(): void {
	while (state.till!.keepRights());
}
