// Tickets to print.
import type { SaleTicket, SelfTestTicket } from "../../firmware/core/ticket.js";
import { reportRows } from "../../firmware/till/flows/shift/report.js";
import { TaxMode, TenderKind } from "../../firmware/wire/record.js";

const header = {
	merchant: "Zur Mühle",
	lines: ["Marktplatz 3, 1010 Wien", "UID ATU12345678"],
	terminal: "7",
	wallText: "2026-11-21 09:41",
	currency: "EUR",
	symbol: "€",
	decimals: 2,
};

export const cashSale: SaleTicket = {
	kind: "sale",
	header,
	receiptNumber: 417,
	isTraining: false,
	lines: [
		{ quantity: 2, name: "Croissant", unitMinor: 240, amountMinor: 480, taxLetters: "B" },
		{ quantity: 1, name: "Coffee", unitMinor: 260, amountMinor: 260, taxLetters: "B" },
		{ quantity: 1, name: "Zeitung", unitMinor: 150, amountMinor: 150, taxLetters: "A" },
	],
	discounts: [{ name: "10 % morning", amountMinor: -74, taxLetters: "B" }],
	taxes: [
		{ letter: "A", rateMillipercent: 10_000, authority: "", grossMinor: 150, netMinor: 136, taxMinor: 14 },
		{ letter: "B", rateMillipercent: 20_000, authority: "", grossMinor: 666, netMinor: 555, taxMinor: 111 },
	],
	isTaxAdded: false,
	taxMinor: 125,
	totalMinor: 816,
	roundingMinor: 0,
	tenders: [{ kind: "cash", amountMinor: 2000, reference: "" }],
	changeMinor: 1184,
	withoutPrices: false,
	qrText: "TMR1:market-hall:7:417:EUR:816:1795253999999",
};

/** Names that no font of the board has; simulator/fixtures/script-catalog.ts has their pictures. */
export const scriptSale: SaleTicket = {
	...cashSale,
	header: { ...header, merchant: "□ □ ·1", lines: ["□ □ 5 ·2"] },
	receiptNumber: 419,
	lines: [
		{ quantity: 1, name: "□ M1", unitMinor: 480, amountMinor: 480, taxLetters: "A" },
		{ quantity: 2, name: "□ A1", unitMinor: 120, amountMinor: 240, taxLetters: "A" },
		{ quantity: 1, name: "□ 3% H3", unitMinor: 210, amountMinor: 210, taxLetters: "A" },
		{ quantity: 1, name: "□ K1", unitMinor: 420, amountMinor: 420, taxLetters: "A" },
		{ quantity: 1, name: "Café crème", unitMinor: 300, amountMinor: 300, taxLetters: "A" },
	],
	discounts: [],
	taxes: [{ letter: "A", rateMillipercent: 10_000, authority: "", grossMinor: 1650, netMinor: 1500, taxMinor: 150 }],
	taxMinor: 150,
	totalMinor: 1650,
	changeMinor: 350,
	qrText: "TMR1:market-hall:7:419:EUR:1650:1795253999999",
};

/** Forty lines in several scripts: the longest basket. */
export const longSale: SaleTicket = {
	...cashSale,
	receiptNumber: 418,
	lines: Array.from({ length: 40 }, (_, index) => {
		const names = [
			"Żurek z białą kiełbasą",
			"Crème brûlée",
			"Smørrebrød",
			"Борщ зі сметаною",
			"Farmhouse sourdough, sliced, 750 g",
			"Μουσακάς",
		];
		const quantity = 1 + (index % 3);
		return {
			quantity,
			name: names[index % names.length] ?? "",
			unitMinor: 350,
			amountMinor: 350 * quantity,
			taxLetters: "B",
		};
	}),
	discounts: [{ name: "10 % morning", amountMinor: -2_765, taxLetters: "B" }],
	taxes: [
		{ letter: "B", rateMillipercent: 20_000, authority: "", grossMinor: 24_885, netMinor: 20_737, taxMinor: 4_148 },
	],
	tenders: [
		{ kind: "cash", amountMinor: 10_000, reference: "" },
		{ kind: "card", amountMinor: 14_885, reference: "7f3a-0418" },
	],
	taxMinor: 4_148,
	totalMinor: 24_885,
	changeMinor: 0,
	qrText: "TMR1:market-hall:7:418:EUR:24885:1795253999999",
};

