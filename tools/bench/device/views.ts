// One view of every screen, as full as on a market day.
import type { ReportTicketRow } from "../../../firmware/core/ticket.js";
import type { SelfTestPart, SelfTestRow, SelfTestTask } from "../../../firmware/core/self-test.js";
import { resultCode } from "../../../firmware/terminal/self-test/result.js";
import { cashReasons } from "../../../firmware/till/flows/cash-movement/cash-movement.js";
import { menuEntries } from "../../../firmware/till/flows/menu/entries.js";
import { printerProfileNames } from "../../../firmware/core/printer-profiles.js";
import { settingsEntries } from "../../../firmware/till/flows/settings/entries.js";
import { overrideReasons } from "../../../firmware/till/flows/staff/override.js";
import type { Action, Body, Notice, OfferedEntry, StatusBar, Tile, View } from "../../../firmware/till/view.js";

export const fineStatus: StatusBar = {
	offlineSinceMs: undefined,
	queued: 0,
	etaSeconds: undefined,
	battery: undefined,
	paper: "ok",
	clockUnset: false,
	openPayments: 0,
	isTraining: false,
	minutesOfDay: 9 * 60 + 41,
};

export const troubledStatus: StatusBar = {
	offlineSinceMs: 0,
	queued: 37,
	etaSeconds: 12,
	battery: { percent: 18, hoursLeft: 1.8 },
	paper: "low",
	clockUnset: false,
	openPayments: 1,
	isTraining: false,
	minutesOfDay: 9 * 60 + 41,
};

const choices: readonly { readonly tender: string; readonly action: Action }[] = [
	{ tender: "cash", action: { kind: "cash" } },
	{ tender: "card", action: { kind: "card" } },
];

const tiles: readonly Tile[] = [
	{ name: "Coffee", priceMinor: 260, action: { kind: "item", index: 0 } },
	{ name: "Croissant", priceMinor: 240, action: { kind: "item", index: 1 } },
	{ name: "Farmhouse sourdough, sliced", priceMinor: 420, action: { kind: "item", index: 2 } },
	{ name: "Hot chocolate", priceMinor: 310, action: { kind: "item", index: 3 } },
	{ name: "Žemlovka s jablky", priceMinor: 350, action: { kind: "item", index: 4 } },
	{ name: "Tea", priceMinor: 180, action: { kind: "item", index: 5 } },
];

const lines = [
	{ quantity: 2, name: "Croissant", amountMinor: 480, isPromotion: false },
	{ quantity: 1, name: "Coffee", amountMinor: 260, isPromotion: false },
	{ quantity: 0, name: "10 % morning", amountMinor: -74, isPromotion: true },
	{ quantity: 12, name: "Farmhouse sourdough, sliced", amountMinor: 5040, isPromotion: false },
	{ quantity: 1, name: "Tea", amountMinor: 180, isPromotion: false },
];

export function view(
	body: Body,
	status: StatusBar = fineStatus,
	palette: "day" | "sun" = "day",
	notice?: Notice,
): View {
	return { page: 0, status, currency: "EUR", decimals: 2, palette, notice, body };
}

const inspection: Extract<Body, { readonly kind: "inspection" }> = {
	kind: "inspection",
	terminal: "stall-1",
	keyText: "3f2a 91c0 77de 10b4",
	receiptNumber: 4_170,
	records: 4_181,
	damaged: 0,
	breaks: 0,
	isReading: false,
	signedTo: 4_181,
	queued: 3,
	code: undefined,
};

const paid: Extract<Body, { readonly kind: "paid" }> = {
	kind: "paid",
	receiptNumber: 417,
	totalMinor: 666,
	changeMinor: 1_334,
	dueChangeMinor: 1_334,
	mayBeGiven: false,
	givenMinor: 2_000,
	unconfirmedMinor: 0,
	tender: "cash",
	isTraining: false,
	ticket: "printing",
};

const tender: Extract<Body, { readonly kind: "tender" }> = {
	...{ kind: "tender", dueMinor: 666, paidMinor: 0, restMinor: 666, isPart: false, tenders: [] },
	...{ changeMinor: 0, newestChangeMinor: 0, choices },
};

/** Entries as a till offers them: without those that stand for another state, by their labels or details. */
function entriesWithout(entries: readonly OfferedEntry[], ...hidden: readonly string[]): OfferedEntry[] {
	return entries.filter(({ label, detail = "" }) => !hidden.includes(label) && !hidden.includes(detail));
}

/** With a printer of the till's own choice, unless hidden. */
export function settingsWithout(...hidden: readonly string[]): Body {
	return { kind: "settings", entries: entriesWithout(settingsEntries, ...printerProfileNames, ...hidden) };
}

