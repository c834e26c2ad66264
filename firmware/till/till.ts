// The till: routes touches, scans and answers to the current page, and renders its view.
import type { CatalogImage } from "../catalog/image.js";
import { Fault, type FaultCode } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { localMinutes } from "../core/local-time.js";
import type { FlagMessage } from "../wire/flags.js";
import type { PaymentAnswer } from "../wire/payment-answer.js";
import type { RightsMessage } from "../wire/rights.js";
import { PaymentOutcome, Series, type TaxRate } from "../wire/record.js";
import {
	BatteryWatch,
	endSession,
	flows,
	pages,
	RightsUpkeep,
	showStart,
	takeFlags,
	takeHostAnswer,
} from "./flows/registry.js";
import type { TillOptions } from "./options.js";
import type { Destinations, FaultContext, Page, Router } from "./page.js";
import type { OpenPayment } from "./session/open-items.js";
import type { RecordWriter } from "./session/record-writer.js";
import { SaleSession } from "./session/sale-session.js";
import type { Action, Notice, StatusBar, View } from "./view.js";

export class Till implements Router {
	readonly #options: TillOptions;
	readonly #session: SaleSession;
	readonly #battery: BatteryWatch;
	/** Undefined if the board has no memory for rights. */
	readonly #rights: RightsUpkeep | undefined;
	#page: Page;
	/** Counts the pages shown. */
	#pages = 0;
	/** The page that a fault page replaced. */
	#covered: Page | undefined;
	/** Shown, or waiting for a page that does not cover notices. */
	#notice: Notice | undefined;

	/** Reads the journal's end; writes nothing. Throws what the journal throws. */
	constructor(options: TillOptions) {
		this.#options = options;
		this.#session = new SaleSession({ till: options, flows, router: this });
		this.#battery = new BatteryWatch(this.#session);
		this.#rights = options.rights && new RightsUpkeep(this.#session);
		this.#page = this.#session.shift.isOpen ? pages.sell(this.#session, []) : pages.closed(this.#session, []);
	}

