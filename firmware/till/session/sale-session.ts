// What all pages share: the basket, the payment in hand, the shift's books and the journal. What the till does with
// them is in the flows. Everything is durable before it shows, prints or opens anything (invariant 1).
import type { CatalogImage } from "../../catalog/image.js";
import { type CashRounding, cashRounding } from "../../core/cash-rounding.js";
import { type Currency, findCurrency } from "../../core/currencies.js";
import { Fault, type FaultCode } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { localText, localTime, type Zone } from "../../core/local-time.js";
import type { Sound } from "../../core/ports.js";
import { maySell } from "../../policy/sale.js";
import type { PricingTime } from "../../pricing/promotion.js";
import { isSameRate } from "../../pricing/tax.js";
import { isSamePlace } from "../../wire/place.js";
import { type KnownRecord, type Place, RecordKind, type TaxRate } from "../../wire/record.js";
import type { TillOptions } from "../options.js";
import type { Destinations, Router } from "../page.js";
import { type Action, defaultPreferences, type Preferences } from "../view.js";
import { Basket } from "./basket.js";
import { Favourites } from "./favourites.js";
import { readLabel } from "./label.js";
import type { OpenPayment, ParkedBasket } from "./open-items.js";
import type { PaymentInHand } from "./payment-in-hand.js";
import { ReaderConversation } from "./reader-conversation.js";
import type { RecordFolds } from "./record-fold.js";
import type { Room } from "./record-log.js";
import { fitsAnchor } from "./record-size.js";
import { RecordWriter, type UnstampedRecord } from "./record-writer.js";
import { ShiftBook } from "./shift-book.js";

/** One way to pay, as a record names it by `kind`. */
export interface TenderType {
	/** One of `TenderKind`. */
	readonly kind: number;
	/** What chooses it on the tender page. */
	readonly action: Action;
	/** More may be given than is due; the difference is handed back. */
	readonly givesChange: boolean;
	/** It lies in the drawer, which opens for it. */
	readonly opensDrawer: boolean;
	/** Takes it for a part of the total, or for the rest when undefined, or leads to the page that does. */
	choose(session: SaleSession, partMinor: number | undefined): void;
}

/** What the flows contribute to every session. */
export interface FlowTables {
	readonly folds: RecordFolds;
	readonly tenders: readonly TenderType[];
	/** Each writes a flow's open items again before a record with totals names them. */
	readonly carriers: readonly ((session: SaleSession) => void)[];
}

export interface SaleSessionOptions {
	readonly till: TillOptions;
	readonly flows: FlowTables;
	readonly router: Router;
}

/** Who sells, as printed at the head of tickets and named in the QR code. */
export interface Seller {
	readonly merchantId: string;
	readonly terminal: string;
	readonly name: string;
	readonly lines: readonly string[];
}

const euro: Currency = /* @__PURE__ */ findCurrency("EUR")!;
/** Until a catalog says where the stall is. */
const universalTime: Zone = [];

export class SaleSession {
	readonly options: TillOptions;
	readonly flows: FlowTables;
	readonly recordWriter: RecordWriter;
	readonly basket: Basket;
	readonly reader: ReaderConversation;
	readonly shift: ShiftBook;
	readonly favourites = new Favourites();
	/** Undefined while nobody is paying. */
	payment: PaymentInHand | undefined;
	/** The battery is empty. */
	isPowerless = false;
	/** Sales are practised: nothing of them counts. */
	isTraining = false;
	#preferences: Preferences;
	#catalog: CatalogImage | undefined;
	readonly #router: Router;

