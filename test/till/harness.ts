// A till on a test bench: the real till, journal and flash model, with a printer, drawer and card reader that record
// requests.
import { buildCatalog, type CatalogSource } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import type { CardInquiry, CardOutcome, CardReader, CardRequest } from "../../firmware/core/card.js";
import type { FaultCode } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { ClockQuality, type Sound } from "../../firmware/core/ports.js";
import type {
	PaperState,
	Ticket,
	TicketPrinter,
	TicketState,
	TicketWords,
	Picture,
} from "../../firmware/core/ticket.js";
import { toHex } from "../../firmware/core/bytes.js";
import { Journal } from "../../firmware/journal/journal.js";
import { RightsStore } from "../../firmware/rights/store.js";
import { Till } from "../../firmware/till/till.js";
import type { LanguageTag } from "../../firmware/words/languages.js";
import { type Action, type Body, defaultPreferences } from "../../firmware/till/view.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import {
	decodeRecord,
	encodeRecord,
	isKnown,
	type KnownRecord,
	type Place,
	RecordKind,
	type UnknownRecord,
} from "../../firmware/wire/record.js";
import { TextStore } from "../../firmware/texts/store.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { NodeEd25519, nodeDigest } from "../../simulator/terminal/crypto.js";

const ed25519 = new NodeEd25519();
const seed = new Uint8Array(32).fill(3);
export const signer = {
	publicKey: ed25519.publicKey(seed),
	sign: (message: Uint8Array) => ed25519.sign(message, seed),
};

export const stallCatalog: CatalogSource = {
	version: 7,
	currency: "EUR",
	zone: { name: "Europe/Vienna", transitions: [{ fromSeconds: 0, offsetMinutes: 60 }] },
	dayEndMinutes: 0,
	country: "AT",
	taxMode: 0,
	headerLines: ["North Bakery", "Market Square 3"],
	taxClasses: [
		{ name: "standard", rates: [{ rateMillipercent: 20_000, authority: "", jurisdiction: "" }] },
		{ name: "zero", rates: [{ rateMillipercent: 0, authority: "", jurisdiction: "" }] },
	],
	promotions: [],
	items: [
		{
			sku: "COF",
			name: "Coffee",
			category: "hot",
			priceMinor: 260,
			taxClass: "standard",
			barcodes: ["4006381333931"],
		},
		{ sku: "CRO", name: "Croissant", category: "bakery", priceMinor: 240, taxClass: "zero", barcodes: [] },
		{ sku: "TEA", name: "Tea", category: "hot", priceMinor: 190, taxClass: "standard", barcodes: [] },
	],
};

export function imageOf(source: CatalogSource): CatalogImage {
	const bytes = buildCatalog(source);
	return new CatalogImage({
		source: {
			sizeBytes: bytes.length,
			read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
		},
	});
}

class NotingPrinter implements TicketPrinter {
	ticket: TicketState = "idle";
	paper: PaperState = "ok";
	fault: FaultCode | undefined;
	paperMillimetres: 58 | 80 = 58;
	logo: Picture | undefined;
	readonly printed: {
		readonly ticket: Ticket;
		readonly isCopy: boolean;
		readonly words: TicketWords | undefined;
		readonly sequence: number;
	}[] = [];
	/** The journal's last durable sequence at the time of printing. */
	sequence: () => number = () => 0;

	print(ticket: Ticket, isCopy: boolean, words?: TicketWords): void {
		this.printed.push({ ticket, isCopy, words, sequence: this.sequence() });
		this.ticket = "printed";
	}
}

class NotingReader implements CardReader {
	readonly requests: CardRequest[] = [];
	cancels = 0;

	request(request: CardRequest): void {
		this.requests.push(request);
	}

	readonly inquiries: CardInquiry[] = [];

	cancel(): void {
		this.cancels++;
	}

	inquire(inquiry: CardInquiry): void {
		this.inquiries.push(inquiry);
	}

	/** Answers the newest request. */
	answer(outcome: CardOutcome): void {
		this.requests.at(-1)!.onOutcome(outcome);
	}

	/** Answers the newest inquiry. */
	answerInquiry(outcome: CardOutcome): void {
		this.inquiries.at(-1)!.onOutcome(outcome);
	}
}

export interface TillHarnessOptions {
	readonly catalog?: CatalogSource | undefined;
	readonly sizeBytes?: number;
	/** False for a board without a partition for texts. */
	readonly hasTexts?: boolean;
	/** With updatable firmware: whether the running version may ask cards. */
	readonly mayAttemptPayments?: boolean;
	readonly language?: LanguageTag;
	/** Since when the host has been out of reach. */
	readonly offlineSinceMs?: number;
	/** Replaces the recording card reader. */
	readonly cardReader?: CardReader;
	/** Start count of the terminal's key store; by default one more than before. */
	readonly bootCount?: number;
	/** Taken over from a harness before a power cut. */
	readonly before?: TillHarness;
	/** With a memory for rights of this many bytes. */
	readonly rightsBytes?: number;
}

