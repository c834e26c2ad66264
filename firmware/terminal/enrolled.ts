// An enrolled terminal: connects journal, catalog, till and sync. `Terminal` creates one at boot or after enrolment.
import { CatalogStore } from "../catalog/store.js";
import { type CatalogTerms, equalTerms } from "../catalog/terms.js";
import { equal } from "../core/bytes.js";
import { limits } from "../core/limits.js";
import type { BatteryGauge, NameDrawings, Signer, Timer } from "../core/ports.js";
import type { CashDrawer, PaperState, TicketPrinter } from "../core/ticket.js";
import { Journal } from "../journal/journal.js";
import type { Credentials } from "../sync/credentials.js";
import { Sync, type SyncListener, type TerminalReport } from "../sync/sync.js";
import { IdleSigning } from "./idle-signing.js";
import { Installer, type InstallListener } from "./installer.js";
import { memoryStatus } from "./memory.js";
import { TextStore, type TextStorePorts } from "../texts/store.js";
import type { TerminalPorts } from "./ports.js";
import { openRights } from "./rights.js";
import type { TerminalSigner } from "./signer.js";
import type { Trial } from "./trial.js";
import type { EnrolledParts } from "./self-test/step.js";
import type { LinkStatus, MemoryStatus, StartStatus, TerminalStatus, TillListener } from "../till/options.js";
import type { RecordAudit } from "../till/session/record-log.js";
import { RecordWriter } from "../till/session/record-writer.js";
import { noTotals } from "../till/session/shift-totals.js";
import { Till } from "../till/till.js";
import type { Preferences } from "../till/view.js";
import type { CborCodec } from "../wire/cbor.js";
import { nonceBytes } from "../wire/anchor.js";
import type { FlagMessage } from "../wire/flags.js";
import type { PaymentAnswer } from "../wire/payment-answer.js";
import { RecordKind, type TaxRate } from "../wire/record.js";
import type { RightsMessage } from "../wire/rights.js";

export interface EnrolledListener
	extends InstallListener, Pick<TillListener, "preferencesChanged" | "selfTestWanted" | "viewChanged"> {
	/**
	 * The battery is empty and everything was closed in order. `isSaleLost`: a sale was open and could not be saved.
	 */
	ended(isSaleLost: boolean): void;
	/** Another catalog is in use, whose pictures stand for names that no font has; undefined where it has none. */
	namesChanged(names: NameDrawings | undefined): void;
}

export interface EnrolledOptions {
	readonly ports: TerminalPorts;
	readonly cbor: CborCodec;
	readonly credentials: Credentials;
	/** Power-ons in the terminal's life, this one included. */
	readonly starts: StartStatus;
	readonly battery: BatteryGauge | undefined;
	/** Undefined if the firmware is not updated over the network. */
	readonly trial: Trial | undefined;
	readonly printer: TicketPrinter & CashDrawer;
	readonly preferences: Preferences;
	readonly journal: Journal;
	readonly signer: TerminalSigner;
	readonly listener: EnrolledListener;
}

/** Throws Fault JOURNAL_FOREIGN or JOURNAL_UNKNOWN_FORMAT. */
export function openJournal({ journalFlash, digest }: TerminalPorts, identity: Credentials, signer: Signer): Journal {
	// IdleSigning signs in a turn of its own, and the journal only if that comes too late.
	const checkpointEvery = limits.checkpointEveryRecords + limits.checkpointSlackRecords;
	return new Journal({ flash: journalFlash, digest, signer, identity, checkpointEvery });
}

function hasTexts(ports: TerminalPorts): ports is TerminalPorts & TextStorePorts {
	return ports.textsFlash !== undefined;
}

/** Key of the last recorded state of the catalog in use. */
const catalogKey = "catalog-noted";
const noNote = (): Uint8Array => new Uint8Array(0);
/** In the order of the codes in wire/status.ts. */
const paperCodes: readonly PaperState[] = ["ok", "low", "out", "cover", "offline"];

export class EnrolledTerminal implements SyncListener, TillListener, TerminalStatus, EnrolledParts {
	readonly till: Till;
	readonly #options: EnrolledOptions;
	readonly #journal: Journal;
	readonly #catalog: CatalogStore;
	readonly #texts: TextStore | undefined;
	readonly #sync: Sync;
	readonly #installer: Installer | undefined;
	readonly #signing: IdleSigning;
	/** Random per boot; makes the keys of its payment attempts unique. */
	readonly #nonce = new Uint8Array(nonceBytes);
	#upkeep: Timer | undefined;
	#folding: Timer | undefined;
	#ending: Timer | undefined;
	#closed = false;