export const menu: Body = { kind: "menu", entries: entriesWithout(menuEntries, "lastReport"), shiftOpen: true };
export const menuWhileClosed: Body = {
	kind: "menu",
	entries: entriesWithout(menuEntries, "xReport"),
	shiftOpen: false,
};

const reportRows: readonly ReportTicketRow[] = [
	{ label: "takings", value: 98_765, isAmount: true },
	{ label: "tender", detail: "cash", value: 54_321, isAmount: true },
	{ label: "float", value: 10_000, isAmount: true },
	{ label: "paidIn", value: 5_000, isAmount: true },
	{ label: "paidOut", value: -12_500, isAmount: true },
	{ label: "expected", value: 56_821, isAmount: true },
	{ label: "counted", value: 56_771, isAmount: true },
	{ label: "difference", value: -50, isAmount: true },
	{ label: "tender", detail: "card", value: 43_944, isAmount: true },
	{ label: "otherTender", detail: "7", value: 500, isAmount: true },
	{ label: "unconfirmed", value: 1_250, isAmount: true },
	{ label: "sales", value: 143, isAmount: false },
	{ label: "items", value: 391, isAmount: false },
	{ label: "taxIncluded", detail: "10 %", value: 1_234, isAmount: true },
	{ label: "taxIncluded", detail: "20 %", value: 12_345, isAmount: true },
	{ label: "noSales", value: 5, isAmount: false },
	{ label: "voids", value: 2, isAmount: false },
	{ label: "trainingSales", value: 3, isAmount: false },
];

function selfTest(part: SelfTestPart, number: number, task: SelfTestTask): Extract<Body, { kind: "selfTest" }> {
	return {
		...{ kind: "selfTest", part, number, count: 11, task, secondsLeft: 28, isQuestion: false, mark: undefined },
	};
}

const selfTestRows: readonly SelfTestRow[] = [
	{ part: "flash", verdict: "pass" },
	{ part: "keys", verdict: "pass" },
	{ part: "touch", verdict: "pass", figure: "7 px" },
	{ part: "display", verdict: "pass" },
	{ part: "nfc", verdict: "absent" },
	{ part: "printer", verdict: "fail", reason: "coverOpen" },
	{ part: "scanner", verdict: "pass" },
	{ part: "clock", verdict: "pass", figure: "11-21 18:45" },
	{ part: "network", verdict: "fail", reason: "noHost" },
	{ part: "sound", verdict: "skipped" },
	{ part: "battery", verdict: "fail", reason: "nearlyEmpty", figure: "4 %" },
];
const selfTestHead = { terminal: "stall-1", board: "esp32", version: 1_024, wallSeconds: 1_795_286_700 };

