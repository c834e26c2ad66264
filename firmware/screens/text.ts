// Every word the terminal shows, one catalogue for each language. Sentences say what happened, what it means for the
// money and what to do.
import { faultTexts, type FaultCode } from "../core/fault.js";

export interface Words {
	readonly back: string;
	readonly ok: string;
	// status bar
	readonly offline: string;
	readonly paperLow: string;
	readonly paperOut: string;
	readonly coverOpen: string;
	readonly printerOff: string;
	readonly clockUnset: string;
	/** Durations: "12m". */
	readonly seconds: string;
	readonly minutes: string;
	readonly hours: string;
	readonly days: string;
	// enrolment
	readonly welcome: string;
	readonly scanCode: string;
	readonly connecting: string;
	readonly refused: string;
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
	// paying
	readonly toPay: string;
	readonly paidSoFar: string;
	readonly cash: string;
	readonly card: string;
	readonly split: string;
	readonly exact: string;
	readonly other: string;
	readonly given: string;
	readonly missing: string;
	readonly presentCard: string;
	readonly asksBank: string;
	readonly cancelling: string;
	/** The reader does not say whether it charged. */
	readonly readerSilent: string;
	readonly cardUnderWay: string;
	/** One that it was decided to go on without. */
	readonly cardOpen: string;
	/** Behind the amount: what was under way, and that the reader is asked. */
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
	readonly changeFrom: string;
	readonly receipt: string;
	readonly print: string;
	readonly printing: string;
	readonly printed: string;
	readonly notPrinted: string;
	readonly qr: string;
	readonly gift: string;
	readonly nextSale: string;
	// power
	readonly plugInNow: string;
	readonly batteryIsEmpty: string;
	/** `left`: "about 20 minutes". */
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
	// after a power cut
	readonly powerWasCut: string;
	readonly batteryWasEmpty: string;
	readonly restartedItself: string;
	/** Behind the receipt's number and its amount. */
	readonly resumedSale: string;
	readonly resumedNoSale: (count: number) => string;
	readonly resumedVoid: string;
	readonly resumedShift: string;
	readonly resumedNone: string;
	readonly sellOn: string;
	// lists
	readonly purposes: {
		readonly openPrice: string;
		readonly float: string;
		readonly count: string;
		readonly cash: string;
		readonly split: string;
	};
	readonly enter: string;
	readonly typeName: string;
	readonly nothingFound: string;
	readonly space: string;
	readonly parkedSales: string;
	readonly noSale: string;
	readonly parked: string;
	readonly reprint: string;
	readonly queue: string;
	readonly settings: string;
	readonly sunPalette: string;
	readonly dayPalette: string;
	readonly paper: string;
	// for the inspector
	readonly inspection: string;
	readonly journalIsRead: string;
	readonly journalIntact: string;
	readonly journalDamaged: (records: number) => string;
	readonly journalBroken: string;
	readonly records: string;
	readonly signedTo: string;
	readonly lastReceipt: string;
	// updates
	readonly update: string;
	readonly updated: string;
	readonly installUpdate: string;
	readonly updateWaits: string;
	readonly installing: string;
	readonly terminalKey: string;
	readonly code: string;
	readonly toSend: string;
	readonly allSent: string;
	readonly timeToSend: string;
	readonly unknown: string;
	readonly roomForSales: string;
	readonly memoryWear: string;
	readonly memoryLife: string;
	readonly years: string;
	readonly holdToConfirm: string;
	readonly fault: (code: FaultCode) => string;
}

