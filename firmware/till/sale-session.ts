// What all pages share: basket, payments, shift and journal, and the deeds that become records. Each deed is durable
// before anything shows, prints or opens (invariant 1).
import type { CatalogImage } from "../catalog/image.js";
import { type CashRounding, cashRounding } from "../core/cash-rounding.js";
import { type Currency, findCurrency } from "../core/currencies.js";
import { Fault, type FaultCode } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { localText, localTime, type Zone } from "../core/local-time.js";
import type { Sound } from "../core/ports.js";
import type { PricingTime } from "../pricing/promotion.js";
import { isSameRate } from "../pricing/tax.js";
import { isSamePlace } from "../wire/place.js";
import { PaymentOutcome, type Place, RecordKind, Series, type TaxRate, TenderKind } from "../wire/record.js";
import { Basket } from "./basket.js";
import { readLabel } from "./label.js";
import type { OpenPayment, ParkedBasket } from "./open-items.js";
import type { TillOptions } from "./options.js";
import type { Destination } from "./page.js";
import { Payments } from "./payments.js";
import type { Room } from "./record-log.js";
import { fitsAnchor } from "./record-size.js";
import { RecordWriter, type UnstampedRecord, type Written } from "./record-writer.js";
import { ShiftBook } from "./shift-book.js";
import { noTotals } from "./shift-totals.js";
import { type ReceiptRecord, saleTicket, type Seller } from "./ticket.js";

export interface SaleSessionOptions {
	readonly till: TillOptions;
	readonly onGo: (destination: Destination) => void;
	readonly onNotice: (code: FaultCode) => void;
	/** Runs what comes from outside any touch as a touch is run: its faults are shown, and the view is drawn again. */
	readonly onDeed: (deed: () => void) => void;
}

const euro: Currency = /* @__PURE__ */ findCurrency("EUR")!;
/** Until a catalog says where the stall is. */
const universalTime: Zone = [];

export class SaleSession {
	readonly options: TillOptions;
	readonly recordWriter: RecordWriter;
	readonly basket: Basket;
	readonly payments: Payments;
	readonly shift: ShiftBook;
	/** The battery is empty. */
	isPowerless = false;
	/** Sales are practised: nothing of them counts. */
	isTraining = false;
	#catalog: CatalogImage | undefined;
	readonly #options: SaleSessionOptions;

	constructor(options: SaleSessionOptions) {
		const till = options.till;
		this.options = till;
		this.#options = options;
		const { journal, cbor, digest, merchant, terminal, nonce } = till;
		this.shift = new ShiftBook({ log: journal, cbor, digest, merchant, terminal, nonce });
		this.recordWriter = new RecordWriter({
			log: journal,
			cbor,
			wallClock: till.wallClock,
			timers: till.timers,
			bootCount: till.bootCount,
			lastBootCount: this.shift.lastBootCount,
			isBootNoted: this.shift.isBootNoted,
			nonce,
			resetReason: till.resetReason,
			books: this.shift,
			onDurable: till.onDurable,
		});
		this.basket = new Basket({ time: () => this.pricingTime() });
		this.payments = new Payments(this);
		this.useCatalog(till.catalog);
	}

	get catalog(): CatalogImage | undefined {
		return this.#catalog;
	}