	/** Reads the journal's end; writes nothing. Throws what the journal throws. */
	constructor({ till, flows, router }: SaleSessionOptions) {
		this.options = till;
		this.flows = flows;
		this.#router = router;
		this.#preferences = till.preferences ?? defaultPreferences;
		const { journal, cbor, digest, merchant, terminal, nonce, timers } = till;
		const { folds } = flows;
		this.shift = new ShiftBook({ log: journal, cbor, folds, digest, merchant, terminal, nonce });
		this.recordWriter = new RecordWriter({
			log: journal,
			cbor,
			wallClock: till.wallClock,
			timers,
			bootCount: till.bootCount,
			lastBootCount: this.shift.lastBootCount,
			isBootNoted: this.shift.isBootNoted,
			nonce,
			resetReason: till.resetReason,
			books: this.shift,
			onDurable: till.onDurable,
		});
		this.basket = new Basket({ time: () => this.pricingTime() });
		this.reader = new ReaderConversation(timers);
		this.useCatalog(till.catalog);
	}

	get catalog(): CatalogImage | undefined {
		return this.#catalog;
	}

	get currency(): Currency {
		return this.#catalog?.currency ?? euro;
	}

	get preferences(): Preferences {
		return this.#preferences;
	}

	setPreferences(preferences: Preferences): void {
		this.#preferences = preferences;
		this.options.onPreferences?.(preferences);
	}

	/** The stall's time zone as it is at that time. */
	zoneAt(wallMs: number): Zone {
		return this.#catalog?.zoneAt(wallMs) ?? universalTime;
	}

