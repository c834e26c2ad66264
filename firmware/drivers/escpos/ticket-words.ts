// The words on paper, one catalogue for each language.

export interface TicketWords {
	readonly copy: string;
	readonly giftReceipt: string;
	readonly receipt: string;
	readonly terminal: string;
	readonly total: string;
	readonly rounding: string;
	readonly cash: string;
	readonly card: string;
	/** A tender of a newer version. */
	readonly other: string;
	/** The heading of a training sale, and what it means. */
	readonly training: string;
	readonly nothingSold: string;
	readonly taxAdded: string;
	readonly change: string;
	readonly taxHead: readonly [rate: string, net: string, tax: string, gross: string];
	readonly thanks: string;
	readonly xReport: string;
	readonly zReport: string;
	readonly shift: string;
	readonly clockUnset: string;
	readonly incomplete: string;
}

export const englishTicket: TicketWords = {
	copy: "COPY",
	giftReceipt: "GIFT RECEIPT",
	receipt: "Receipt",
	terminal: "Terminal",
	total: "TOTAL",
	rounding: "Rounding",
	cash: "Cash",
	card: "Card",
	other: "Other",
	training: "TRAINING",
	nothingSold: "No sale. Not a receipt.",
	taxAdded: "Tax",
	change: "Change",
	taxHead: ["Tax", "net", "tax", "gross"],
	thanks: "Thank you!",
	xReport: "X REPORT",
	zReport: "Z REPORT",
	shift: "Shift",
	clockUnset: "clock not set",
	incomplete: "INCOMPLETE - printed again below",
};