/** Name of the picture → body. */
export const bodies: Readonly<Record<string, Body>> = {
	enrol: { kind: "enrol", state: "waiting" },
	"enrol-refused": { kind: "enrol", state: "refused", fault: "ENROLMENT_REFUSED" },
	closed: { kind: "closed", lastReport: true },
	"closed-update": { kind: "closed", lastReport: true, update: 7 },
	installing: { kind: "installing", version: 7 },
	"sell-empty": { kind: "sell", tiles, page: 0, pages: 3, units: 0, totalMinor: 0, last: undefined, parked: 0 },
	"sell-parked": { kind: "sell", tiles, page: 0, pages: 3, units: 0, totalMinor: 0, last: undefined, parked: 2 },
	sell: { kind: "sell", tiles, page: 0, pages: 3, units: 4, totalMinor: 740, last: lines[0], parked: 0 },
	"sell-large": {
		kind: "sell",
		tiles,
		page: 1,
		pages: 3,
		units: 140,
		totalMinor: 1_234_567,
		last: lines[3],
		parked: 4,
	},
	basket: {
		kind: "basket",
		lines: lines.slice(0, 3),
		first: 0,
		selected: undefined,
		totalMinor: 666,
		taxMinor: 39,
		parked: 0,
	},
	"basket-long": { kind: "basket", lines, first: 0, selected: undefined, totalMinor: 5886, taxMinor: 312, parked: 2 },
	"basket-selected": { kind: "basket", lines, first: 1, selected: 1, totalMinor: 5886, taxMinor: 312, parked: 0 },
	"basket-removed": {
		kind: "basket",
		lines: lines.slice(1),
		first: 0,
		selected: undefined,
		removed: { index: 0, name: "Croissant" },
		totalMinor: 5406,
		taxMinor: 273,
		parked: 0,
	},
	"basket-empty": { kind: "basket", lines: [], first: 0, selected: undefined, totalMinor: 0, taxMinor: 0, parked: 0 },
	tender,
	"tender-split": {
		...{ ...tender, dueMinor: 5886, paidMinor: 2000, restMinor: 3886 },
		tenders: [{ label: "cash", value: 2000 }],
	},
	"tender-part": { ...tender, dueMinor: 300, isPart: true },
	"tender-parts": {
		...{ ...tender, dueMinor: 1_234_567, paidMinor: 834_567, restMinor: 400_000 },
		...{ changeMinor: 165_433, newestChangeMinor: 165_433 },
		tenders: [
			{ label: "card", value: 500_000 },
			{ label: "card", value: 300_000 },
			{ label: "cash", value: 200_000 },
		],
	},
	"part-paid": { kind: "partPaid", cashMinor: 300, restMinor: 366, isReturned: false, mayReturn: true },
	"part-paid-card": { kind: "partPaid", cashMinor: 300, restMinor: 366, isReturned: false, mayReturn: false },
	"part-returned": { kind: "partPaid", cashMinor: 300, restMinor: 666, isReturned: true, mayReturn: true },
	cash: { kind: "cash", dueMinor: 666, givenMinor: 0, notes: [700, 1000, 2000, 5000], isKeying: false },
	"cash-keyed": { kind: "cash", dueMinor: 666, givenMinor: 1100, notes: [700, 1000, 2000, 5000], isKeying: true },
	card: { kind: "card", dueMinor: 666, state: "present" },
	"card-authorising": { kind: "card", dueMinor: 666, state: "authorising" },
	"card-cancelling": { kind: "card", dueMinor: 666, state: "cancelling" },
	"card-silent": { kind: "card", dueMinor: 666, state: "silent" },
	"open-payment": { kind: "openPayment", amountMinor: 820, state: "asking", isInterrupted: true },
	"open-payment-silent": { kind: "openPayment", amountMinor: 820, state: "silent", isInterrupted: false },
	paid,
	"paid-card": {
		...paid,
		receiptNumber: 418,
		totalMinor: 5886,
		changeMinor: 0,
		dueChangeMinor: 0,
		givenMinor: 0,
		tender: "card",
		ticket: "printed",
	},
	"paid-unconfirmed": {
		...paid,
		...{
			tender: "card",
			totalMinor: 999_999,
			changeMinor: 0,
			dueChangeMinor: 0,
			givenMinor: 0,
			unconfirmedMinor: 999_999,
		},
	},
	"paid-split-unconfirmed": {
		...{ ...paid, tender: "split", changeMinor: 0, dueChangeMinor: 0, givenMinor: 300, unconfirmedMinor: 366 },
	},
	"paid-training": { ...paid, receiptNumber: 3, isTraining: true },
	"receipt-qr": {
		kind: "receiptQr",
		receiptNumber: 417,
		isTraining: false,
		text: "TMR1:market-hall:7:417:EUR:666:1779999999999",
	},
	resumed: { kind: "resumed", cause: "power", last: "sale", receiptNumber: 417, totalMinor: 666, noSaleNumber: 3 },
	"resumed-none": {
		kind: "resumed",
		cause: "battery",
		last: "none",
		receiptNumber: 417,
		totalMinor: 666,
		noSaleNumber: 3,
	},
	keypad: { kind: "keypad", purpose: "openPrice", amountMinor: 1250 },
	people: {
		kind: "people",
		title: "who",
		names: ["Anna", "Bartholomew Featherstone", "Çiğdem", "Dev", "Eva"],
		mayLeave: true,
	},
	"people-many": {
		kind: "people",
		title: "whoAllows",
		names: Array.from({ length: 32 }, (_, index) => `Person ${index + 1}`),
		mayLeave: false,
	},
	pin: { kind: "pin", name: "Anna", digits: 3, waitMinutes: 0 },
	"pin-empty": { kind: "pin", name: "Dev", digits: 0, waitMinutes: 0 },
	"pin-long": { kind: "pin", name: "Bartholomew Featherstone", digits: 8, waitMinutes: 0 },
	"pin-wait": { kind: "pin", name: "Anna", digits: 0, waitMinutes: 32 },
	"override-reason": { kind: "choice", title: "why", labels: overrideReasons.map(({ label }) => label) },
	"cash-reason": {
		kind: "choice",
		title: "paidInOut",
		amountMinor: 12_500,
		labels: cashReasons.map(({ label }) => label),
	},
	"cash-moved": { kind: "cashMoved", number: 3, reason: "bankDrop", cashMinor: -12_500 },
	"resumed-cash-moved": {
		...{ kind: "resumed", cause: "power", last: "cashMoved", receiptNumber: 417, totalMinor: -12_500 },
		noSaleNumber: 3,
	},
	search: { kind: "search", query: "", results: [] },
	"search-results": { kind: "search", query: "cro", results: tiles.slice(1, 4) },
	parked: {
		kind: "parked",
		sales: [
			{ label: "Croissant +1", value: 740 },
			{ label: "Farmhouse sourdough, sliced +2", value: 2310 },
		],
		first: 0,
	},
	"parked-payments": {
		kind: "parked",
		sales: [
			{ label: "Coffee", value: 820, payment: { asked: "card", askedMinor: 820, paidMinor: 0, restMinor: 0 } },
			{
				label: "Soup +1",
				value: 1_240,
				payment: { asked: "card", askedMinor: 740, paidMinor: 500, restMinor: 0 },
			},
			{ label: "Croissant +3", value: 5_886, payment: { askedMinor: 0, paidMinor: 2_000, restMinor: 3_886 } },
			{ label: "Croissant +1", value: 740 },
			{ label: "Croissant +1", value: 2_310 },
		],
		first: 0,
	},
	inspection,
	"inspection-damaged": { ...inspection, records: 4_179, damaged: 2, signedTo: undefined, queued: 0 },
	"inspection-code": { ...inspection, code: "TMI1:market-hall:stall-1:1:4181:5f1c0a9be2d4776301aa49cf" },
	"self-test-memory": selfTest("flash", 1, "checkMemory"),
	"self-test-cross": { ...selfTest("touch", 3, "touchCross"), mark: 0 },
	"self-test-cross-low": { ...selfTest("touch", 3, "touchCross"), mark: 2 },
	"self-test-bars": { ...selfTest("display", 4, "seeBars"), isQuestion: true },
	"self-test-tag": selfTest("nfc", 5, "holdTag"),
	"self-test-paper": selfTest("printer", 6, "waitPaper"),
	"self-test-load": selfTest("printer", 6, "loadPaper"),
	"self-test-sample": { ...selfTest("printer", 6, "seeSample"), isQuestion: true },
	"self-test-scan": selfTest("scanner", 7, "scanCode"),
	"self-test-clock": selfTest("clock", 8, "checkClock"),
	"self-test-network": selfTest("network", 9, "joinNetwork"),
	"self-test-sounds": { ...selfTest("sound", 10, "hearSounds"), isQuestion: true },
	"self-test-passed": { kind: "selfTestResult", rows: selfTestRows.slice(0, 2), code: undefined },
	"self-test-result": { kind: "selfTestResult", rows: selfTestRows, code: undefined },
	"self-test-code": { kind: "selfTestResult", rows: selfTestRows, code: resultCode(selfTestHead, selfTestRows) },
	settings: settingsWithout("dayPalette", "80 mm", "startTraining", "endTraining", "installUpdate"),
	"settings-update": settingsWithout("dayPalette", "80 mm", "endTraining", "selfTest"),
	"settings-training": settingsWithout("dayPalette", "80 mm", "startTraining", "selfTest", "installUpdate"),
	menu,
	report: {
		kind: "report",
		title: "Z",
		shift: 12,
		rows: reportRows,
		first: 0,
	},
	"report-end": { kind: "report", title: "Z", shift: 12, rows: reportRows, first: 9 },
	queue: {
		kind: "queue",
		queued: 37,
		etaSeconds: 12,
		spaceSales: 5_800,
		wearPercent: 3,
		lifeYears: 41,
		battery: { percent: 64, isCharging: false, level: "ok", hoursLeft: 6.2 },
		starts: { boots: 214, watchdogs: 1, brownOuts: 2, crashes: 1, cause: "power" },
	},
	"queue-sent": {
		kind: "queue",
		queued: 0,
		etaSeconds: undefined,
		spaceSales: 5_837,
		wearPercent: 3,
		lifeYears: undefined,
		battery: { percent: 31, isCharging: true, level: "ok", hoursLeft: undefined },
		starts: { boots: 12, watchdogs: 0, brownOuts: 0, crashes: 0, cause: "power" },
	},
	"low-power": { kind: "lowPower", percent: 4, hoursLeft: 0.38, isEnd: false, isSaleLost: false },
	"low-power-end": { kind: "lowPower", percent: 0, hoursLeft: 0, isEnd: true, isSaleLost: false },
	"low-power-end-open": { kind: "lowPower", percent: 0, hoursLeft: 0, isEnd: true, isSaleLost: true },
	fault: { kind: "fault", code: "PRINTER_PAPER_OUT" },
};
