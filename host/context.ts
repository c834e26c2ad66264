// The narrow interfaces of the web routes, one per noun. Routes import these instead of the store or the composition.
import type { UnconfirmedTender } from "./ledger/confirmations/ledger.js";
import type { LedgerTotals } from "./ledger/entry.js";
import type { Place } from "../firmware/wire/record.js";
import type { CatalogSource } from "../firmware/catalog/source.js";
import type { CborCodec } from "../firmware/wire/cbor.js";
import type { CatalogSourceCampaign } from "../firmware/catalog/source.js";
import type { Digest } from "../firmware/core/ports.js";
import type { Clock } from "./clock.js";
import type { Device } from "./control/devices.js";
import type { CatalogPreview, Publication } from "./control/catalog.js";
import type { IssuedCode } from "./control/enrolment.js";
import type { FlagsState } from "./control/flags.js";
import type { Person, PersonChange } from "./control/people.js";
import type { Rights } from "./control/rights.js";
import type { Promotions } from "./control/promotions.js";
import type { HostEvent } from "./events.js";
import type { AnyFaultCode } from "./faults.js";
import type { OpenPayment, OperatorAnswer } from "./payments/payments.js";
import type { MerchantSettings } from "./settings.js";
import type { LedgerReports } from "./store/reports.js";
import type { RightStore } from "./store/rights.js";
import type { ChainStore, FirmwareRow, NoticeStore, TerminalStore } from "./store/store.js";

export type { UnconfirmedTender } from "./ledger/confirmations/ledger.js";
export type { CatalogPreview } from "./control/catalog.js";
export type { Sums } from "./ledger/entry.js";
export type { PersonChange } from "./control/people.js";
export type { PromotionsView } from "./control/promotions.js";
export type { Trial } from "./control/pricing-trial.js";
export type { OpenPayment } from "./payments/payments.js";
export type {
	CashMovementRow,
	OverrideRow,
	ReceiptFilter,
	ReceiptPosition,
	ReceiptRow,
	SearchWord,
	ShiftRow,
	TerminalOverview,
	TenderOutcome,
} from "./store/reports.js";
export type { AlarmRow, FirmwareRow } from "./store/store.js";

/** Reports and counts refused requests. */
export interface ProblemContext {
	readonly refuse: (code: AnyFaultCode, fields: object) => void;
}

export interface ClockContext {
	readonly clock: Clock;
}

/** The clock and the merchant's business day. */
export interface BusinessDayContext extends ClockContext {
	readonly settings: Pick<MerchantSettings, "zone" | "dayEndMinutes">;
}

export interface AlarmsContext {
	readonly notices: Pick<NoticeStore, "alarms">;
}

export interface ClosedAlarmsContext extends ClockContext {
	readonly notices: Pick<NoticeStore, "alarms" | "close" | "closedAlarms">;
	/** Tells the dashboards. */
	alarmsChanged(): void;
}

export type PaymentLists = Pick<PaymentsContext, "openPayments" | "unconfirmedPayments">;

export interface PaymentsContext {
	/** Unsettled payments, oldest first. */
	openPayments(): Promise<OpenPayment[]>;
	/** Payments of sales that a reader took without the bank and nothing has confirmed since, oldest first. */
	unconfirmedPayments(): Promise<UnconfirmedTender[]>;
	/** `origin` is the attempt's first record. Rejects with HostFault PAYMENT_*. */
	answerPayment(terminal: string, origin: Place, answer: OperatorAnswer): Promise<void>;
}

export interface TerminalsContext extends BusinessDayContext {
	readonly devices: { get(terminal: string): Device };
	readonly chains: Pick<ChainStore, "branches" | "epoch" | "epochs">;
	readonly reports: Pick<LedgerReports, "newer" | "terminals">;
	readonly notices: Pick<NoticeStore, "setAsides">;
}

export interface OverviewContext extends AlarmsContext, PaymentLists, TerminalsContext {
	readonly merchant: string;
	readonly notices: Pick<NoticeStore, "alarms" | "setAsides">;
	readonly reports: LedgerReports;
	/** The currency of the catalog; undefined before the first catalog. */
	currency(): Promise<string | undefined>;
}

export interface ReceiptsContext {
	readonly merchant: string;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly chains: Pick<ChainStore, "checkpointAfter" | "headAt" | "record">;
	readonly reports: Pick<
		LedgerReports,
		"receiptCount" | "receipts" | "receiptsByNumber" | "tenderOutcomes" | "wholeNames"
	>;
}

export interface TextsContext {
	/** The personal text with this digest; undefined where it is not here (yet), empty where it was erased. */
	textOf(digest: Uint8Array): string | undefined;
	/** Erases texts of a terminal's records, here and at the terminal. Returns how many were here. */
	eraseTexts(terminal: string, digests: readonly Uint8Array[]): number;
}

