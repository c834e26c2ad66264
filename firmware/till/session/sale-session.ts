// State shared by all pages: the basket, the payment in hand, the shift state and the journal. The flows implement the
// till's operations on it. Everything is durable before it is shown, printed or opens the drawer (invariant 1).
import type { CatalogImage } from "../../catalog/image.js";
import { equal } from "../../core/bytes.js";
import { type CashRounding, cashRounding } from "../../core/cash-rounding.js";
import { type Currency, findCurrency } from "../../core/currencies.js";
import { Fault, type FaultCode } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { localText, localTime, type Zone } from "../../core/local-time.js";
import type { Sound } from "../../core/ports.js";
import { TextKind } from "../../core/private-text.js";
import { maySell } from "../../policy/sale.js";
import { mayDo } from "../../policy/staff.js";
import type { Allowances, PricingContext, PricingCoupons, PricingTime } from "../../pricing/conditions.js";
import { RuleNeed } from "../../pricing/rule-book.js";
import { isSameRate } from "../../pricing/tax.js";
import { isSamePlace } from "../../wire/place.js";
import { type BasketContent, type KnownRecord, type Place, RecordKind, type TaxRate } from "../../wire/record.js";
import { isRightCode } from "../../wire/right-code.js";
import { languages } from "../../words/languages.js";
import type { ReceiptLanguageTag } from "../../words/receipt-languages.js";
import type { Words } from "../../words/words.js";
import type { TillOptions } from "../options.js";
import type { Destinations, Router } from "../page.js";
import { type Action, defaultPreferences, type Notice, type Preferences } from "../view.js";
import { Basket } from "./basket.js";
import { Favourites } from "./favourites.js";
import { flagMask } from "./flag-mask.js";
import { readLabel } from "./label.js";
import type { OpenPayment, ParkedBasket } from "./open-items.js";
import type { PaymentInHand } from "./payment-in-hand.js";
import { RightsBook } from "./rights-book.js";
import { RuleAllowances } from "./rule-allowances.js";
import { ReaderConversation } from "./reader-conversation.js";
import type { RecordFolds } from "./record-fold.js";
import type { Room } from "./record-log.js";
import { LineTexts, wordsOf } from "./line-texts.js";
import { fitsAnchor } from "./record-size.js";
import { RecordWriter, type UnstampedRecord } from "./record-writer.js";
import { ShiftBook } from "./shift-book.js";

/** A way to pay, identified in records by `kind`. */
export interface TenderType {
	/** One of `TenderKind`. */
	readonly kind: number;
	/** The action that chooses it on the tender page. */
	readonly action: Action;
	/** Whether more may be given than is due; the difference is handed back. */
	readonly givesChange: boolean;
	/** Whether it is kept in the drawer, which is opened for it. */
	readonly opensDrawer: boolean;
	/** Left out for a tender that is always offered. */
	isOffered?(session: SaleSession): boolean;
	/** Takes it for a part of the total, or for the remaining amount if undefined, or goes to the page that does. */
	choose(session: SaleSession, partMinor: number | undefined): void;
}

/** Tables that the flows contribute to every session. */
export interface FlowTables {
	readonly folds: RecordFolds;
	readonly tenders: readonly TenderType[];
	/** Each function writes the open items of its flow again before a record with totals names them. */
	readonly carriers: readonly ((session: SaleSession) => void)[];
	/** Takes a scanned coupon or voucher. Throws Fault. */
	readonly takeCode: (session: SaleSession, code: string) => void;
}

export interface SaleSessionOptions {
	readonly till: TillOptions;
	readonly flows: FlowTables;
	readonly router: Router;
}

/** The seller, as printed at the head of tickets and named in the QR code. */
export interface Seller {
	readonly merchantId: string;
	readonly terminal: string;
	readonly name: string;
	readonly lines: readonly string[];
	/** Where receipts can be checked; empty for none. */
	readonly receiptAddress: string;
}

/** The last receipt that its customer wanted in a language of choice. */
export interface TranslatedReceipt {
	readonly number: number;
	/** Training slips have numbers of their own. */
	readonly isTraining: boolean;
	readonly language: ReceiptLanguageTag;
}

