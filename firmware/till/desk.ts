// What all pages share: basket, payment, shift and journal, and the deeds that become records. Each deed is durable before anything shows,
// prints or opens (invariant 1).
import type { CatalogImage } from "../catalog/image.js";
import { Fault, type FaultCode } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { type Currency, currencies } from "../core/money.js";
import type { Sound } from "../core/ports.js";
import type { PricingLine } from "../pricing/price.js";
import type { PricingTime } from "../pricing/promotion.js";
import { Settlement } from "../pricing/settlement.js";
import { type KnownRecord, RecordKind, type Stamp, TenderKind } from "../wire/record.js";
import { Basket } from "./basket.js";
import { localText, localTime } from "./local-time.js";
import type { TillOptions } from "./options.js";
import { readLabel } from "./label.js";
import type { Destination } from "./page.js";
import { Scribe, type UnstampedRecord } from "./scribe.js";
import { ShiftBook } from "./shift-book.js";
import { openingTotals } from "./shift-totals.js";
import { saleTicket, type Seller } from "./ticket.js";

export interface ParkedSale {
	readonly lines: readonly PricingLine[];
	readonly totalMinor: number;
}

export interface DeskOptions {
	readonly till: TillOptions;
	readonly onGo: (destination: Destination) => void;
	readonly onNotice: (code: FaultCode) => void;
}

export class Desk {
	readonly options: TillOptions;
	readonly scribe: Scribe;
	readonly basket: Basket;
	readonly parked: ParkedSale[] = [];
	readonly shift: ShiftBook;
	/** Payment in progress. */
	settlement: Settlement | undefined;
	/** The battery is empty. */
	isPowerless = false;
	#catalog: CatalogImage | undefined;
	readonly #onGo: (destination: Destination) => void;
	readonly #onNotice: (code: FaultCode) => void;

	constructor(options: DeskOptions) {
		const till = options.till;
		this.options = till;
		this.#onGo = options.onGo;
		this.#onNotice = options.onNotice;
		this.shift = new ShiftBook({ log: till.journal, cbor: till.cbor });
		this.scribe = new Scribe({
			log: till.journal,
			cbor: till.cbor,
			wallClock: till.wallClock,
			timers: till.timers,
			bootCount: till.bootCount,
			lastBootCount: this.shift.lastBootCount,
			resetReason: till.resetReason,
			onDurable: till.onDurable,
		});
		this.basket = new Basket({ time: () => this.pricingTime() });
		this.useCatalog(till.catalog);
	}

	get catalog(): CatalogImage | undefined {
		return this.#catalog;
	}

	get currency(): Currency {
		return this.#catalog?.currency ?? currencies.EUR!;
	}

	get utcOffsetMinutes(): number {
		return this.#catalog?.utcOffsetMinutes ?? 0;
	}

	get seller(): Seller {
		const { merchant, terminal } = this.options;
		const [name = merchant, ...lines] = this.#catalog?.headerLines ?? [];
		return { merchantId: merchant, terminal, name, lines };
	}

	go(destination: Destination): void {
		this.#onGo(destination);
	}

	/** A passing sentence, with the sound that asks to look. */
	say(code: FaultCode): void {
		this.#onNotice(code);
		this.play("refused");
	}

	/** Puts the basket aside, in the place of `recalled` if that is taken back. Throws Fault PARKING_FULL, and nothing has changed. */
	park(recalled?: ParkedSale): void {
		const { basket, parked } = this;
		if (!basket.isEmpty) {
			let lines = basket.lines.length;
			for (const sale of parked) if (sale !== recalled) lines += sale.lines.length;
			if (lines > limits.parkedLinesMax || (!recalled && parked.length >= limits.parkedSalesMax)) throw new Fault("PARKING_FULL");
		}
		const totalMinor = basket.priced.totalMinor;
		const inHand = basket.isEmpty ? [] : [{ lines: basket.take(), totalMinor }];
		parked.splice(recalled ? parked.indexOf(recalled) : parked.length, recalled ? 1 : 0, ...inHand);
	}

	play(sound: Sound): void {
		this.options.buzzer.play(sound);
	}

	useCatalog(catalog: CatalogImage | undefined): void {
		if (catalog === undefined) return;
		this.#catalog = catalog;
		this.basket.useCatalog(catalog);
	}