	/**
	 * Opens catalog, sync and till. If it throws Fault CATALOG_DAMAGED, everything opened before is closed again.
	 */
	constructor(options: EnrolledOptions) {
		this.#options = options;
		const { ports, credentials, printer, battery, signer } = options;
		ports.random.fill(this.#nonce);
		ports.timers.start(0, () => signer.prepare());
		this.#journal = options.journal;
		this.#catalog = new CatalogStore({ flash: ports.catalogFlash, digest: ports.digest });
		this.#texts = hasTexts(ports) ? new TextStore(ports, credentials) : undefined;
		this.#installer = options.trial && new Installer(options, options.trial);
		this.#sync = new Sync({
			ports,
			cbor: options.cbor,
			credentials,
			signer,
			journal: this.#journal,
			catalog: this.#catalog,
			texts: this.#texts,
			update: this.#installer,
			listener: this,
		});
		if (this.#journal.epoch === credentials.epoch && this.#journal.sequence === 0) this.beginChain();
		this.till = this.openTill(signer);
		this.#signing = new IdleSigning(ports, this.#journal, this.till);
		printer.logo = this.#catalog.image?.logo;
		options.listener.namesChanged(this.#catalog.image?.pictures);
		this.#installer?.attach(this.till, this.#sync.updates);
		if (this.#journal.sequence === 0) this.followBrokenChain();
		this.till.boot();
		this.till.run(() => this.noteCatalog());
		this.#sync.applyWaiting();
		if (battery) this.batteryChanged();
		this.upkeepSoon();
		this.foldAfter(limits.foldDelayMs);
	}

	private openTill(signer: Signer): Till {
		const { ports, cbor, credentials, printer, starts, battery, preferences } = this.#options;
		return new Till({
			ports,
			battery,
			starts,
			update: this.#installer,
			rights: openRights(ports, credentials, (kind, key) => this.#sync.askRight(kind, key)),
			cbor,
			nonce: this.#nonce,
			journal: this.#journal,
			catalog: this.#catalog.image,
			identity: credentials,
			signer,
			bootCount: starts.boots,
			texts: this.#texts,
			tickets: printer,
			drawer: printer,
			preferences,
			status: this,
			listener: this,
		});
	}

	get terminal(): string {
		return this.#options.credentials.terminal;
	}

	/** The host answers. */
	get isOnline(): boolean {
		return this.#sync.status().offlineSinceMs === undefined;
	}

	/** Rereads the journal. */
	audit(): RecordAudit {
		return this.#journal.audit();
	}

	get link(): LinkStatus {
		return this.#sync.status();
	}

	get memory(): MemoryStatus {
		return memoryStatus(this.#journal, this.#options.cbor, this.till.lastReceipt);
	}

	terminalReport(): TerminalReport {
		const { ports, printer, battery, starts } = this.#options;
		const { wearPercent, spaceSales } = this.memory;
		const { ms: wallMs, quality } = ports.wallClock.read();
		return {
			batteryPercent: battery?.state.percent ?? -1,
			paper: paperCodes.indexOf(printer.paper),
			wearPercent,
			freeSales: spaceSales,
			bootCount: starts.boots,
			clock: { wallMs, quality },
			flags: this.till.flagsVersion,
		};
	}

	linkChanged(): void {
		this.till.refresh();
		this.#installer?.look();
	}

	paymentAnswered(answer: PaymentAnswer): void {
		this.till.takePaymentAnswer(answer);
	}

	rightsReceived(message: RightsMessage): void {
		this.till.takeRights(message);
		this.upkeepSoon();
	}

	flagsReceived(message: FlagMessage): void {
		this.till.takeFlags(message);
	}

	recordDurable(): void {
		this.#sync.notify();
		this.#signing.recorded();
		this.upkeepSoon();
	}

	shiftClosed(): void {
		this.#signing.shiftClosed();
		this.#sync.applyWaiting();
	}

	preferencesChanged(preferences: Preferences): void {
		this.#options.listener.preferencesChanged(preferences);
	}

	selfTestWanted(): void {
		this.#options.listener.selfTestWanted();
	}

	viewChanged(): void {
		this.#options.listener.viewChanged();
	}

	/** Somebody touches or scans. */
	used(): void {
		this.#signing.used();
	}

	/** The terminal restarts next: signs what is unsigned and closes. */
	restart(): void {
		this.#signing.sign();
		this.close();
	}

	/** The printer's paper, cover or power state has changed. */
	printerChanged(): void {
		this.till.refresh();
		this.#sync.reportSoon();
	}

	/**
	 * On an empty battery the terminal shuts down in order: immediately between sales, or at the latest after
	 * `endGraceMs`, the time to finish an open sale.
	 */
	batteryChanged(): void {
		this.till.batteryChanged();
		this.#sync.reportSoon();
		const level = this.#options.battery?.state.level;
		this.#sync.spare(level !== undefined && level !== "ok");
		if (level === "empty") this.#ending ??= this.endSoon(limits.endGraceMs);
		else {
			this.#ending?.cancel();
			this.#ending = undefined;
		}
	}

	/** Idempotent. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#upkeep?.cancel();
		this.#folding?.cancel();
		this.#ending?.cancel();
		this.#signing.close();
		this.#installer?.close();
		this.#sync.close();
		this.#journal.close();
	}

	private endSoon(graceMs: number): Timer {
		return this.#options.ports.timers.start(limits.endLookMs, () => {
			if (this.till.isQuiet || graceMs <= 0) this.end();
			else this.#ending = this.endSoon(graceMs - limits.endLookMs);
		});
	}

	/**
	 * The last writes before the shutdown: sync progress, and a signed checkpoint over the records that have none.
	 */
	private end(): void {
		const isSaleLost = this.till.end();
		this.#sync.close();
		this.#signing.sign();
		this.close();
		this.#options.listener.ended(isSaleLost);
	}

	/** The host stores another branch of this epoch: a new chain begins with a record that names its predecessor. */
	quarantined(ofEpoch: number): void {
		const epoch = ofEpoch + 1;
		const { epoch: previousEpoch, sequence: previousSequence, head: previousHead } = this.#journal;
		this.#journal.openEpoch(epoch);
		this.till.recordWriter.write(
			{ kind: RecordKind.epochOpened, epoch, previousEpoch, previousSequence, previousHead },
			"reserved",
		);
		this.till.beginEpoch();
	}

	/**
	 * The newest record and therefore the head could not be read: the journal continues in the next epoch, whose
	 * predecessor is unknown.
	 */
	private followBrokenChain(): void {
		const { epoch } = this.#journal;
		const previous = { previousEpoch: epoch - 1, previousSequence: 0, previousHead: new Uint8Array(32) };
		this.till.recordWriter.write({ kind: RecordKind.epochOpened, epoch, ...previous }, "reserved");
		this.till.beginEpoch();
	}

	/**
	 * Writes the first records after enrolment, before the till reads the journal: the predecessor of this chain, and
	 * the numbers that a replaced terminal had used.
	 */
	private beginChain(): void {
		const { ports, cbor, credentials, starts } = this.#options;
		const { epoch, previousEpoch, previousSequence, previousHead, numbers, shift } = credentials;
		const bootCount = starts.boots;
		const nonce = this.#nonce;
		const observer = { shift, lastBootCount: bootCount - 1, isBootNoted: false, clock: undefined, note: () => {} };
		const writer = new RecordWriter(
			{ ports, journal: this.#journal, cbor, bootCount, nonce, listener: undefined },
			observer,
		);
		writer.write(
			{ kind: RecordKind.epochOpened, epoch, previousEpoch, previousSequence, previousHead },
			"reserved",
		);
		const anchor = { numbers, open: [], nonce, totals: { ...noTotals, shift } };
		writer.write({ kind: RecordKind.shiftSnapshot, anchor, isOpen: false }, "reserved");
	}

	/**
	 * Currency, rounding and tax mode must not change while a shift or a payment is open, and the shift's totals with
	 * the new taxes must fit into a record.
	 */
	mayApply(terms: CatalogTerms, taxRates: readonly TaxRate[]): boolean {
		const { till } = this;
		if (till.mayChangeTerms) return true;
		const inForce = this.#catalog.image?.terms;
		return inForce !== undefined && equalTerms(inForce, terms) && till.hasRoomForTaxes(taxRates);
	}

	catalogApplied(): void {
		const { image } = this.#catalog;
		if (!image) return;
		this.noteCatalog();
		this.till.useCatalog(image);
		this.#options.printer.logo = image.logo;
		this.#options.listener.namesChanged(image.pictures);
	}

	/**
	 * Records which catalog is in use and which of its rules this firmware cannot apply: when the catalog takes effect,
	 * and when another firmware version interprets it differently. Throws what the journal throws.
	 */
	private noteCatalog(): void {
		const { keyStore } = this.#options.ports;
		const { image, digest } = this.#catalog;
		if (!image || !digest) return;
		const { version, format, unapplied } = image;
		const note = this.#options.cbor.encode([this.#journal.epoch, version, format, ...unapplied]);
		if (equal(note, keyStore.read(catalogKey) ?? noNote())) return;
		this.till.recordWriter.write(
			{ kind: RecordKind.catalogApplied, version, digest, format, unapplied },
			"reserved",
		);
		keyStore.write(catalogKey, note);
	}

	timeReceived(wallMs: number, uncertaintyMs: number): void {
		this.till.timeReceived(wallMs, uncertaintyMs);
		this.#sync.reportSoon();
	}

	/** Folds the shift's totals after a boot, while the till is idle, so that no report waits for them. */
	private foldAfter(delayMs: number): void {
		this.#folding = this.#options.ports.timers.start(delayMs, () => {
			this.#folding = undefined;
			if (!this.till.isIdle || this.till.foldSome()) this.foldAfter(limits.upkeepDelayMs);
		});
	}

	/** Erases flash ahead of use between sales, so that no sale waits for an erase. */
	private upkeepSoon(): void {
		this.#upkeep ??= this.#options.ports.timers.start(limits.upkeepDelayMs, () => {
			this.#upkeep = undefined;
			if (!this.till.isIdle || this.#journal.idle() || this.till.keepRights() || this.#texts?.upkeep())
				this.upkeepSoon();
			// The last record may have closed the shift that a pending catalog waits for.
			if (this.#catalog.waitingVersion > 0 && this.till.mayChangeTerms) this.#sync.applyWaiting();
		});
	}
}
