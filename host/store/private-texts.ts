// What the host keeps of personal texts: sealed, each under a key of its own, in a database of its own. Synchronous: a
// text comes with few sales, and each call takes a commit at most.

/** A text as it is stored. */
export interface SealedText {
	/** That records name it by. */
	readonly digest: Uint8Array;
	readonly terminal: string;
	readonly kind: number;
	readonly receivedMs: number;
	/** The text's own key, under the host's key for texts. */
	readonly key: Uint8Array;
	/** The text, under its own key. */
	readonly sealed: Uint8Array;
}

/** Durable when a call returns. Throws HostFault PRIVATE_STORE_FAILED. */
export interface PrivateTextStore {
	/** Does nothing where there is one with this digest. */
	put(text: SealedText): void;
	find(digest: Uint8Array): SealedText | undefined;
	count(terminal: string): number;
	/** Removes text and key, and remembers that its terminal has to do so. Idempotent. */
	erase(digest: Uint8Array, terminal: string, atMs: number): void;
	isErased(digest: Uint8Array): boolean;
	/** Of erasures that the terminal has not reported yet, the oldest. */
	untold(terminal: string, limit: number): Uint8Array[];
	/** The terminal has erased it. */
	tell(terminal: string, digest: Uint8Array, atMs: number): void;
	close(): void;
}