	/** Throws Fault CATALOG_MISSING. */
	needCatalog(): CatalogImage {
		if (this.#catalog === undefined) throw new Fault("CATALOG_MISSING");
		return this.#catalog;
	}

	pricingTime(): PricingTime | undefined {
		const wall = this.options.wallClock.read();
		if (wall.quality === 0) return undefined;
		const { weekday, minutesOfDay } = localTime(wall.ms, this.utcOffsetMinutes);
		return { epochSeconds: Math.floor(wall.ms / 1_000), weekday, minutesOfDay };
	}

	/** The time for tickets; empty while the clock is unset. */
	wallText(): string {
		const wall = this.options.wallClock.read();
		return wall.quality === 0 ? "" : localText(wall.ms, this.utcOffsetMinutes);
	}

	/** Rings up a scanned code. Throws Fault ITEM_UNKNOWN, SCANNER_NOISE, LABEL_UNUSABLE and whatever the basket refuses. */
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

	/** Goes to payment. Refuses while the journal has no room for the sale: nobody should hand over money for what cannot be saved. */
	beginPayment(): void {
		if (this.basket.isEmpty) return;
		if (this.options.journal.statistics().freeSegments <= limits.journalReservedSegments) throw new Fault("JOURNAL_FULL", "at pay");
		this.settlement = new Settlement(this.basket.priced.totalMinor, this.currency);
		this.go({ to: "tender" });
	}

	/** Throws Fault TENDER_TOO_LOW and takes nothing when less is given than this part, or the rest, comes to. */
	takeCash(givenMinor: number, partMinor: number | undefined): void {
		const settlement = this.settlement!;
		if (!settlement.takeCash(givenMinor, partMinor)) throw new Fault("TENDER_TOO_LOW", `${givenMinor} of ${settlement.cashDue(partMinor)}`);
		if (settlement.isSettled) this.completeSale();
		else this.go({ to: "tender" });
	}

	/** Saves the sale that is settled; then shows, prints and opens the drawer. Throws what the journal throws; the settlement then stands. */
	completeSale(): void {
		const settlement = this.settlement!;
		const { priced, lines } = this.basket;
		const record = this.write(
			{
				kind: RecordKind.sale,
				receiptNumber: this.shift.receiptNumber + 1,
				shift: this.shift.shift,
				currency: this.currency.code,
				catalogVersion: this.#catalog?.version ?? 0,
				lines,
				discounts: priced.discounts,
				taxes: priced.taxes,
				totalMinor: priced.totalMinor,
				roundingMinor: settlement.roundingMinor,
				tenders: settlement.tenders,
				changeMinor: settlement.changeMinor,
			},
			"sale",
		);
		this.settlement = undefined;
		this.basket.clear();
		this.go({ to: "paid" });
		this.play("accepted");
		// The drawer first: the customer waits for change, not for paper.
		if (record.tenders.some((tender) => tender.kind === TenderKind.cash)) this.options.drawer.open();
		this.options.tickets.print(saleTicket(this.seller, record, this.utcOffsetMinutes), false);
	}

	/** One key for one payment for life: the same sale rung up again after a crash asks the reader for the same payment again. */
	idempotencyKey(amountMinor: number): string {
		const { terminal } = this.options;
		return `${terminal}-${this.shift.receiptNumber + 1}-${this.settlement?.tenders.length ?? 0}-${amountMinor}`;
	}

	voidSale(): void {
		if (this.basket.isEmpty) return;
		const { lines, priced } = this.basket;
		this.write({ kind: RecordKind.saleVoided, shift: this.shift.shift, lines, totalMinor: priced.totalMinor }, "sale");
		this.basket.clear();
		this.go({ to: "sell" });
	}

	noSale(): void {
		const { shift, noSaleNumber } = this.shift;
		this.write({ kind: RecordKind.noSale, noSaleNumber: noSaleNumber + 1, shift }, "sale");
		this.go({ to: "sell" });
		this.options.drawer.open();
	}

	openShift(floatMinor: number): void {
		this.write({ kind: RecordKind.shiftOpened, totals: openingTotals(this.shift, floatMinor) }, "reserved");
		this.go({ to: "sell" });
	}

	/** `countedMinor` is -1 when nobody counted. */
	closeShift(countedMinor: number): void {
		this.write({ kind: RecordKind.shiftClosed, totals: this.shift.totals, countedMinor }, "reserved");
		this.go({ to: "report", title: "Z" });
	}

	/** Prints the newest receipt again, marked as a copy; the copy is a record first. */
	copyReceipt(): void {
		const sale = this.shift.lastSale;
		if (sale === undefined) return;
		this.write({ kind: RecordKind.receiptCopied, receiptNumber: sale.receiptNumber }, "sale");
		this.options.tickets.print(saleTicket(this.seller, sale, this.utcOffsetMinutes), true);
	}

	/** That somebody looked is part of the books. */
	noteInspection(): void {
		this.write({ kind: RecordKind.inspected, shift: this.shift.shift }, "reserved");
	}

	/** Writes the shift's totals down now and then, between sales, so that a boot reads back a bounded way. */
	keepTotals(): void {
		if (this.shift.sinceAnchor < limits.shiftSnapshotEvery) return;
		try {
			this.write({ kind: RecordKind.shiftSnapshot, totals: this.shift.totals, isOpen: this.shift.isOpen }, "sale");
		} catch (error) {
			// It only shortens the next boot: the sale that comes next will say what is wrong.
			if (!(error instanceof Fault)) throw error;
		}
	}

	/** A sale that has begun may be finished; none begins on an empty battery. Throws Fault BATTERY_EMPTY. */
	private needPower(): void {
		if (this.basket.isEmpty) throw new Fault("BATTERY_EMPTY");
	}

	private write<R extends UnstampedRecord>(body: R, room: "sale" | "reserved"): R & Stamp {
		const record = this.scribe.write(body, room);
		this.shift.note(record as unknown as KnownRecord);
		return record;
	}
}
