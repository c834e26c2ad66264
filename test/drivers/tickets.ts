// Tickets to print.
import type { SaleTicket } from "../../firmware/core/ticket.js";

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
	lines: [
		{ quantity: 2, name: "Croissant", unitMinor: 240, amountMinor: 480, taxLetter: "B" },
		{ quantity: 1, name: "Coffee", unitMinor: 260, amountMinor: 260, taxLetter: "B" },
		{ quantity: 1, name: "Zeitung", unitMinor: 150, amountMinor: 150, taxLetter: "A" },
	],
	discounts: [{ name: "10 % morning", amountMinor: -74, taxLetter: "B" }],
	taxes: [
		{ letter: "A", rateBasisPoints: 1000, grossMinor: 150, netMinor: 136, taxMinor: 14 },
		{ letter: "B", rateBasisPoints: 2000, grossMinor: 666, netMinor: 555, taxMinor: 111 },
	],
	totalMinor: 816,
	roundingMinor: 0,
	tenders: [{ kind: "cash", amountMinor: 2000, reference: "" }],
	changeMinor: 1184,
	withoutPrices: false,
	qrText: "TMR1:market-hall:7:417:EUR:816:1795253999999",
};

/** Forty lines in several scripts: the longest that a basket holds. */
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
		return { quantity, name: names[index % names.length] ?? "", unitMinor: 350, amountMinor: 350 * quantity, taxLetter: "B" };
	}),
	discounts: [{ name: "10 % morning", amountMinor: -2_765, taxLetter: "B" }],
	taxes: [{ letter: "B", rateBasisPoints: 2_000, grossMinor: 24_885, netMinor: 20_737, taxMinor: 4_148 }],
	tenders: [
		{ kind: "cash", amountMinor: 10_000, reference: "" },
		{ kind: "card", amountMinor: 14_885, reference: "7f3a-0418" },
	],
	totalMinor: 24_885,
	changeMinor: 0,
	qrText: "TMR1:market-hall:7:418:EUR:24885:1795253999999",
};

export const zReport = {
	kind: "report",
	header,
	title: "Z",
	shift: 12,
	rows: [
		{ label: "sales", value: 143, isAmount: false },
		{ label: "takings", value: 98_765, isAmount: true },
		{ label: "difference", value: -50, isAmount: true },
	],
} as const;
