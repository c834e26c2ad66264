// The till: routes touches, scans and answers to the page that is shown, and renders its view.
import type { CatalogImage } from "../catalog/image.js";
import { Fault, type FaultCode } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { localMinutes } from "../core/local-time.js";
import type { PaymentAnswer } from "../wire/payment-answer.js";
import type { TaxRate } from "../wire/record.js";
import { BatteryWatch, endSession, flows, pages, showFirstPage, takeHostAnswer } from "./flows/registry.js";
import type { TillOptions } from "./options.js";
import type { Destinations, FaultContext, Page, Router } from "./page.js";
import type { RecordWriter } from "./session/record-writer.js";
import { SaleSession } from "./session/sale-session.js";
import type { Action, StatusBar, View } from "./view.js";

export class Till implements Router {
	readonly #options: TillOptions;
	readonly #session: SaleSession;
	readonly #battery: BatteryWatch;
	#page: Page;
	/** The page that a fault took the screen from. */
	#covered: Page | undefined;
	#notice: FaultCode | undefined;

	/** Reads the journal's end; writes nothing. Throws what the journal throws. */
	constructor(options: TillOptions) {
		this.#options = options;
		this.#session = new SaleSession({ till: options, flows, router: this });
		this.#battery = new BatteryWatch(this.#session);
		this.#page = this.#session.shift.isOpen ? pages.sell(this.#session) : pages.closed(this.#session);
	}

	/** Shows the first page after power-on. */
	boot(): void {
		showFirstPage(this.#session);
	}

	/** Writes records on behalf of others: clock set, catalog applied. */
	get recordWriter(): RecordWriter {
		return this.#session.recordWriter;
	}

	/** True between sales: the moment for upkeep and for what may take long. */
	get isIdle(): boolean {
		return this.#session.isIdle;
	}

	/**
	 * What may change between shifts only may change now. What is open or parked belongs to the terms it was begun
	 * under.
	 */
	get mayChangeTerms(): boolean {
		const { isOpen, open } = this.#session.shift;
		return !isOpen && open.payments.length === 0 && open.parked.length === 0;
	}

	/** Whether a catalog with these taxes leaves the shift's totals small enough to be saved. */
	hasRoomForTaxes(rates: readonly TaxRate[]): boolean {
		return this.#session.hasRoomForTaxes(rates);
	}

	/** Between sales, and nobody reads their change off the screen. */
	get isQuiet(): boolean {
		return this.isIdle && !this.#page.showsChange;
	}

	/** The shift is closed, and nothing on the screen is work in progress. */
	get isLeft(): boolean {
		return this.#page.isResting === true && !this.#session.shift.isOpen && this.isIdle;
	}

	/** Whether something can be rung up on the page that is shown. */
	get takesScans(): boolean {
		return this.#page.scan !== undefined && this.#session.shift.isOpen;
	}

	/** The battery's level may have changed: it is told once, between sales. */
	batteryChanged(): void {
		this.#battery.update(this.#page);
		this.#battery.tell(this.#page);
		this.#options.onChange();
	}

	/** The terminal ends. True where a sale was open that could not be kept. */
	end(): boolean {
		return endSession(this.#session, this.#page);
	}

	/** A newer catalog takes over. Lines in the basket keep the price they were rung up at. */
	useCatalog(catalog: CatalogImage): void {
		this.run(() => this.#session.useCatalog(catalog));
	}

	/** The host's answer on a payment whose outcome was open. */
	takePaymentAnswer(answer: PaymentAnswer): void {
		this.run(() => takeHostAnswer(this.#session, answer));
	}

	/** A new chain begins with the numbers and with what is open, so that a boot need not read the one before. */
	beginEpoch(): void {
		this.run(() => this.#session.snapshot("reserved"));
	}

	/** Something the view shows has changed outside: link, printer, clock, battery. */
	refresh(): void {
		this.#options.onChange();
	}

	act(action: Action): void {
		if (!this.#page.coversNotices) this.#notice = undefined;
		this.run(() => {
			if (action.kind === "digit" || action.kind === "letter") this.#session.play("tick");
			this.#page.act(action);
		});
	}

	/** A scanned code. Where no sale can go on, it is refused with a sound. */
	scan(text: string): void {
		this.#notice = undefined;
		this.run(() => {
			if (text.length > limits.scanCharactersMax) throw new Fault("SCANNER_NOISE", `${text.length} characters`);
			if (this.#page.scan === undefined) this.#session.play("refused");
			else this.#page.scan(text);
		});
	}

	/** Something that was held to the terminal could not be taken as a scan: a notice says so, with the sound. */
	refuse(code: FaultCode): void {
		this.#session.warn(code);
		this.#options.onChange();
	}

	/** The page's view could not be made or drawn: the fault takes the screen. */
	fail(fault: Fault): void {
		this.#session.play("refused");
		this.cover(fault, "draw");
	}

	view(): View {
		const { currency, preferences } = this.#session;
		const page = this.#page;
		return {
			status: this.status(),
			currency: currency.code,
			decimals: currency.decimals,
			palette: preferences.palette,
			notice: page.coversNotices ? undefined : (this.#notice ?? page.notice),
			body: page.body(),
		};
	}

	go<K extends keyof Destinations>(kind: K, ...given: Destinations[K]): void {
		this.show(pages[kind](this.#session, ...given));
	}

	uncover(): void {
		if (this.#covered) this.show(this.#covered);
		else this.#session.goHome();
	}

	notify(code: FaultCode): void {
		this.#notice = code;
	}

	/** What goes wrong ends here: as a notice, or as a page of its own where something could not be saved. */
	run(work: () => void): void {
		try {
			work();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.#session.play("refused");
			if (needsPage(error.code)) this.cover(error, this.#covered ? "repeated" : "action");
			else this.#notice = error.code;
		}
		this.#battery.tell(this.#page);
		this.#options.onChange();
	}

	private cover(fault: Fault, cause: FaultContext["cause"]): void {
		const covered = this.#covered ?? this.#page;
		this.show(pages.fault(this.#session, { fault, cause }));
		this.#covered = covered;
	}

	private show(page: Page): void {
		this.#covered = undefined;
		this.#page.closed?.();
		this.#page = page;
		page.opened?.();
	}

	private status(): StatusBar {
		const { link, tickets, wallClock, battery } = this.#options;
		const wall = wallClock.read();
		const clockUnset = wall.quality === 0;
		return {
			offlineSinceMs: link.offlineSinceMs,
			queued: link.queued,
			etaSeconds: link.etaSeconds,
			battery: this.#battery.level === "ok" ? undefined : battery?.state,
			paper: tickets.paper,
			clockUnset,
			openPayments: this.#session.openPayments.length,
			isTraining: this.#session.isTraining,
			minutesOfDay: clockUnset ? undefined : localMinutes(wall.ms, this.#session.zoneAt(wall.ms)),
		};
	}
}

/** Faults that say "not saved" take the whole screen; the others are a notice. */
function needsPage(code: FaultCode): boolean {
	return code === "JOURNAL_FULL" || code === "FLASH_PROGRAM_FAILED" || code === "JOURNAL_RECORD_TOO_LARGE";
}
