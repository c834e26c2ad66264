// The till: routes touches and scans to the page that is shown, and renders its view.
import type { CatalogImage } from "../catalog/image.js";
import { Fault, type FaultCode } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { localMinutes } from "../core/local-time.js";
import type { BatteryLevel } from "../core/ports.js";
import type { PaymentAnswer } from "../wire/payment-answer.js";
import { RecordKind, type TaxRate } from "../wire/record.js";
import { SaleSession } from "./sale-session.js";
import type { TillOptions } from "./options.js";
import type { Destination, Page } from "./page.js";
import { BasketPage } from "./pages/basket-page.js";
import { CardPage } from "./pages/card-page.js";
import { CashPage } from "./pages/cash-page.js";
import { InspectionPage } from "./pages/inspection-page.js";
import { KeypadPage, type KeypadPurpose } from "./pages/keypad-page.js";
import { LowPowerPage } from "./pages/low-power-page.js";
import { ParkedPage, SearchPage } from "./pages/list-pages.js";
import { OpenPaymentPage } from "./pages/open-payment-page.js";
import { ClosedPage, FaultPage, MenuPage, QueuePage, ReportPage } from "./pages/office-pages.js";
import { PaidPage, ReceiptQrPage, ResumedPage } from "./pages/paid-pages.js";
import { SettingsPage } from "./pages/settings-page.js";
import { SellPage } from "./pages/sell-page.js";
import { TenderPage } from "./pages/tender-page.js";
import type { RecordWriter } from "./record-writer.js";
import { type Action, defaultPreferences, type Preferences, type StatusBar, type View } from "./view.js";

export class Till {
	readonly #options: TillOptions;
	readonly #session: SaleSession;
	readonly #sell: SellPage;
	#page: Page;
	#preferences: Preferences;
	#notice: FaultCode | undefined;
	#batteryLevel: BatteryLevel = "ok";
	/** What the battery has come to and nobody was told yet, because a customer was being served. */
	#batteryNews: "low" | "critical" | undefined;

