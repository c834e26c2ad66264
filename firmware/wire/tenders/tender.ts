// What a file of this folder is: one kind of tender, as records, paper, dashboard and reports know it. How the till takes
// it is in firmware/till/flows/payment/tenders.

export interface TenderDefinition<Kind extends number> {
	/** Its code in records. Never changes and is never used again for another tender. */
	readonly kind: Kind;
	/** "Cash": its name in English, where a language has no word for it. */
	readonly label: string;
	/** Whether the amount due is rounded to the coins in circulation when it is paid this way. */
	readonly isRoundedToCoins: boolean;
}
