// Registry of the till's flows. Each page, fold, tender and carrier is a file of its flow and a line here.
import { RecordKind } from "../../wire/record.js";
import type { Destinations, Page } from "../page.js";
import type { FoldsByKind } from "../session/record-fold.js";
import type { FlowTables, SaleSession } from "../session/sale-session.js";
import { CashAmountPage } from "./cash-movement/amount-page.js";
import { cashMovedFold } from "./cash-movement/fold.js";
import { CashMovedPage } from "./cash-movement/moved-page.js";
import { CashReasonPage } from "./cash-movement/reason-page.js";
import { FaultPage } from "./fault/fault-page.js";
import { carryFlags } from "./flags/flags.js";
import { flagsSetFold } from "./flags/fold.js";
import { InspectionPage } from "./inspection/inspection-page.js";
import { MenuPage } from "./menu/menu-page.js";
import { noSaleFold } from "./no-sale/fold.js";
import { basketParkedFold } from "./parking/fold.js";
import { ParkedPage } from "./parking/parked-page.js";
import { carryParked } from "./parking/parking.js";
import { carryPayments } from "./payment/attempted-payment.js";
import { CardPage } from "./payment/card-page.js";
import { CashPage } from "./payment/cash-page.js";
import {
	cashReturnedFold,
	partPaidFold,
	paymentAttemptedFold,
	paymentCarriedFold,
	paymentEndedFold,
} from "./payment/fold.js";
import { OpenPaymentPage } from "./payment/open-payment-page.js";
import { PartPaidPage } from "./payment/part-paid-page.js";
import { SplitPage } from "./payment/split-page.js";
import { TenderPage } from "./payment/tender-page.js";
import { tenders } from "./payment/tenders/registry.js";
import { LowPowerPage } from "./power/low-power-page.js";
import { PaidPage } from "./receipt/paid-page.js";
import { ReceiptLanguagePage } from "./receipt/receipt-language-page.js";
import { ReceiptQrPage } from "./receipt/receipt-qr-page.js";
import { bootedFold } from "./recovery/fold.js";
import { ResumedPage } from "./recovery/resumed-page.js";
import { BasketPage } from "./sale/basket-page.js";
import { saleFold, saleVoidedFold, trainingSaleFold } from "./sale/fold.js";
import { NotePage } from "./sale/note-page.js";
import { OpenPricePage } from "./sale/open-price-page.js";
import { SearchPage } from "./sale/search-page.js";
import { SellPage } from "./sale/sell-page.js";
import { LanguagePage } from "./settings/language-page.js";
import { SettingsPage } from "./settings/settings-page.js";
import { ClosedPage } from "./shift/closed-page.js";
import { CountPage } from "./shift/count-page.js";
import { FloatPage } from "./shift/float-page.js";
import { shiftClosedFold, shiftOpenedFold, shiftSnapshotFold } from "./shift/fold.js";
import { ReportPage } from "./shift/report-page.js";
import { pinRefusedFold } from "./staff/fold.js";
import { PeoplePage } from "./staff/people-page.js";
import { OverrideReasonPage } from "./staff/reason-page.js";
import { carryRefusals } from "./staff/pin-check.js";
import { PinPage } from "./staff/pin-page.js";
import { QueuePage } from "./status/queue-page.js";
import { takeCode } from "./vouchers/code-check.js";
import { SellVoucherPage } from "./vouchers/sell-voucher-page.js";
import { VoucherBalancePage } from "./vouchers/voucher-balance-page.js";
import { VoucherPage } from "./vouchers/voucher-page.js";

// Entry points for events outside any page.
export { takeFlags } from "./flags/flags.js";
export { takeHostAnswer } from "./payment/host-answer.js";
export { BatteryWatch } from "./power/battery-watch.js";
export { endSession } from "./power/ending.js";
export { showStart } from "./staff/sign-in.js";
export { RightsUpkeep } from "./vouchers/upkeep.js";

type Pages = { readonly [K in keyof Destinations]: (session: SaleSession, given: Destinations[K]) => Page };

export const pages: Pages = {
	closed: (session) => new ClosedPage(session),
	float: (session) => new FloatPage(session),
	sell: (session) => new SellPage(session),
	search: (session) => new SearchPage(session),
	openPrice: (session) => new OpenPricePage(session),
	basket: (session) => new BasketPage(session),
	note: (session, given) => new NotePage(session, given[0]),
	parked: (session) => new ParkedPage(session),
	tender: (session, given) => new TenderPage(session, given[0]),
	partPaid: (session) => new PartPaidPage(session),
	split: (session) => new SplitPage(session),
	cash: (session, given) => new CashPage(session, given[0]),
	card: (session) => new CardPage(session),
	openPayment: (session, given) => new OpenPaymentPage(session, given[0]),
	paid: (session, given) => new PaidPage(session, given[0]),
	receiptLanguage: (session, given) => new ReceiptLanguagePage(session, given[0]),
	receiptQr: (session, given) => new ReceiptQrPage(session, given[0]),
	resumed: (session) => new ResumedPage(session),
	menu: (session) => new MenuPage(session),
	report: (session, given) => new ReportPage(session, given[0]),
	count: (session) => new CountPage(session),
	moveCash: (session) => new CashAmountPage(session),
	cashReason: (session, given) => new CashReasonPage(session, given[0]),
	cashMoved: (session, given) => new CashMovedPage(session, given[0]),
	people: (session, given) => new PeoplePage(session, given[0]),
	pin: (session, given) => new PinPage(session, given[0], given[1]),
	overrideReason: (session, given) => new OverrideReasonPage(session, given[0], given[1]),
	voucher: (session, given) => new VoucherPage(session, given[0], given[1]),
	voucherBalance: (session, given) => new VoucherBalancePage(session, given[0]),
	sellVoucher: (session, given) => new SellVoucherPage(session, given[0]),
	queue: (session) => new QueuePage(session),
	settings: (session) => new SettingsPage(session),
	language: (session) => new LanguagePage(session),
	inspection: (session) => new InspectionPage(session),
	lowPower: (session) => new LowPowerPage(session),
	fault: (session, given) => new FaultPage(session, given[0]),
};

const folds: FoldsByKind = {
	[RecordKind.booted]: bootedFold,
	[RecordKind.shiftOpened]: shiftOpenedFold,
	[RecordKind.shiftClosed]: shiftClosedFold,
	[RecordKind.shiftSnapshot]: shiftSnapshotFold,
	[RecordKind.sale]: saleFold,
	[RecordKind.trainingSale]: trainingSaleFold,
	[RecordKind.saleVoided]: saleVoidedFold,
	[RecordKind.noSale]: noSaleFold,
	[RecordKind.basketParked]: basketParkedFold,
	[RecordKind.paymentAttempted]: paymentAttemptedFold,
	[RecordKind.paymentCarried]: paymentCarriedFold,
	[RecordKind.paymentEnded]: paymentEndedFold,
	[RecordKind.partPaid]: partPaidFold,
	[RecordKind.cashReturned]: cashReturnedFold,
	[RecordKind.cashMoved]: cashMovedFold,
	[RecordKind.pinRefused]: pinRefusedFold,
	[RecordKind.flagsSet]: flagsSetFold,
};

export const flows: FlowTables = {
	folds,
	tenders,
	carriers: [carryPayments, carryParked, carryRefusals, carryFlags],
	takeCode,
};