export interface ReportsContext {
	readonly reports: Pick<LedgerReports, "bestSellers" | "cashMovements" | "overrides" | "shifts" | "taxes">;
}

export interface LedgerContext {
	readonly reports: Pick<LedgerReports, "newerCount">;
	readonly notices: Pick<NoticeStore, "counters">;
	ledger(): Promise<LedgerTotals>;
}

export interface EnrolmentsContext {
	readonly terminals: Pick<TerminalStore, "find">;
	/** Throws HostFault HTTP_TOO_MANY. */
	enrol(terminal: string, name: string): Promise<IssuedCode>;
}

export interface CatalogContext {
	/** What the latest catalog is built from; undefined before the first. */
	catalogSource(): Promise<CatalogSource | undefined>;
	/** The items of the latest catalog as CSV with a header line. */
	catalogCsv(): Promise<string>;
	/** Throws HostFault CSV_* or Fault CATALOG_*. */
	previewCatalog(csv: Uint8Array): Promise<CatalogPreview>;
	/** With the `digest` of a preview only what it showed. Throws HostFault CSV_* or CATALOG_*, or Fault CATALOG_*. */
	publishCatalog(csv: Uint8Array, digest?: string): Promise<Publication>;
}

export interface PeopleContext {
	/** By number, those that are retired included. */
	people(): Promise<Person[]>;
	/** Adds a person where no number is given, and returns it. Rejects with HostFault PERSON_* or PEOPLE_FULL. */
	savePerson(number: number | undefined, change: PersonChange): Promise<number>;
}

export interface RightsContext {
	readonly rights: Pick<
		Rights,
		"budgets" | "couponCodes" | "grant" | "issueCoupons" | "issueVouchers" | "setBudget" | "voucherCodes"
	>;
	readonly rightRows: Pick<
		RightStore,
		"couponBatches" | "couponUses" | "holders" | "voucherBatches" | "voucherMoves" | "vouchers"
	>;
	campaigns(): Promise<readonly CatalogSourceCampaign[]>;
}

export interface PromotionsContext extends BusinessDayContext {
	readonly promotions: Pick<
		Promotions,
		"nameFlags" | "pricePast" | "publish" | "put" | "remove" | "revert" | "tryBasket" | "view" | "withdraw"
	>;
}

/** The flags that are set, and the version of them that each terminal has. */
export interface FlagsView {
	/** Of the published rules. */
	readonly names: readonly string[];
	readonly state: FlagsState;
	readonly terminals: ReadonlyArray<{
		readonly terminal: string;
		readonly name: string;
		readonly version: number | undefined;
	}>;
}

export interface FlagsContext extends ClockContext {
	flags(): Promise<FlagsView>;
	/**
	 * At all stalls where no terminal is given; unset where no end is given. Rejects with HostFault FLAG_UNKNOWN or
	 * FLAG_INVALID.
	 */
	setFlag(flag: string, terminal: string | undefined, untilMs: number | undefined): Promise<void>;
}

export interface FirmwareContext {
	/** Boards by name, the newest version of each first. */
	listFirmware(): Promise<FirmwareRow[]>;
	/** Throws HostFault FIRMWARE_* or HTTP_TOO_LARGE. */
	publishFirmware(board: string, version: number, image: Uint8Array): Promise<FirmwareRow>;
	/** Throws HostFault FIRMWARE_UNKNOWN. */
	withdrawFirmware(board: string, version: number): Promise<FirmwareRow>;
}

export interface EventsContext extends OverviewContext, Pick<ProblemContext, "refuse"> {
	readonly events: { listen(listener: (event: HostEvent) => void): () => void };
}

/** Why the host is not well. */
export interface HealthReason {
	readonly code: AnyFaultCode;
	/** What it means and what to do. */
	readonly message: string;
	readonly detail: string;
}

export interface HealthContext {
	/** Empty while the host is well. Never waits long for a store. */
	troubles(): Promise<HealthReason[]>;
	/** Entries of the log that a ledger has not folded yet. */
	ledgerLag(): number;
}

export interface MetricsContext {
	/** In Prometheus' text format. */
	readonly metrics: { readonly contentType: string; text(): Promise<string> };
}

/** All contexts of the routes together, provided by the composition. */
export interface WebContext
	extends
		ProblemContext,
		PaymentsContext,
		EnrolmentsContext,
		CatalogContext,
		PeopleContext,
		RightsContext,
		Pick<PromotionsContext, "promotions">,
		Omit<FlagsContext, "clock">,
		TextsContext,
		FirmwareContext,
		HealthContext,
		Pick<ClosedAlarmsContext, "alarmsChanged">,
		MetricsContext,
		Omit<EventsContext, "chains" | "notices">,
		Omit<ReceiptsContext, "chains" | "reports">,
		Pick<LedgerContext, "ledger"> {
	readonly chains: ChainStore;
	readonly notices: NoticeStore;
	readonly reports: LedgerReports;
	readonly terminals: TerminalStore;
}