const euro: Currency = /* @__PURE__ */ findCurrency("EUR")!;
/** Used until a catalog sets the terminal's location. */
const universalTime: Zone = [];

export class SaleSession implements PricingContext {
	readonly options: TillOptions;
	readonly flows: FlowTables;
	readonly recordWriter: RecordWriter;
	readonly basket: Basket;
	readonly reader: ReaderConversation;
	readonly shift: ShiftBook;
	/** Undefined if the board has no memory for them. */
	readonly rights: RightsBook | undefined;
	readonly favourites = new Favourites();
	/** Undefined while no payment is in progress. */
	payment: PaymentInHand | undefined;
	/** Undefined while no line has a text. */
	lineTexts: LineTexts | undefined;
	/** A receipt that was printed in another language than the terminal's, for its copies. */
	translated: TranslatedReceipt | undefined;
	/** The signature of a scanned coupon or voucher is being verified. */
	isCheckingCode = false;
	/** The battery is empty. */
	isPowerless = false;
	/** Nobody is signed in since the start, though a shift is open: nothing can be done before. */
	isLocked = false;
	#isTraining = false;
	#preferences: Preferences;
	#catalog: CatalogImage | undefined;
	#allowances: RuleAllowances | undefined;
	readonly #router: Router;

	/** Reads the journal's end; writes nothing. Throws what the journal throws. */
	constructor({ till, flows, router }: SaleSessionOptions) {
		this.options = till;
		this.flows = flows;
		this.#router = router;
		this.#preferences = till.preferences ?? defaultPreferences;
		this.shift = new ShiftBook(till, flows.folds);
		this.rights = this.shift.rights = till.rights && new RightsBook(till, till.rights);
		this.recordWriter = new RecordWriter(till, this.shift);
		this.basket = new Basket(this);
		this.reader = new ReaderConversation(till.ports.timers);
		this.useCatalog(till.catalog);
		this.isLocked = this.shift.isOpen && this.hasStaff;
	}

	get catalog(): CatalogImage | undefined {
		return this.#catalog;
	}

	/** Whether people sign in here. */
	get hasStaff(): boolean {
		return this.#catalog !== undefined && this.#catalog.staffCount > 0;
	}

	/** Whether the person who is signed in may do it; everybody may where nobody signs in. */
	may(right: number): boolean {
		const catalog = this.#catalog;
		if (catalog === undefined || catalog.staffCount === 0) return true;
		return mayDo(catalog.rightsOf(this.recordWriter.staff), right);
	}

	/** For the rules that need one. */
	get coupons(): PricingCoupons {
		return this.basket;
	}

	/** What is left here of rules that are shared out among stalls; made where the catalog has such a rule. */
	get allowances(): Allowances | undefined {
		return this.#allowances;
	}

	get currency(): Currency {
		return this.#catalog?.currency ?? euro;
	}

	get preferences(): Preferences {
		return this.#preferences;
	}

