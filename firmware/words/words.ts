// What every language must provide: all texts that the terminal shows or prints, except names that come from the
// catalog. Sentences say what happened, what it means for the money, and what to do.
import type { FaultCode } from "../core/fault.js";
import type { SelfTestTask } from "../core/self-test.js";
import type { TenderWords, TicketWords } from "../core/ticket.js";

export interface Words {
	/** What the language calls itself. */
	readonly languageName: string;
	readonly back: string;
	readonly ok: string;
	// status bar
	readonly offline: string;
	readonly paperLow: string;
	readonly paperOut: string;
	readonly coverOpen: string;
	readonly printerOff: string;
	readonly clockUnset: string;
	/** Before the number of records that wait to be sent: "q37". */
	readonly queued: string;
	/** Durations: "12m". */
	readonly seconds: string;
	readonly minutes: string;
	readonly hours: string;
	readonly days: string;
	// enrolment
	readonly welcome: string;
	readonly scanCode: string;
	readonly connecting: string;
	// shift
	readonly closed: string;
	readonly openToSell: string;
	readonly openShift: string;
	readonly closeShift: string;
	readonly lastReport: string;
	readonly xReport: string;
	readonly zReport: string;
	readonly shift: string;
	// selling
	readonly scanOrTap: string;
	readonly search: string;
	readonly price: string;
	readonly menu: string;
	readonly pay: string;
	readonly basket: string;
	readonly basketEmpty: string;
	readonly inclTax: string;
	readonly park: string;
	readonly voidSale: string;
	readonly remove: string;
	/** Puts the line that was removed back. */
	readonly undo: string;
	/** Before the name of the line that was removed. */
	readonly removed: string;
	/** The name under which an item without a catalog entry is recorded, on the screen and on paper. */
	readonly openPrice: string;
	/** The name of the line that sells one, on the screen and on paper. */
	readonly giftVoucher: string;
	readonly scanVoucher: string;
	/** Before what is left of it. */
	readonly voucherBalance: string;
	readonly payWithVoucher: string;
	readonly sellVoucher: string;
	/** A coupon in the basket whose rule takes nothing off it. */
	readonly couponWithout: string;
	// paying
	readonly toPay: string;
	readonly paidSoFar: string;
	readonly tenders: TenderWords;
	readonly split: string;
	readonly exact: string;
	/** Another amount of cash than those suggested. */
	readonly other: string;
	readonly missing: string;
	/** Cash of a sale that is given up. */
	readonly giveBack: string;
	readonly mayReturnCash: string;
	readonly cardIsPaid: string;
	readonly cashIsReturned: string;
	readonly keepPart: string;
	readonly goOnPaying: string;
	/** In place of "paid". */
	readonly cardUnconfirmed: string;
	/** The same of the card's part of a split. */
	cardPartUnconfirmed(this: void, amount: string): string;
	readonly presentCard: string;
	readonly asksBank: string;
	readonly cancelling: string;
	/** The reader does not say whether it charged the card. */
	readonly readerSilent: string;
	readonly cardUnderWay: string;
	/** A card payment that was left open. */
	readonly cardOpen: string;
	readonly asksReader: string;
	readonly notKnownYet: string;
	readonly wasCharged: string;
	readonly notCharged: string;
	readonly later: string;
	readonly training: string;
	readonly startTraining: string;
	readonly endTraining: string;
	readonly practised: string;
	readonly more: string;
	readonly paid: string;
	readonly change: string;
	/** Before the amount that the customer gave. */
	readonly changeFrom: string;
	/** Change that was due before a power cut or before the sale was put aside. */
	readonly changeUnlessGiven: string;
	/** Before the receipt's number. */
	readonly receipt: string;
	readonly print: string;
	readonly printing: string;
	readonly printed: string;
	readonly notPrinted: string;
	readonly qr: string;
	readonly gift: string;
	/** Above the languages to choose from for a receipt. */
	readonly receiptIn: string;
	readonly nextSale: string;
	// power
	readonly plugInNow: string;
	readonly batteryIsEmpty: string;
	/** `left`: one of the three estimates below. */
	readonly nearlyEmpty: (left: string) => string;
	readonly stoppedInOrder: string;
	readonly openSaleLost: string;
	readonly aboutHours: (hours: number) => string;
	readonly aboutMinutes: (minutes: number) => string;
	readonly fewMinutes: string;
	readonly battery: string;
	readonly charging: string;
	readonly lasts: string;
	readonly starts: string;
	readonly startsByItself: string;
	readonly startsByBattery: string;
	// after a start with a shift open
	readonly powerWasCut: string;
	readonly batteryWasEmpty: string;
	readonly restartedItself: string;
	/** Below the receipt's number and its amount. */
	readonly resumedSale: string;
	readonly resumedNoSale: (count: number) => string;
	readonly resumedCashReturned: string;
	readonly resumedCashMoved: string;
	readonly resumedVoid: string;
	readonly resumedShift: string;
	readonly resumedNone: string;
	readonly sellOn: string;
	// keypad and search
	readonly purposes: {
		readonly openPrice: string;
		readonly float: string;
		readonly count: string;
		readonly split: string;
		readonly moveCash: string;
		readonly sellVoucher: string;
	};
	readonly enter: string;
	/**
	 * The keys of the search, at most nine groups. Touching a group shows its characters, at most eight and else ten
	 * without room for a space; the catalog is searched without regard to case and accents.
	 */
	readonly letterGroups: readonly string[];
	readonly typeName: string;
	/** On the key that types a text to a line, and in place of a text that is empty. */
	readonly note: string;
	readonly typeText: string;
	readonly nothingFound: string;
	readonly space: string;
	// cash that is paid in or out; the reasons stand in `ticket`, too
	readonly paidInOut: string;
	readonly paidIn: string;
	readonly paidOut: string;
	readonly floatTopUp: string;
	readonly bankDrop: string;
	readonly expense: string;
	readonly tipOut: string;
	readonly otherPaidIn: string;
	readonly otherPaidOut: string;
	/** Below the amount. */
	readonly cashIsMoved: string;
	// staff
	readonly who: string;
	/** Of what the person who is signed in may not do; then the reasons. */
	readonly whoAllows: string;
	readonly why: string;
	readonly customerAsked: string;
	readonly mistake: string;
	readonly breakCover: string;
	readonly check: string;
	readonly otherReason: string;
	readonly changePerson: string;
	readonly pin: string;
	/** In place of the PIN while none is looked at. */
	readonly waitMinutes: (minutes: number) => string;
	// menu
	readonly parkedSales: string;
	readonly noSale: string;
	readonly parked: string;
	readonly reprint: string;
	readonly queue: string;
	readonly settings: string;
	readonly sunPalette: string;
	readonly dayPalette: string;
	/** Before the width of the paper. */
	readonly paper: string;
	/** Before the kind of printer, and where the till finds it out. */
	readonly printer: string;
	readonly printerAutomatic: string;
	/** Above the languages to choose from for the terminal. */
	readonly language: string;
	// inspection
	readonly inspection: string;
	readonly journalIsRead: string;
	readonly journalIntact: string;
	readonly journalDamaged: (records: number) => string;
	readonly journalBroken: string;
	readonly records: string;
	readonly signedTo: string;
	readonly lastReceipt: string;
	readonly terminalKey: string;
	readonly code: string;
	// self-test; what it finds stands in `ticket`
	readonly selfTest: string;
	readonly selfTestTasks: { readonly [Task in SelfTestTask]: string };
	readonly selfTestPassed: string;
	readonly selfTestFailed: (parts: number) => string;
	readonly yes: string;
	readonly no: string;
	readonly skip: string;
	// updates
	readonly update: string;
	readonly updated: string;
	readonly installUpdate: string;
	readonly updateWaits: string;
	readonly installing: string;
	// queue
	readonly toSend: string;
	readonly allSent: string;
	readonly timeToSend: string;
	readonly unknown: string;
	readonly roomForSales: string;
	readonly memoryWear: string;
	readonly memoryLife: string;
	readonly years: string;
	/** On buttons that take a hold of one second. */
	readonly holdToConfirm: string;
	/** Receipts and reports on paper. The rows of reports serve the screen too. */
	readonly ticket: TicketWords;
	/** What has just been done: at most three lines. */
	readonly done: {
		readonly saleVoided: string;
		readonly saleParked: string;
		/** A parked sale was taken up, and the sale that was open is parked instead. */
		readonly otherParked: string;
		/** The last line of a sale was removed. */
		readonly basketEmptied: string;
		/** A payment in training was left of which a part was paid. */
		readonly practisedPartDropped: string;
		readonly drawerOpened: string;
		readonly receiptCopied: string;
	};
	/** At most three lines of a notice. */
	readonly faults: { readonly [Code in FaultCode]: string };
}

/** The texts that take no values, by name. */
export type WordName = { [Name in keyof Words]: Words[Name] extends string ? Name : never }[keyof Words];

/**
 * A language of receipts alone. A catalog has the picture of its name, in itself, if it has those of its other words.
 */
export type ReceiptLanguage = Pick<Words, "languageName" | "ticket">;