/** In New York City: prices before tax, and two authorities that tax the same goods. */
export const addedTaxSale: SaleTicket = {
	...cashSale,
	header: { ...header, merchant: "Corner Bakery", lines: ["5 Mulberry Street"], currency: "USD", symbol: "$" },
	receiptNumber: 419,
	lines: [
		{ quantity: 2, name: "Coffee", unitMinor: 325, amountMinor: 650, taxLetters: "AB" },
		{ quantity: 1, name: "Loaf", unitMinor: 540, amountMinor: 540, taxLetters: "" },
	],
	discounts: [],
	taxes: [
		{
			letter: "A",
			rateMillipercent: 4_375,
			authority: "US-NY",
			netMinor: 650,
			taxMinor: 29,
			grossMinor: undefined,
		},
		{
			letter: "B",
			rateMillipercent: 4_500,
			authority: "US-NYC",
			netMinor: 650,
			taxMinor: 29,
			grossMinor: undefined,
		},
	],
	isTaxAdded: true,
	taxMinor: 58,
	totalMinor: 1_248,
	tenders: [{ kind: "card", amountMinor: 1_248, reference: "7f3a-0419" }],
	changeMinor: 0,
	qrText: "TMR1:market-hall:7:419:USD:1248:1795253999999",
};

export const trainingSale: SaleTicket = {
	...cashSale,
	receiptNumber: 3,
	isTraining: true,
	qrText: "TMT1:market-hall:7:3:EUR:816:1795253999999",
};

export const zReport = {
	kind: "report",
	header,
	title: "Z",
	shift: 12,
	rows: reportRows(
		{
			...{
				shift: 12,
				currency: "EUR",
				taxMode: TaxMode.inclusive,
				taxMinor: 13_579,
				sales: 143,
				units: 391,
				grossMinor: 98_765,
				roundingMinor: 0,
			},
			...{ noSales: 5, voids: 2, trainingSales: 3, others: 0, othersMinor: 0 },
			floatMinor: 10_000,
			heldMinor: 500,
			unconfirmedMinor: 43_944,
			tenders: [
				{ kind: TenderKind.cash, amountMinor: 54_321 },
				{ kind: TenderKind.card, amountMinor: 43_944 },
				{ kind: 7, amountMinor: 500 },
			],
			taxes: [
				{ rateMillipercent: 10_000, authority: "", jurisdiction: "", baseMinor: 13_574, taxMinor: 1_234 },
				{ rateMillipercent: 20_000, authority: "", jurisdiction: "", baseMinor: 74_070, taxMinor: 12_345 },
			],
		},
		64_271,
	),
} as const;

export const cashSlip = {
	kind: "report",
	header,
	title: "cash",
	shift: 12,
	rows: [
		{ label: "movement", value: 3, isAmount: false },
		{ label: "reason", detail: "bankDrop", value: -12_500, isAmount: true },
	],
} as const;

export const selfTestSample: SelfTestTicket = { kind: "selfTest", terminal: "", wallText: "", rows: [], qrText: "" };

export const selfTestResult: SelfTestTicket = {
	kind: "selfTest",
	terminal: "7",
	wallText: "2026-11-21 09:41",
	rows: [
		{ part: "flash", verdict: "pass" },
		{ part: "keys", verdict: "pass" },
		{ part: "touch", verdict: "pass", figure: "7 px" },
		{ part: "display", verdict: "pass" },
		{ part: "nfc", verdict: "absent" },
		{ part: "printer", verdict: "pass" },
		{ part: "scanner", verdict: "pass" },
		{ part: "clock", verdict: "pass", figure: "11-21 09:41" },
		{ part: "network", verdict: "fail", reason: "noHost" },
		{ part: "sound", verdict: "skipped" },
		{ part: "battery", verdict: "fail", reason: "nearlyEmpty", figure: "4 %" },
	],
	qrText: "TMS1:7:esp32:1024:1795254060:++++?+++H~B",
};