export const english: Words = {
	back: "back",
	ok: "ok",
	offline: "offline",
	paperLow: "paper low",
	paperOut: "no paper",
	coverOpen: "cover open",
	printerOff: "printer off",
	clockUnset: "set clock",
	seconds: "s",
	minutes: "m",
	hours: "h",
	days: "d",
	welcome: "Welcome",
	scanCode: "Scan the code that your operator shows you.",
	connecting: "Asking the host …",
	refused: "The host refused this code. Ask the operator for a new one and scan it.",
	closed: "closed",
	openToSell: "Open a shift to sell.",
	openShift: "open shift",
	closeShift: "close shift",
	lastReport: "last report",
	xReport: "X report",
	zReport: "Z report",
	shift: "shift",
	scanOrTap: "scan or tap an item",
	search: "search",
	price: "price",
	menu: "menu",
	pay: "pay",
	basket: "basket",
	basketEmpty: "The basket is empty.",
	inclTax: "incl. tax",
	park: "park",
	voidSale: "void",
	remove: "remove",
	toPay: "to pay",
	paidSoFar: "paid",
	cash: "cash",
	card: "card",
	split: "split",
	exact: "exact",
	other: "other",
	given: "given",
	missing: "still to pay",
	presentCard: "Hold the card to the reader.",
	asksBank: "Asking the bank …",
	cancelling: "Cancelling …",
	readerSilent:
		"The reader is silent: nobody knows yet if the card is charged. Sell on. The payment waits under parked.",
	cardUnderWay: "card payment under way",
	cardOpen: "open card payment",
	asksReader: "Asking the reader what became of it …",
	notKnownYet: "The reader can not say. Look at the customer's slip or the reader's list.",
	wasCharged: "charged",
	notCharged: "not charged",
	later: "decide later",
	training: "training",
	startTraining: "training",
	endTraining: "end training",
	practised: "training, not sold",
	more: "more",
	paid: "paid",
	change: "change",
	changeFrom: "change from",
	receipt: "receipt",
	print: "print",
	printing: "printing …",
	printed: "printed",
	notPrinted: "not printed",
	qr: "QR",
	gift: "gift",
	nextSale: "next sale",
	plugInNow: "Plug in now",
	batteryIsEmpty: "Battery is empty",
	nearlyEmpty: (left) => `The battery lasts ${left}. Every sale is saved. You can sell on until then.`,
	stoppedInOrder: "Every finished sale is saved. Plug in the charger: the till goes on by itself.",
	openSaleLost: "The open sale was not saved. Ring it up again then.",
	aboutHours: (hours) => (hours === 1 ? "about an hour" : `about ${hours} hours`),
	aboutMinutes: (minutes) => `about ${minutes} minutes`,
	fewMinutes: "a few minutes",
	battery: "battery",
	charging: "charging",
	lasts: "it lasts",
	starts: "switched on",
	startsByItself: "restarted itself",
	startsByBattery: "ran out of power",
	powerWasCut: "Power was cut",
	batteryWasEmpty: "Battery ran out",
	restartedItself: "Restarted itself",
	resumedSale: "It is saved and counts once. A sale begun after it is not: ring it up again.",
	resumedNoSale: (count) => `The drawer opening (no-sale ${count}) is saved. No sale was lost.`,
	resumedVoid: "The voided sale is saved. Nothing was charged.",
	resumedShift: "The shift is saved. No sale was lost.",
	resumedNone: "No sale was open. Nothing was lost.",
	sellOn: "sell on",
	purposes: {
		openPrice: "price of the item",
		float: "money in the drawer now",
		count: "count the drawer",
		cash: "cash given",
		split: "amount to pay now",
	},
	enter: "enter",
	typeName: "type a name",
	nothingFound: "Nothing has this name.",
	space: "space",
	parkedSales: "parked sales",
	noSale: "drawer",
	parked: "parked",
	reprint: "reprint",
	queue: "queue",
	settings: "settings",
	sunPalette: "for the sun",
	dayPalette: "for the day",
	paper: "paper",
	inspection: "inspection",
	journalIsRead: "Reading every record …",
	journalIntact: "Every record is there and unchanged.",
	journalDamaged: (records) =>
		`${records} ${records === 1 ? "record" : "records"} can not be read. The others are unchanged.`,
	journalBroken: "The records do not fit together: this journal was changed.",
	records: "records",
	signedTo: "signed to",
	lastReceipt: "last receipt",
	update: "update",
	updated: "Updated",
	installUpdate: "install update",
	updateWaits:
		"An update is ready. Leave the till on and alone for half a minute, and it installs by itself. Or open a shift and sell.",
	installing: "The till starts anew with it. This takes less than a minute. Every sale is saved.",
	terminalKey: "key",
	code: "code",
	toSend: "to send",
	allSent: "Everything is sent.",
	timeToSend: "time to send",
	unknown: "not known yet",
	roomForSales: "room for sales",
	memoryWear: "memory wear",
	memoryLife: "memory lasts",
	years: "years",
	holdToConfirm: "hold",
	fault: (code) => faultTexts[code],
};