	/** Reads the journal's end; writes nothing. Throws what the journal throws. */
	constructor(options: TillOptions) {
		this.#options = options;
		this.#preferences = options.preferences ?? defaultPreferences;
		this.#session = new SaleSession({
			till: options,
			onGo: (destination) => this.go(destination),
			onNotice: (code) => (this.#notice = code),
			onDeed: (deed) => this.handle(deed),
		});
		this.#sell = new SellPage(this.#session);
		this.#page = new ClosedPage(this.#session);
	}

	/**
	 * The first page after power-on: a payment that was under way; else what was last, unless nothing was, or the shift
	 * was closed in good order.
	 */
	boot(): void {
		const { payments, shift } = this.#session;
		const { interrupted } = payments;
		// What was paid while no shift was open waits for one.
		if (interrupted && shift.isOpen) {
			this.#page = this.#sell;
			this.#session.play("attention");
			return this.handle(() => this.#session.settle(interrupted));
		}
		const last = shift.lastAtBoot;
		const { cause } = this.#options.starts ?? { cause: "power" };
		const isOrderly = last === undefined || last.kind === RecordKind.shiftClosed;
		// What was nobody's doing is told in any case.
		if (isOrderly && (cause === "power" || cause === "update")) this.show(shift.isOpen ? this.#sell : this.#page);
		else {
			this.show(new ResumedPage(this.#session));
			this.#session.play("attention");
		}
		this.#options.onChange();
	}

	/** Writes records on behalf of others: clock set, catalog applied. */
	get recordWriter(): RecordWriter {
		return this.#session.recordWriter;
	}

	/** True between sales: the moment for upkeep and for what may take long. */
	get isIdle(): boolean {
		const { basket, payments } = this.#session;
		return basket.isEmpty && payments.current === undefined && payments.shown === undefined;
	}

	/** A sale that is rung up or being paid, and not on flash. */
	get holdsSale(): boolean {
		return !this.isIdle;
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
		return this.isIdle && !(this.#page instanceof PaidPage || this.#page instanceof ReceiptQrPage);
	}

	/** The shift is closed, and the screen shows nothing that somebody is busy with. */
	get isLeft(): boolean {
		const isAtRest =
			this.#page instanceof ClosedPage || this.#page instanceof ReportPage || this.#page instanceof ResumedPage;
		return isAtRest && !this.#session.shift.isOpen && !this.holdsSale;
	}

	/** The battery's level may have changed: it is told once, between sales. */
	batteryChanged(): void {
		const before = this.#batteryLevel;
		this.#batteryLevel = this.#options.battery?.state.level ?? "ok";
		this.#session.isPowerless = this.#batteryLevel === "empty";
		if (this.#batteryLevel === "ok") {
			this.#batteryNews = undefined;
			if (this.#page instanceof LowPowerPage) this.#page.leave();
		} else if (this.#batteryLevel === "low" && before === "ok") this.#batteryNews = "low";
		else if (this.#batteryLevel === "critical" && before !== "critical" && before !== "empty")
			this.#batteryNews = "critical";
		this.tellBattery();
		this.#options.onChange();
	}

	/** The terminal ends: whatever still comes in finds nobody. True where a sale was open that could not be kept. */
	end(): boolean {
		const { battery } = this.#options;
		const { basket, payments, isTraining } = this.#session;
		if (this.#page instanceof CardPage) this.#page.act({ kind: "back" });
		else if (!isTraining) this.handle(() => payments.putAside());
		payments.close();
		if (battery) this.show(new LowPowerPage(this.#session, battery));
		// An attempt's record holds its basket.
		return !isTraining && !basket.isEmpty && payments.shown === undefined;
	}

	/** A newer catalog takes over. Lines in the basket keep the price they were rung up at. */
	useCatalog(catalog: CatalogImage): void {
		this.handle(() => this.#session.useCatalog(catalog));
	}

	/** The host's word on a payment whose outcome was open. */
	takePaymentAnswer(answer: PaymentAnswer): void {
		this.handle(() => this.#session.payments.takeAnswer(answer));
	}

	/** A deed of others that becomes a record: what goes wrong is shown as for a touch. */
	attempt(deed: () => void): void {
		this.handle(deed);
	}

	/** A new chain begins with the numbers and with what is open, so that a boot need not read the one before. */
	beginEpoch(): void {
		this.handle(() => this.#session.snapshot("reserved"));
	}

	/** Something the view shows has changed outside: link, printer, clock, battery. */
	refresh(): void {
		this.#options.onChange();
	}

	act(action: Action): void {
		if (!this.#page.coversNotices) this.#notice = undefined;
		this.handle(() => {
			if (action.kind === "digit" || action.kind === "letter") this.#session.play("tick");
			this.#page.act(action);
		});
	}

	/** Whether something can be rung up where the till stands now. */
	get takesScans(): boolean {
		return this.#page.scan !== undefined && this.#session.shift.isOpen;
	}

	/** A scanned code. Where no sale can go on, it is refused with a sound. */
	scan(text: string): void {
		this.#notice = undefined;
		this.handle(() => {
			if (text.length > limits.scanCharactersMax) throw new Fault("SCANNER_NOISE", `${text.length} characters`);
			if (this.#page.scan === undefined) this.#session.play("refused");
			else this.#page.scan(text);
		});
	}

	/** Something that was held to the terminal could not be taken as a scan: said as a sentence, with the sound. */
	refuse(code: FaultCode): void {
		this.#session.say(code);
		this.#options.onChange();
	}

	/**
	 * The page's view could not be made or drawn: the fault takes the screen, and the way on from it leads past that
	 * page.
	 */
	fail(fault: Fault): void {
		const page = this.#page;
		const { payments } = this.#session;
		this.#session.play("refused");
		this.show(
			new FaultPage(fault, () => {
				if (payments.shown || payments.current) this.afterFault(page)();
				else this.go({ kind: "menu" });
			}),
		);
	}

	view(): View {
		const { currency } = this.#session;
		// Elsewhere the status bar's word is enough, and a sentence would lie over what the hand wants next.
		const notice = this.#notice ?? (this.#page instanceof PaidPage ? this.#options.tickets.fault : undefined);
		return {
			status: this.status(),
			currency: currency.code,
			decimals: currency.decimals,
			palette: this.#preferences.palette,
			notice: this.#page.coversNotices ? undefined : notice,
			body: this.#page.body(),
		};
	}

	private status(): StatusBar {
		const { link, tickets, wallClock, battery } = this.#options;
		const wall = wallClock.read();
		const clockUnset = wall.quality === 0;
		return {
			offlineSinceMs: link.offlineSinceMs,
			queued: link.queued,
			etaSeconds: link.etaSeconds,
			battery: this.#batteryLevel === "ok" ? undefined : battery?.state,
			paper: tickets.paper,
			clockUnset,
			openPayments: this.#session.payments.open.length,
			isTraining: this.#session.isTraining,
			minutesOfDay: clockUnset ? undefined : localMinutes(wall.ms, this.#session.zoneAt(wall.ms)),
		};
	}

	/**
	 * What can go wrong in the field ends here: as a sentence below the page, or as a page where something could not be
	 * saved.
	 */
	private handle(deed: () => void): void {
		try {
			deed();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.#session.play("refused");
			if (stops(error.code)) this.show(new FaultPage(error, this.afterFault(this.#page)));
			else this.#notice = error.code;
		}
		if (this.#batteryNews !== undefined) this.tellBattery();
		this.#options.onChange();
	}

	private tellBattery(): void {
		const { battery } = this.#options;
		const isBetween = this.isIdle && (this.#page === this.#sell || this.#page instanceof ClosedPage);
		if (this.#batteryNews === undefined || battery === undefined || !isBetween) return;
		if (this.#batteryNews === "critical") this.show(new LowPowerPage(this.#session, battery));
		else this.#notice = "BATTERY_LOW";
		this.#batteryNews = undefined;
		this.#session.play("attention");
	}

	/** A payment in progress goes on where it stands; otherwise back to the page before. */
	private afterFault(page: Page): () => void {
		return () => {
			if (this.#session.payments.shown) this.show(page);
			else if (this.#session.payments.current) this.go({ kind: "tender" });
			else if (page instanceof FaultPage) this.go({ kind: this.#session.shift.isOpen ? "sell" : "closed" });
			else this.show(page);
		};
	}

	private show(page: Page): void {
		if (page !== this.#page) this.#page.closed?.();
		this.#page = page;
		page.opened?.();
	}

	private go(destination: Destination): void {
		this.show(this.pageFor(destination));
	}

	private pageFor(destination: Destination): Page {
		const session = this.#session;
		switch (destination.kind) {
			case "closed":
				return new ClosedPage(session);
			case "sell":
				return this.#sell;
			case "basket":
				return new BasketPage(session);
			case "tender":
				return new TenderPage(session);
			case "cash":
				return new CashPage(session, destination.partMinor);
			case "card":
				return new CardPage(session);
			case "openPayment":
				return new OpenPaymentPage(session, destination.payment);
			case "paid":
				return new PaidPage(session, destination.record);
			case "receiptQr":
				return new ReceiptQrPage(session, destination.record);
			case "keypad":
				return this.keypadPage(
					destination.purpose,
					destination.purpose === "cash" ? destination.partMinor : undefined,
				);
			case "search":
				return new SearchPage(session);
			case "parked":
				return new ParkedPage(session);
			case "menu":
				return new MenuPage(session);
			case "inspection":
				return new InspectionPage(session);
			case "settings":
				return this.settingsPage();
			case "report":
				return new ReportPage(session, destination.title);
			case "queue":
				return new QueuePage(session);
		}
	}

	private keypadPage(purpose: KeypadPurpose, partMinor: number | undefined): Page {
		return new KeypadPage({
			session: this.#session,
			purpose,
			partMinor,
			onSplit: (splitMinor) => {
				const tender = new TenderPage(this.#session);
				tender.partMinor = splitMinor;
				this.show(tender);
			},
		});
	}

	private settingsPage(): Page {
		return new SettingsPage({
			session: this.#session,
			preferences: () => this.#preferences,
			onPreferences: (preferences) => {
				this.#preferences = preferences;
				this.#options.onPreferences?.(preferences);
			},
		});
	}
}

/** Faults that say "not saved" take the whole screen; the others are a sentence. */
function stops(code: FaultCode): boolean {
	return code === "JOURNAL_FULL" || code === "FLASH_PROGRAM_FAILED" || code === "JOURNAL_RECORD_TOO_LARGE";
}
