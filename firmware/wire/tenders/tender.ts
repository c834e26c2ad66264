// The interface of the files in this folder. Each is one kind of tender as records, paper, dashboard and reports know
// it; firmware/till/flows/payment/tenders has how the till takes it.

export interface TenderDefinition<Kind extends number> {
	/** Its code in records. Never changes and is never used again for another tender. */
	readonly kind: Kind;
	/** "Cash": its name in English, where a language has no word for it. */
	readonly label: string;
	/** Whether the amount due is rounded to the coins in circulation when it is paid this way. */
	readonly isRoundedToCoins: boolean;
}