	/** Shows the first page after power-on. */
	boot(): void {
		showStart(this.#session);
		this.reportClock();
	}

	/**
	 * The host's signed time, off by at most `uncertaintyMs`. A record marks where the time jumps; records are never
	 * ordered by time.
	 */
	timeReceived(wallMs: number, uncertaintyMs: number): void {
		this.recordWriter.noteClock(this.#session.shift.clock.follow(wallMs, uncertaintyMs));
		this.reportClock();
		this.#options.listener.viewChanged();
	}

	/** Sets back a clock that no longer keeps to the host's time. */
	checkClock(): void {
		const { clock } = this.#session.shift;
		if (clock.hasMoved) this.run(() => this.recordWriter.noteClock(clock.look()));
	}

	/** Writes records of other components, such as catalog applied. */
	get recordWriter(): RecordWriter {
		return this.#session.recordWriter;
	}

	/** The newest receipt's number; 0 before the first. */
	get lastReceipt(): number {
		return this.#session.shift.lastNumber(Series.receipt);
	}

	/** True between sales, when upkeep and other long operations may run. */
	get isIdle(): boolean {
		return this.#session.isIdle;
	}

	/**
	 * Whether catalog terms may change, which is only allowed between shifts. Open payments and parked baskets keep the
	 * terms they were begun under.
	 */
	get mayChangeTerms(): boolean {
		const { isOpen, open } = this.#session.shift;
		return !isOpen && open.payments.length === 0 && open.parked.length === 0;
	}

	/** Whether the shift's totals would still fit into a record with a catalog of these taxes. */
	hasRoomForTaxes(rates: readonly TaxRate[]): boolean {
		return this.#session.hasRoomForTaxes(rates);
	}

	/** A self-test may take over the screen: no shift is open. */
	get mayTest(): boolean {
		return !this.#session.shift.isOpen && this.isIdle;
	}

	/** True between sales while no change is shown to a customer. */
	get isQuiet(): boolean {
		return this.isIdle && !this.#page.showsChange;
	}

	/** The shift is closed and the screen shows no work in progress. */
	get isLeft(): boolean {
		return this.#page.isResting === true && !this.#session.shift.isOpen && this.isIdle;
	}

	/** Whether an item can be rung up on the current page. */
	get takesScans(): boolean {
		return this.#page.scan !== undefined && this.#session.shift.isOpen;
	}

	/** Folds some of the shift's records into its totals after a boot. Returns whether there may be more. */
	foldSome(): boolean {
		const { shift } = this.#session;
		if (shift.hasTotals) return false;
		const isMore = shift.foldSome();
		if (!isMore) this.#session.keepTotals();
		return isMore;
	}

	/** Called when the battery's level may have changed; a change is reported once, between sales. */
	batteryChanged(): void {
		this.#battery.update(this.#page);
		this.#battery.report(this.#page);
		this.#options.listener.viewChanged();
	}

	/** Ends the session. Returns true if a sale was open that could not be saved. */
	end(): boolean {
		return endSession(this.#session, this.#page);
	}

	/** Uses a newer catalog. Lines in the basket keep the price they were rung up at. */
	useCatalog(catalog: CatalogImage): void {
		this.run(() => this.#session.useCatalog(catalog));
	}

	/** Handles the host's answer for a payment whose outcome was open. */
	takePaymentAnswer(answer: PaymentAnswer): void {
		this.run(() => takeHostAnswer(this.#session, answer));
	}

	/** Handles the host's message about rights. */
	takeRights(message: RightsMessage): void {
		this.run(() => this.#rights?.take(message));
	}

	/** Does a part of what is to be done about rights between sales. Returns whether there is more. */
	keepRights(): boolean {
		return this.#rights?.idle() ?? false;
	}

	/** Records the flags that the host reports; later prices depend on them. */
	takeFlags(message: FlagMessage): void {
		takeFlags(this.#session, message);
		this.refresh();
	}

	/** The version of the flags that apply; undefined before the first. */
	get flagsVersion(): number | undefined {
		return this.#session.shift.open.flags?.version;
	}

	/** Begins a new chain with the numbers and open items, so that a boot need not read the previous chain. */
	beginEpoch(): void {
		this.run(() => this.#session.snapshot("reserved"));
	}

	/** Redraws after a change outside the till: link, printer, clock, battery. */
	refresh(): void {
		this.#options.listener.viewChanged();
	}

	act(action: Action): void {
		if (!this.#page.coversNotices) this.#notice = undefined;
		this.run(() => {
			if (action.kind === "digit" || action.kind === "letter") this.#session.play("tick");
			this.#page.act(action);
		});
	}

	/** Handles a scanned code. Pages that do not take scans refuse it with a notice and a sound. */
	scan(text: string): void {
		if (!this.#page.coversNotices) this.#notice = undefined;
		this.run(() => {
			if (text.length > limits.scanCharactersMax) throw new Fault("SCANNER_NOISE", `${text.length} characters`);
			if (this.#page.scan !== undefined) this.#page.scan(text);
			else this.#session.warn(this.#session.shift.isOpen ? "SCAN_NOT_USED" : "SHIFT_CLOSED");
		});
	}

	/** Whether the catalog lists this code. */
	lists(code: string): boolean {
		return this.#session.lists(code);
	}

	/** Shows a notice with a sound for a tag or code that could not be used as a scan. */
	refuse(code: FaultCode): void {
		this.#session.warn(code);
		this.#options.listener.viewChanged();
	}

	/** The page's view could not be created or drawn: shows the fault as a page. */
	fail(fault: Fault): void {
		this.#session.play("refused");
		this.cover(fault, "draw");
	}

	view(): View {
		const { currency, preferences } = this.#session;
		const page = this.#page;
		return {
			page: this.#pages,
			status: this.status(),
			currency: currency.code,
			decimals: currency.decimals,
			palette: preferences.palette,
			notice: page.coversNotices ? undefined : (this.#notice ?? page.notice),
			body: page.body(),
		};
	}

	go<K extends keyof Destinations>(kind: K, given: Destinations[K]): void {
		// Events that lead to a page, such as the host's answer, lead to no work before somebody has signed in.
		if (this.#session.isLocked && !isOpenToAll(kind)) showStart(this.#session);
		else this.show(pages[kind](this.#session, given));
	}

	uncover(): void {
		if (this.#covered) this.show(this.#covered);
		else this.#session.goHome();
	}

	notify(notice: Notice): void {
		this.#notice = notice;
	}

	/** Handles faults: shows them as a notice, or as a page if something could not be saved. */
	run(work: () => void): void {
		try {
			work();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.#session.play("refused");
			if (needsPage(error.code)) this.cover(error, this.#covered ? "repeated" : "action");
			else this.#notice = error.code;
		}
		this.#battery.report(this.#page);
		this.reportClock();
		this.#options.listener.viewChanged();
	}

	/** Says between sales, once, that the clock was wrong. */
	private reportClock(): void {
		const { clock } = this.#session.shift;
		if (clock.notice === undefined || !this.isQuiet) return;
		this.#session.warn(clock.notice);
		clock.notice = undefined;
	}

	private cover(fault: Fault, cause: FaultContext["cause"]): void {
		const covered = this.#covered ?? this.#page;
		this.show(pages.fault(this.#session, [{ fault, cause }]));
		this.#covered = covered;
	}

	private show(page: Page): void {
		this.#covered = undefined;
		this.#page.closed?.();
		this.#page = page;
		this.#pages++;
		page.opened?.();
	}

	/**
	 * Nothing is unknown of held cash, nor of a part that a card has paid: the selling screen counts both as parked.
	 * While no shift is open, nothing else shows that such a part waits.
	 */
	private isUnknown({ key, outcome }: OpenPayment): boolean {
		return key !== undefined && !(outcome === PaymentOutcome.approved && this.#session.shift.isOpen);
	}

	private status(): StatusBar {
		const { ports, status, tickets, battery } = this.#options;
		const { link } = status;
		const { openPayments } = this.#session;
		const wall = ports.wallClock.read();
		const clockUnset = wall.quality === 0;
		return {
			offlineSinceMs: link.offlineSinceMs,
			queued: link.queued,
			etaSeconds: link.etaSeconds,
			battery: this.#battery.level === "ok" ? undefined : battery?.state,
			paper: tickets.paper,
			clockUnset,
			openPayments: openPayments.length === 0 ? 0 : openPayments.filter((one) => this.isUnknown(one)).length,
			isTraining: this.#session.isTraining,
			minutesOfDay: clockUnset ? undefined : localMinutes(wall.ms, this.#session.zoneAt(wall.ms)),
		};
	}
}

/** Pages from which nothing can be reached that a person has to sign in for. */
function isOpenToAll(kind: keyof Destinations): boolean {
	return kind === "people" || kind === "pin" || kind === "lowPower";
}

/** Faults of saving take the whole screen; all others are shown as a notice. */
function needsPage(code: FaultCode): boolean {
	return code === "JOURNAL_FULL" || code === "FLASH_PROGRAM_FAILED" || code === "JOURNAL_RECORD_TOO_LARGE";
}
