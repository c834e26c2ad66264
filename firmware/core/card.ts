// The card reader as the till sees it: an amount goes in, a token's reference comes out. Card numbers never reach us
// (invariant 8).

/**
 * `reference` names the payment at the gateway, at most `referenceCharactersMax` ASCII characters, never a card number.
 * `cancelled`: nothing was charged under this key, and nothing ever will be. `unknown`: neither reader nor gateway can
 * tell now.
 */
export type CardOutcome =
	| { readonly kind: "approved"; readonly reference: string }
	| { readonly kind: "declined"; readonly reason: string }
	| { readonly kind: "cancelled" }
	| { readonly kind: "unknown" };

export interface CardRequest {
	readonly amountMinor: number;
	readonly currency: string;
	/**
	 * The payment attempt's key in hexadecimal. Reader and gateway charge at most once under it, however often they
	 * hear it.
	 */
	readonly idempotencyKey: string;
	/** Called while the card is being spoken to. */
	readonly onAuthorising?: () => void;
	/**
	 * Called at most once for each request, never inside `request`; late where reader or gateway were slow, and never
	 * where they stay silent.
	 */
	readonly onOutcome: (outcome: CardOutcome) => void;
}

/** What became of a payment that was asked for before, perhaps before a power cut. */
export interface CardInquiry {
	readonly idempotencyKey: string;
	/**
	 * As for a request. An answer of `cancelled` withdraws the key: a card that is held to the reader later is not
	 * charged under it.
	 */
	readonly onOutcome: (outcome: CardOutcome) => void;
}

/** One request or inquiry at a time; a newer one takes the place of one that was not answered. */
export interface CardReader {
	request(request: CardRequest): void;
	/** Gives up the request that is waiting; answers with its outcome, which is `approved` when the card was faster. */
	cancel(): void;
	/** Charges nothing. */
	inquire(inquiry: CardInquiry): void;
}