	get currency(): Currency {
		return this.#catalog?.currency ?? euro;
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

	get parked(): readonly ParkedBasket[] {
		const { parkedFrom } = this.basket;
		return this.shift.open.parked.filter(
			({ place }) => parkedFrom === undefined || !isSamePlace(place, parkedFrom),
		);
	}

	go(destination: Destination): void {
		this.#options.onGo(destination);
	}

	/** To where the next customer is served. */
	goHome(): void {
		this.go({ kind: this.shift.isOpen ? "sell" : "closed" });
	}

	guard(deed: () => void): void {
		this.#options.onDeed(deed);
	}

	/** A passing sentence, with the sound that asks to look. */
	say(code: FaultCode): void {
		this.#options.onNotice(code);
		this.play("refused");
	}

	/**
	 * Puts the basket aside, durably. Throws Fault PARKING_FULL, TRAINING or what the journal throws, and nothing has
	 * changed.
	 */
	park(): void {
		const { basket } = this;
		if (basket.isEmpty) return;
		if (this.isTraining) throw new Fault("TRAINING");
		if (this.parked.length >= limits.parkedSalesMax) throw new Fault("PARKING_FULL");
		const closes = basket.parkedFrom ? [basket.parkedFrom] : [];
		this.write({ kind: RecordKind.basketParked, closes, basket: basket.content(this.currency.code) }, "sale");
		basket.clear();
	}

	/**
	 * Takes a parked basket back, and puts the one in hand in its place: no basket is lost and none needs a second
	 * parking place. Throws Fault SHIFT_CLOSED, TRAINING, JOURNAL_DAMAGED or what the journal throws.
	 */
	recall({ place }: ParkedBasket): void {
		this.needEarnest();
		const record = this.shift.read(place);
		if (record?.kind !== RecordKind.basketParked) throw new Fault("JOURNAL_DAMAGED", "parked basket");
		const { basket } = this;
		if (!basket.isEmpty) {
			const closes = basket.parkedFrom ? [basket.parkedFrom] : [];
			this.write({ kind: RecordKind.basketParked, closes, basket: basket.content(this.currency.code) }, "sale");
			basket.clear();
		}
		basket.restore(record.basket, place);
	}

	/**
	 * A payment of before takes the screen, and what is in hand is put aside. Throws Fault SHIFT_CLOSED, TRAINING or
	 * PARKING_FULL.
	 */
	settle(payment: OpenPayment): void {
		this.needEarnest();
		this.park();
		if (payment.outcome === PaymentOutcome.approved) return this.payments.resume(payment);
		this.payments.inquire(payment);
		this.go({ kind: "openPayment", payment });
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

	/** Goes to payment. Throws Fault JOURNAL_FULL. */
	beginPayment(): void {
		if (this.basket.isEmpty) return;
		this.payments.begin();
		this.go({ kind: "tender" });
	}

	/**
	 * A sale is durable: prints its receipt, and shows it and opens the drawer where the customer of it stands at the
	 * counter.
	 */
	finished(record: ReceiptRecord, isHere: boolean): void {
		const isCash = record.tenders.some((tender) => tender.kind === TenderKind.cash);
		if (isHere) {
			this.go({ kind: "paid", record });
			this.play("accepted");
			// The drawer first: the customer waits for change, not for paper.
			if (isCash && record.kind === RecordKind.sale) this.options.drawer.open();
		}
		this.options.tickets.print(saleTicket(this.seller, record, this.zoneAt(record.wallMs)), false);
	}

	/** Throws what the journal throws; the basket then stands. What was only practised is no record. */
	voidSale(): void {
		const { basket, isTraining } = this;
		if (basket.isEmpty) return;
		const closes = basket.parkedFrom ? [basket.parkedFrom] : [];
		if (!isTraining)
			this.write({ kind: RecordKind.saleVoided, closes, basket: basket.content(this.currency.code) }, "sale");
		basket.clear();
		this.go({ kind: "sell" });
	}

	/** The last line of the basket was taken out: if it had been parked, it no longer is. */
	dropEmptied(): void {
		const { parkedFrom } = this.basket;
		if (!this.basket.isEmpty || parkedFrom === undefined) return;
		this.write({ kind: RecordKind.basketDropped, closes: [parkedFrom] }, "sale");
		this.basket.parkedFrom = undefined;
	}

	noSale(): void {
		const document = {
			series: Series.noSale,
			number: this.shift.lastNumber(Series.noSale) + 1,
			totalMinor: 0,
			cashMinor: 0,
		};
		this.write({ kind: RecordKind.noSale, document }, "sale");
		this.go({ kind: "sell" });
		this.options.drawer.open();
	}

	openShift(floatMinor: number): void {
		const catalog = this.needCatalog();
		this.carry();
		const shift = this.shift.shift + 1;
		const totals = { ...noTotals, shift, currency: catalog.currency.code, taxMode: catalog.taxMode, floatMinor };
		this.write({ kind: RecordKind.shiftOpened, shift, anchor: this.shift.anchor(totals) }, "reserved");
		this.go({ kind: "sell" });
		this.payments.saveWaiting();
	}

	/** `countedMinor` is −1 when nobody counted. */
	closeShift(countedMinor: number): void {
		this.carry();
		this.isTraining = false;
		this.write(
			{ kind: RecordKind.shiftClosed, anchor: this.shift.anchor(this.shift.totals), countedMinor },
			"reserved",
		);
		this.options.onShiftClosed?.();
		this.go({ kind: "report", title: "Z" });
	}

	/** Prints the newest receipt again, marked as a copy; the copy is a record first. */
	copyReceipt(): void {
		const sale = this.shift.lastSale;
		if (sale === undefined) return;
		this.write({ kind: RecordKind.receiptCopied, receiptNumber: sale.document.number }, "sale");
		this.options.tickets.print(saleTicket(this.seller, sale, this.zoneAt(sale.wallMs)), true);
	}

	/** That somebody looked is part of the books. */
	noteInspection(): void {
		this.write({ kind: RecordKind.inspected }, "reserved");
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
	write<R extends UnstampedRecord>(body: R, room: Room): Written<R> {
		return this.recordWriter.write(body, room);
	}

	/**
	 * What is open is written again before a record with totals names it: a payment at once, so that its key and its
	 * outcome stand in one record; a parked basket once its record lies far back, where it might be trimmed.
	 */
	private carry(): void {
		const { open } = this.shift;
		const { journal } = this.options;
		const { epoch, sequence } = journal;
		const isFar = (place: { epoch: number; sequence: number }): boolean =>
			place.epoch !== epoch || sequence - place.sequence >= limits.carryAfterRecords;
		for (const payment of [...open.payments]) {
			const record = this.shift.read(payment.place);
			if (
				record?.kind !== RecordKind.paymentAttempted &&
				(record?.kind !== RecordKind.paymentCarried || !isStale(payment, record, isFar))
			)
				continue;
			const { tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor } = record;
			const attempt = {
				tenderKind,
				amountMinor,
				basket,
				tenders,
				roundingMinor,
				changeMinor,
				parked: payment.parked,
			};
			const { origin, key, outcome, reference, place } = payment;
			this.write(
				{ kind: RecordKind.paymentCarried, closes: [place], origin, key, outcome, reference, ...attempt },
				"reserved",
			);
		}
		for (const { place } of [...open.parked]) {
			if (!isFar(place)) continue;
			const record = this.shift.read(place);
			if (record?.kind !== RecordKind.basketParked) continue;
			this.write({ kind: RecordKind.basketParked, closes: [place], basket: record.basket }, "reserved");
			this.follow(place, { epoch: journal.epoch, sequence: journal.sequence });
		}
	}

	/** The basket in hand may be the one whose record has moved: it has to close the new one. */
	private follow(from: Place, to: Place): void {
		const { basket, payments } = this;
		if (!basket.parkedFrom || !isSamePlace(basket.parkedFrom, from)) return;
		basket.parkedFrom = to;
		if (payments.current) payments.current.parked = to;
	}

	/** Goods and money that are not practised, in a shift that is open. Throws Fault SHIFT_CLOSED, TRAINING. */
	private needEarnest(): void {
		if (!this.shift.isOpen) throw new Fault("SHIFT_CLOSED");
		if (this.isTraining) throw new Fault("TRAINING");
	}

	/** A sale that has begun may be finished; none begins on an empty battery. Throws Fault BATTERY_EMPTY. */
	private needPower(): void {
		if (this.basket.isEmpty) throw new Fault("BATTERY_EMPTY");
	}
}

/** What a carried record says of a payment is not all that is known, or it lies far back. */
function isStale(
	payment: OpenPayment,
	record: { readonly outcome: number; readonly reference: string },
	isFar: (place: OpenPayment["place"]) => boolean,
): boolean {
	return payment.outcome !== record.outcome || payment.reference !== record.reference || isFar(payment.place);
}