/** Of the host that signs coupons and vouchers. */
const hostSeed = new Uint8Array(32).fill(9);
export const hostSigner = {
	publicKey: ed25519.publicKey(hostSeed),
	sign: (message: Uint8Array) => ed25519.sign(message, hostSeed),
};

export class TillHarness {
	readonly flash: NorFlash;
	readonly textsFlash: NorFlash;
	/** Of `textsFlash`; the till has it unless the options say otherwise. */
	readonly texts: TextStore;
	/** Undefined on a board without it. */
	readonly rightsFlash: NorFlash | undefined;
	/** The key store's note that it was written. */
	rightsNoted: boolean;
	/** What the host was asked for: kind and key. */
	readonly asked: string[] = [];
	isHostReached = true;
	readonly journal: Journal;
	readonly printer = new NotingPrinter();
	readonly reader = new NotingReader();
	readonly sounds: Sound[] = [];
	readonly cbor = new CborCodec();
	readonly till: Till;
	readonly bootCount: number;
	/** Actual number of starts, independent of the terminal's count. */
	readonly starts: number;
	uptimeMs = 1_234.5;
	drawerOpened = 0;
	onDrawer: () => void = () => {};
	changes = 0;
	wallMs = Date.UTC(2026, 10, 21, 18, 45);
	quality: ClockQuality = ClockQuality.network;
	readonly #catalog: CatalogSource | undefined;
	readonly #hasTexts: boolean;
	readonly #cardReader: CardReader | undefined;
	readonly #timers: (() => void)[] = [];

