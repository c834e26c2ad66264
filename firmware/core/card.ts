// The card reader as the till sees it: an amount goes in, a token's reference comes out. Card numbers never reach us (invariant 8).

/** `reference` names the payment at the gateway, at most `referenceCharactersMax` ASCII characters, never a card number. */
export type CardOutcome =
	| { readonly result: "approved"; readonly reference: string }
	| { readonly result: "declined"; readonly reason: string }
	| { readonly result: "cancelled" };

export interface CardRequest {
	readonly amountMinor: number;
	readonly currency: string;
	/**
	 * The same key for the same payment, however often it is asked for: a reader that saw it approved answers with the same reference and
	 * charges nothing (invariant 3 for money).
	 */
	readonly idempotencyKey: string;
	/** Called while the card is being spoken to. */
	readonly onAuthorising?: () => void;
	/** Called exactly once for each request, never inside `request`. */
	readonly onOutcome: (outcome: CardOutcome) => void;
}

/** One request at a time. */
export interface CardReader {
	request(request: CardRequest): void;
	/** Gives up the request that is waiting; answers with its outcome, which is `approved` when the card was faster. */
	cancel(): void;
}