	cashRounding(currencyCode: string): CashRounding {
		return cashRounding(this.#catalog?.country ?? "", currencyCode);
	}

	get seller(): Seller {
		const { merchant, terminal } = this.options;
		const [name = merchant, ...lines] = this.#catalog?.headerLines ?? [];
		return { merchantId: merchant, terminal, name, lines };
	}

	/** Undefined for a tender of a newer version. */
	tender(kind: number): TenderType | undefined {
		return this.flows.tenders.find((tender) => tender.kind === kind);
	}

	/** The baskets that wait aside, without the one that was taken back. */
	get parked(): readonly ParkedBasket[] {
		const { parkedFrom } = this.basket;
		return this.shift.open.parked.filter(
			({ place }) => parkedFrom === undefined || !isSamePlace(place, parkedFrom),
		);
	}

	/** Payments that somebody has to settle, neither shown nor part of the payment in hand; oldest first. */
	get openPayments(): readonly OpenPayment[] {
		return this.shift.open.heads.filter(
			(payment) => payment !== this.reader.shown && !this.payment?.includes(payment.origin),
		);
	}

	/** True between sales: the moment for upkeep and for what may take long. */
	get isIdle(): boolean {
		return this.basket.isEmpty && this.payment === undefined && this.reader.shown === undefined;
	}

	go<K extends keyof Destinations>(kind: K, ...given: Destinations[K]): void {
		this.#router.go(kind, ...given);
	}

	/** To where the next customer is served. */
	goHome(): void {
		this.go(this.shift.isOpen ? "sell" : "closed");
	}

	/** Back to the page that a fault took the screen from. */
	uncover(): void {
		this.#router.uncover();
	}

	/** Runs what comes from outside any touch as a touch is run. */
	run(work: () => void): void {
		this.#router.run(work);
	}

	/** Shows a sentence below the page until the next touch. */
	notify(code: FaultCode): void {
		this.#router.notify(code);
	}

	/** A notice, with the sound that asks to look. */
	warn(code: FaultCode): void {
		this.notify(code);
		this.play("refused");
	}

	play(sound: Sound): void {
		this.options.buzzer.play(sound);
	}

	useCatalog(catalog: CatalogImage | undefined): void {
		if (catalog === undefined) return;
		this.#catalog = catalog;
		this.basket.useCatalog(catalog);
	}

	/**
	 * Whether the shift's totals could still be saved if goods with these taxes were sold besides what is in hand,
	 * parked or being paid.
	 */
	hasRoomForTaxes(rates: readonly TaxRate[]): boolean {
		const { shift, basket } = this;
		const taxes: TaxRate[] = [];
		const add = (more: readonly TaxRate[]): void => {
			for (const rate of more) if (!taxes.some((tax) => isSameRate(tax, rate))) taxes.push(rate);
		};
		add(rates);
		if (shift.isOpen) add(shift.totals.taxes);
		for (const line of basket.lines) add(line.taxRates);
		for (const place of shift.open.places) {
			const record = shift.read(place);
			if (record !== undefined && "basket" in record) add(record.basket.taxes);
		}
		return fitsAnchor(taxes);
	}

	/** Throws Fault CATALOG_MISSING. */
	needCatalog(): CatalogImage {
		if (this.#catalog === undefined) throw new Fault("CATALOG_MISSING");
		return this.#catalog;
	}

	pricingTime(): PricingTime | undefined {
		const wall = this.options.wallClock.read();
		if (wall.quality === 0) return undefined;
		const { weekday, minutesOfDay } = localTime(wall.ms, this.zoneAt(wall.ms));
		return { epochSeconds: Math.floor(wall.ms / 1_000), weekday, minutesOfDay };
	}

	/** The time for tickets; empty while the clock is unset. */
	wallText(): string {
		const wall = this.options.wallClock.read();
		return wall.quality === 0 ? "" : localText(wall.ms, this.zoneAt(wall.ms));
	}

	/**
	 * Rings up a scanned code. Throws Fault ITEM_UNKNOWN, SCANNER_NOISE, LABEL_UNUSABLE and whatever the basket
	 * refuses.
	 */
	ringUp(code: string): void {
		if (this.isPowerless) this.needPower();
		if (!this.shift.isOpen) throw new Fault("SHIFT_CLOSED");
		const catalog = this.needCatalog();
		const item = catalog.find(code);
		if (item !== undefined) this.basket.addItem(item);
		else this.basket.addLabelled(readLabel(code, catalog));
		this.play("accepted");
	}

	ringUpIndex(index: number): void {
		if (this.isPowerless) this.needPower();
		const item = this.needCatalog().item(index);
		if (item === undefined) throw new Fault("ITEM_UNKNOWN", String(index));
		this.basket.addItem(item);
		this.play("tick");
	}

	/** Writes the shift's totals down now and then, between sales, so that a boot reads back a bounded way. */
	keepTotals(): void {
		if (this.shift.sinceAnchor < limits.shiftSnapshotEvery) return;
		try {
			this.snapshot("sale");
		} catch (error) {
			// It only shortens the next boot: the sale that comes next will say what is wrong.
			if (!(error instanceof Fault)) throw error;
		}
	}

	snapshot(room: Room): void {
		this.carry();
		const { shift } = this;
		this.write({ kind: RecordKind.shiftSnapshot, anchor: shift.anchor(shift.totals), isOpen: shift.isOpen }, room);
	}

	/** Durable when it returns. Throws what the journal throws. */
	write(body: UnstampedRecord, room: Room): KnownRecord {
		return this.recordWriter.write(body, room);
	}

	/**
	 * Writes what is open again where a record with totals could otherwise name something that may be trimmed. Throws
	 * what the journal throws.
	 */
	carry(): void {
		for (const carry of this.flows.carriers) carry(this);
	}

	/** The record lies so far back that it might be trimmed. */
	isFar(place: Place): boolean {
		const { epoch, sequence } = this.options.journal;
		return place.epoch !== epoch || sequence - place.sequence >= limits.carryAfterRecords;
	}

	/** Something that counts is about to be sold or paid. Throws Fault SHIFT_CLOSED, TRAINING. */
	needRealSale(): void {
		if (!this.shift.isOpen) throw new Fault("SHIFT_CLOSED");
		if (this.isTraining) throw new Fault("TRAINING");
	}

	/** Throws Fault BATTERY_EMPTY. */
	private needPower(): void {
		if (!maySell(this.isPowerless, !this.basket.isEmpty)) throw new Fault("BATTERY_EMPTY");
	}
}
