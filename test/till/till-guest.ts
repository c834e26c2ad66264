// Runs inside XS: a till on the real ports, driven and measured step by step.
import { CatalogStore } from "../../firmware/catalog/store.js";
import type { CardInquiry, CardOutcome, CardRequest } from "../../firmware/core/card.js";
import type { Action } from "../../firmware/till/view.js";
import { Journal } from "../../firmware/journal/journal.js";
import { Till } from "../../firmware/till/till.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { guestPorts } from "../../simulator/engine/xs/guest-ports.js";

const { catalogFlash, digest, ed25519, journalFlash } = guestPorts;
const seed = new Uint8Array(32).fill(7);
interface State {
	till?: Till;
	bootCount: number;
	nowMs: number;
	uptimeMs: number;
	journal?: Journal;
	/** The card reader's pending callback. */
	answer?: (outcome: CardOutcome) => void;
	/** The callbacks of every request, by its key. */
	asked: Map<string, CardRequest | CardInquiry>;
}
const state: State = { bootCount: 0, nowMs: 1_700_000_000_000, uptimeMs: 60_000, asked: new Map() };

export function openJournal(): void {
	const publicKey = ed25519.publicKey(seed);
	state.journal = new Journal({
		flash: journalFlash,
		digest,
		signer: { publicKey, sign: (message) => ed25519.sign(message, seed) },
		identity: { merchant: "north", terminal: "t1", epoch: 1 },
	});
}

function ask(request: CardRequest | CardInquiry): void {
	state.answer = request.onOutcome;
	state.asked.set(request.idempotencyKey, request);
}

/** Opens catalog and till on an open journal. */
export function boot(): void {
	state.till = new Till({
		journal: state.journal!,
		cbor: new CborCodec(),
		ports: {
			wallClock: { read: () => ({ ms: (state.nowMs += 1_000), quality: 3 }), set: () => {} },
			timers: { uptimeMs: () => state.uptimeMs, start: () => ({ cancel: () => {} }) },
			digest,
			resetReason: 1,
			cardReader: {
				request: ask,
				inquire: ask,
				cancel: () => {},
			},
			buzzer: { play: () => {} },
		},
		catalog: new CatalogStore({ flash: catalogFlash, digest }).image,
		nonce: new Uint8Array(16).fill(state.bootCount + 1),
		identity: { merchant: "north", terminal: "t1" },
		signer: { publicKey: ed25519.publicKey(seed) },
		bootCount: ++state.bootCount,
		tickets: {
			ticket: "idle",
			paper: "ok",
			fault: undefined,
			paperMillimetres: 58,
			logo: undefined,
			print: () => {},
		},
		drawer: { open: () => {} },
		status: {
			link: { offlineSinceMs: undefined, queued: 0, etaSeconds: undefined },
			memory: { spaceSales: 0, wearPercent: 0, lifeYears: undefined },
		},
		listener: {
			recordDurable: () => {},
			shiftClosed: () => {},
			preferencesChanged: () => {},
			selfTestWanted: () => {},
			viewChanged: () => {},
		},
	});
	state.till.boot();
}

export function act(...actions: string[]): void {
	for (const action of actions)
		state.till!.act(action.startsWith("{") ? (JSON.parse(action) as Action) : ({ kind: action } as Action));
}

export function scan(code: string): void {
	state.uptimeMs += 1_000;
	state.till!.scan(code);
}

/** The reader's answer to the last request. */
export function answer(kind: "approved" | "declined" | "cancelled"): void {
	state.asked.clear();
	state.answer!(kind === "approved" ? { kind: kind, reference: "tok-1" } : { kind: kind, reason: "" });
}

/** The reader's answer to the request, or to the last inquiry, with this key. */
export function answerTo(key: string, outcome: string): void {
	state.asked.get(key)!.onOutcome(JSON.parse(outcome) as CardOutcome);
}

export function authorise(key: string): void {
	const request = state.asked.get(key)!;
	if ("onAuthorising" in request) request.onAuthorising?.();
}

export function view(): string {
	return JSON.stringify(state.till!.view().body);
}

export function makeView(): void {
	state.till!.view();
}

/** The upkeep that the terminal does between sales. */
export function idle(): void {
	while (state.till?.foldSome() || state.journal!.idle());
}
