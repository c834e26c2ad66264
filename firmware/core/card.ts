// The card reader as the till sees it: an amount goes in, a token's reference comes out. Card numbers never reach this
// firmware (invariant 8).

/**
 * `reference` names the payment at the gateway, at most `referenceCharactersMax` ASCII characters, never a card number.
 * `isConfirmed`: whether the bank has agreed; false for a card that the reader has taken offline. A reader that cannot
 * tell leaves it out, and the till then goes by its own network.
 * `cancelled`: nothing was charged under this key, and nothing ever will be. `unknown`: neither reader nor gateway can
 * tell at present.
 */
export type CardOutcome =
	| { readonly kind: "approved"; readonly reference: string; readonly isConfirmed?: boolean }
	| { readonly kind: "declined"; readonly reason: string }
	| { readonly kind: "cancelled" }
	| { readonly kind: "unknown" };

export interface CardRequest {
	readonly amountMinor: number;
	readonly currency: string;
	/**
	 * The payment attempt's key in hexadecimal. Reader and gateway charge at most once under it, however often it is
	 * sent.
	 */
	readonly idempotencyKey: string;
	/** Called while the card is being read. */
	readonly onAuthorising?: () => void;
	/**
	 * Called at most once for each request, never inside `request`; late where reader or gateway are slow, and never
	 * where they do not answer.
	 */
	readonly onOutcome: (outcome: CardOutcome) => void;
}

/** Asks for the outcome of a payment that was requested before, perhaps before a power cut. */
export interface CardInquiry {
	readonly idempotencyKey: string;
	/** As for a request. An answer of `cancelled` withdraws the key: a card presented later is not charged under it. */
	readonly onOutcome: (outcome: CardOutcome) => void;
}

/** One request or inquiry at a time; a newer one replaces one that was not answered. */
export interface CardReader {
	request(request: CardRequest): void;
	/** Gives up the request that is waiting; its outcome is reported, which is `approved` when the card was faster. */
	cancel(): void;
	/** Charges nothing. */
	inquire(inquiry: CardInquiry): void;
}