	constructor(options: TillHarnessOptions = {}) {
		const { before } = options;
		this.#catalog = "catalog" in options ? options.catalog : before ? before.#catalog : stallCatalog;
		this.#cardReader = options.cardReader ?? (before && before.#cardReader);
		this.#hasTexts = options.hasTexts ?? (before ? before.#hasTexts : true);
		this.flash = before?.flash ?? new NorFlash({ sizeBytes: options.sizeBytes ?? 1_048_576 });
		this.flash.powerOn();
		this.textsFlash = before?.textsFlash ?? new NorFlash({ sizeBytes: 16_384 });
		this.textsFlash.powerOn();
		const { rightsBytes } = options;
		this.rightsFlash = before?.rightsFlash ?? (rightsBytes ? new NorFlash({ sizeBytes: rightsBytes }) : undefined);
		this.rightsFlash?.powerOn();
		this.rightsNoted = before?.rightsNoted ?? false;
		this.bootCount = options.bootCount ?? (before?.bootCount ?? 0) + 1;
		this.starts = (before?.starts ?? 0) + 1;
		const identity = { merchant: "north", terminal: "t1", epoch: 1 };
		this.journal = new Journal({ flash: this.flash, digest: nodeDigest, signer, identity });
		const random = new SeededRandom(this.starts);
		this.texts = new TextStore({ textsFlash: this.textsFlash, digest: nodeDigest, random }, identity);
		this.printer.sequence = () => this.journal.sequence;
		this.till = new Till({
			journal: this.journal,
			cbor: this.cbor,
			ports: {
				wallClock: { read: () => ({ ms: this.wallMs, quality: this.quality }), set: () => {} },
				timers: { uptimeMs: () => this.uptimeMs, start: (_delayMs, onExpire) => this.startTimer(onExpire) },
				digest: nodeDigest,
				resetReason: 1,
				cardReader: this.#cardReader ?? this.reader,
				buzzer: { play: (sound) => void this.sounds.push(sound) },
			},
			rights: this.rightsFlash && {
				store: new RightsStore(this.rightsFlash, 77),
				isNew: !this.rightsNoted,
				firstEpoch: 1,
				ed25519,
				hostKey: hostSigner.publicKey,
				terminalNumber: 7,
				begin: () => void (this.rightsNoted = true),
				ask: (kind, key) => this.isHostReached && this.asked.push(`${kind} ${toHex(key)}`) > 0,
			},
			nonce: new Uint8Array(16).fill(this.starts),
			catalog: this.#catalog && imageOf(this.#catalog),
			identity,
			signer,
			bootCount: this.bootCount,
			preferences: { ...defaultPreferences, language: options.language ?? "en" },
			...(this.#hasTexts && { texts: this.texts }),
			tickets: this.printer,
			drawer: { open: () => this.openDrawer() },
			status: {
				link: { offlineSinceMs: options.offlineSinceMs, queued: 0, etaSeconds: undefined },
				memory: { spaceSales: 1_000, wearPercent: 0, lifeYears: undefined },
			},
			...(options.mayAttemptPayments !== undefined && {
				update: { version: undefined, mayAttemptPayments: options.mayAttemptPayments, install: () => {} },
			}),
			listener: {
				recordDurable: () => {},
				shiftClosed: () => {},
				preferencesChanged: () => {},
				selfTestWanted: () => {},
				viewChanged: () => void this.changes++,
			},
		});
		this.till.boot();
	}

	useCatalog(source: CatalogSource): void {
		this.till.useCatalog(imageOf(source));
	}

	/** Cuts and restores power: a new boot on the same flash, with the same reader, which has its own power. */
	reboot(): TillHarness {
		return new TillHarness({ before: this });
	}

	get body(): Body {
		return this.till.view().body;
	}

	/** The current page, which must be of this kind. */
	page<K extends Body["kind"]>(kind: K): Extract<Body, { kind: K }> {
		const body = this.body;
		if (body.kind !== kind) throw new Error(`the till shows "${body.kind}", not "${kind}"`);
		return body as Extract<Body, { kind: K }>;
	}

	act(
		...actions: (
			| Action
			| Exclude<
					Action,
					{ index: number } | { delta: number } | { key: string } | { amountMinor: number } | { tag: string }
			  >["kind"]
		)[]
	): this {
		for (const action of actions) this.till.act(typeof action === "string" ? { kind: action } : action);
		return this;
	}

	/** Enters an amount digit by digit. */
	key(amountMinor: number): this {
		for (const key of String(amountMinor)) this.till.act({ kind: "digit", key: key as "0" });
		return this;
	}

	scan(...codes: string[]): this {
		for (const code of codes) {
			// A code is scanned once the screen has been read.
			this.uptimeMs += limits.tapGuardMs;
			this.till.scan(code);
		}
		return this;
	}

	openShift(floatMinor = 0): this {
		return this.act("openShift").key(floatMinor).act("confirm");
	}

	sellCash(...codes: string[]): this {
		return this.scan(...codes).act("pay", "cash", "exact", "next");
	}

	/** Runs all due timers, and those that they start. */
	runTimers(): void {
		for (let expire = this.#timers.shift(); expire !== undefined; expire = this.#timers.shift()) expire();
	}

	/** Does all that is to be done about rights between sales. */
	keepRights(): this {
		while (this.till.keepRights());
		return this;
	}

	private openDrawer(): void {
		this.drawerOpened++;
		this.onDrawer();
	}

	private startTimer(onExpire: () => void): { cancel(): void } {
		this.#timers.push(onExpire);
		return {
			cancel: () =>
				void this.#timers.splice(this.#timers.indexOf(onExpire), this.#timers.includes(onExpire) ? 1 : 0),
		};
	}

	/** All records of the journal with their places. */
	entries(): { readonly place: Place; readonly record: KnownRecord | UnknownRecord }[] {
		const cursor = this.journal.walk(1, 1);
		const entries: { place: Place; record: KnownRecord | UnknownRecord }[] = [];
		for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) {
			const { epoch, sequence, payload } = entry;
			entries.push({ place: { epoch, sequence }, record: decodeRecord(this.cbor, payload, epoch) });
		}
		return entries;
	}

	records(): KnownRecord[] {
		return this.entries().flatMap(({ record }) => (isKnown(record) ? [record] : []));
	}

	/** The records of one kind. */
	of<K extends KnownRecord["kind"]>(kind: K): Extract<KnownRecord, { kind: K }>[] {
		return this.records().filter((record): record is Extract<KnownRecord, { kind: K }> => record.kind === kind);
	}

	/** The host stores another branch: the terminal continues in a new chain. */
	openEpoch(): this {
		const { epoch: previousEpoch, sequence: previousSequence, head: previousHead } = this.journal;
		const epoch = previousEpoch + 1;
		this.journal.openEpoch(epoch);
		this.till.recordWriter.write(
			{ kind: RecordKind.epochOpened, epoch, previousEpoch, previousSequence, previousHead },
			"reserved",
		);
		this.till.beginEpoch();
		return this;
	}

	/** Writes a record of another version. */
	append(record: readonly WireValue[] | KnownRecord): this {
		const bytes = Array.isArray(record)
			? this.cbor.encode(record as readonly WireValue[])
			: encodeRecord(this.cbor, record as KnownRecord, this.journal.epoch);
		this.journal.append(bytes, "reserved");
		return this;
	}
}