	/** The texts of the terminal's language. */
	get words(): Words {
		return languages[this.#preferences.language];
	}

	setPreferences(preferences: Preferences): void {
		this.#preferences = preferences;
		this.options.listener.preferencesChanged(preferences);
	}

	/** Training mode: sales do not count. */
	get isTraining(): boolean {
		return this.#isTraining;
	}

	/** Kept while it is on, so that the next start can say that it has ended. */
	setTraining(isTraining: boolean): void {
		this.#isTraining = isTraining;
		if (isTraining !== this.#preferences.isTraining) this.setPreferences({ ...this.#preferences, isTraining });
	}

	/** The terminal's time zone at that time. */
	zoneAt(wallMs: number): Zone {
		return this.#catalog?.zoneAt(wallMs) ?? universalTime;
	}

	cashRounding(currencyCode: string): CashRounding {
		return cashRounding(this.#catalog?.country ?? "", currencyCode);
	}

	get seller(): Seller {
		const { merchant, terminal } = this.options.identity;
		const [name = merchant, ...lines] = this.#catalog?.headerLines ?? [];
		const receiptAddress = this.#catalog?.receiptAddress ?? "";
		return { merchantId: merchant, terminal, name, lines, receiptAddress };
	}

	/** Undefined for a tender of a newer version. */
	tender(kind: number): TenderType | undefined {
		return this.flows.tenders.find((tender) => tender.kind === kind);
	}

	/** Parked baskets, without the one that is recalled. */
	get parked(): readonly ParkedBasket[] {
		const { parkedFrom } = this.basket;
		const { parked } = this.shift.open;
		return parkedFrom ? parked.filter(({ place }) => !isSamePlace(place, parkedFrom)) : parked;
	}

	/**
	 * Open payments to be settled, without the one shown and those that are part of the payment in hand; oldest first.
	 */
	get openPayments(): readonly OpenPayment[] {
		return this.shift.open.heads.filter(
			(payment) => payment !== this.reader.shown && !this.payment?.includes(payment.origin),
		);
	}

	/** Rows of the list under "parked": parked baskets and payments to be settled. */
	get parkedRows(): number {
		const { length } = this.parked;
		// Read for each view of the selling screen.
		return this.shift.open.payments.length === 0 ? length : length + this.openPayments.length;
	}

	/** True between sales, when upkeep and other long operations may run. */
	get isIdle(): boolean {
		return this.basket.isEmpty && this.payment === undefined && this.reader.shown === undefined;
	}

	go<K extends keyof Destinations>(kind: K, ...given: Destinations[K]): void {
		this.#router.go(kind, given);
	}

	/** Shows the page where the next sale begins. */
	goHome(): void {
		this.go(this.shift.isOpen ? "sell" : "closed");
	}

	/** Returns to the page that a fault page replaced. */
	uncover(): void {
		this.#router.uncover();
	}

	/** Runs work that was not caused by a touch as touches are run. */
	run(work: () => void): void {
		this.#router.run(work);
	}

	/** Shows a sentence until the next touch. */
	notify(notice: Notice): void {
		this.#router.notify(notice);
	}

	/** Shows a notice and plays the refusal sound. */
	warn(code: FaultCode): void {
		this.notify(code);
		this.play("refused");
	}

	play(sound: Sound): void {
		this.options.ports.buzzer.play(sound);
	}

	useCatalog(catalog: CatalogImage | undefined): void {
		if (catalog === undefined) return;
		this.#catalog = catalog;
		const isShared = catalog.rules !== undefined && (catalog.rules.needs & RuleNeed.allowances) !== 0;
		this.#allowances = isShared ? new RuleAllowances(this, catalog.rules) : undefined;
		this.basket.useCatalog(catalog);
		if (!this.hasStaff) this.isLocked = false;
	}

	/**
	 * Whether the shift's totals would still fit into a record if goods with these taxes were sold in addition to the
	 * present basket, parked baskets and open payments.
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

	/** Bit i: the catalog's flag i is set now. */
	get flags(): number {
		return flagMask(this.shift.open.flags, this.#catalog, this.options);
	}

	pricingTime(): PricingTime | undefined {
		const wall = this.options.ports.wallClock.read();
		if (wall.quality === 0) return undefined;
		const { weekday, minutesOfDay } = localTime(wall.ms, this.zoneAt(wall.ms));
		return { epochSeconds: Math.floor(wall.ms / 1_000), weekday, minutesOfDay };
	}

	/** The time for tickets; empty while the clock is unset. */
	wallText(): string {
		const wall = this.options.ports.wallClock.read();
		return wall.quality === 0 ? "" : localText(wall.ms, this.zoneAt(wall.ms));
	}

	/** Whether the catalog lists this code. */
	lists(code: string): boolean {
		try {
			return this.#catalog?.findEntry(code) !== undefined;
		} catch (error) {
			if (error instanceof Fault) return false;
			throw error;
		}
	}

	/** Rings up a scanned code. Throws Fault SIGN_IN_FIRST, ITEM_UNKNOWN, SCANNER_NOISE, LABEL_* and
	 * the basket's faults. */
	ringUp(code: string): void {
		if (this.isLocked) throw new Fault("SIGN_IN_FIRST");
		if (this.isPowerless) this.needPower();
		if (!this.shift.isOpen) throw new Fault("SHIFT_CLOSED");
		const catalog = this.needCatalog();
		const item = catalog.find(code);
		if (item !== undefined) this.basket.addItem(item);
		else if (isRightCode(code)) return this.flows.takeCode(this, code);
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

	/**
	 * Records the shift's totals periodically, between sales, so that a boot reads a bounded number of records. After a
	 * boot it waits until they are folded, unless nobody leaves the till alone for that long.
	 */
	keepTotals(): void {
		if (this.basket.isEmpty) this.lineTexts = undefined;
		const { sinceAnchor, hasTotals } = this.shift;
		if (sinceAnchor < (hasTotals ? limits.shiftSnapshotEvery : limits.shiftSnapshotOverdue)) return;
		try {
			this.snapshot("sale");
		} catch (error) {
			// The snapshot only shortens the next boot; a persisting fault shows at the next sale.
			if (!(error instanceof Fault)) throw error;
		}
	}

	/**
	 * The basket in record form. Its texts are durable then; where one cannot be kept, the sale goes on without it, and
	 * a notice says so.
	 */
	basketContent(): BasketContent {
		const code = this.lineTexts?.save(this.basket);
		if (code) this.warn(code);
		return this.basket.content(this.currency.code);
	}

	/** Whether lines can have texts here. */
	get takesTexts(): boolean {
		return this.options.texts !== undefined && !this.#isTraining;
	}

	/** The text of a line in the basket, or of a record; empty where it has none, or it is no longer here. */
	textOf(note: Uint8Array | undefined): string {
		const { texts } = this.options;
		if (note === undefined || texts === undefined) return "";
		return this.lineTexts ? this.lineTexts.wordsOf(note) : wordsOf(texts.find(note));
	}

	/**
	 * Replaces the text of a line in the basket; nothing is left of an empty one. Throws Fault BASKET_FULL, and then
	 * nothing has changed.
	 */
	setNote(index: number, text: string): void {
		const { texts } = this.options;
		const line = this.basket.lines[index];
		if (texts === undefined || line === undefined) return;
		this.lineTexts ??= new LineTexts(texts);
		const id = this.lineTexts.add(TextKind.note, text, limits.noteCharactersMax);
		this.basket.setNote(index, id);
		if (line.note) this.lineTexts.drop(line.note);
	}

	/** At the end of a shift, texts that the host has are needed here only for baskets that wait. */
	dropTexts(): void {
		const { texts } = this.options;
		if (texts === undefined) return;
		const needed: Uint8Array[] = [];
		for (const place of this.shift.open.places) {
			const record = this.shift.read(place);
			if (record !== undefined && "basket" in record)
				for (const { note } of record.basket.lines) if (note) needed.push(note);
		}
		texts.dropAcknowledged((id) => needed.some((one) => equal(one, id)));
	}

	snapshot(room: Room): void {
		this.carry();
		const { shift } = this;
		this.write({ kind: RecordKind.shiftSnapshot, anchor: shift.anchor(shift.totals), isOpen: shift.isOpen }, room);
	}

	/** The record is durable when the call returns. Throws what the journal throws. */
	write(body: UnstampedRecord, room: Room): KnownRecord {
		return this.recordWriter.write(body, room);
	}

	/**
	 * Writes open items again if a record with totals could otherwise name records that may be trimmed. Throws what the
	 * journal throws.
	 */
	carry(): void {
		for (const carry of this.flows.carriers) carry(this);
	}

	/** Whether the record is so old that it might be trimmed. */
	isFar(place: Place): boolean {
		const { epoch, sequence } = this.options.journal;
		return place.epoch !== epoch || sequence - place.sequence >= limits.carryAfterRecords;
	}

	/**
	 * Requires an open shift outside training, before something is sold or paid. Throws Fault SHIFT_CLOSED, TRAINING.
	 */
	needRealSale(): void {
		if (!this.shift.isOpen) throw new Fault("SHIFT_CLOSED");
		if (this.isTraining) throw new Fault("TRAINING");
	}

	/** Throws Fault BATTERY_EMPTY. */
	private needPower(): void {
		if (!maySell(this.isPowerless, !this.basket.isEmpty)) throw new Fault("BATTERY_EMPTY");
	}
}
