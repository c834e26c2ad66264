// Events on the host, for live displays.

/** A sale that the ledgers have taken. */
export interface ReceiptEvent {
	readonly kind: "receipt";
	readonly terminal: string;
	readonly number: number;
	readonly currency: string;
	readonly totalMinor: number;
	readonly units: number;
	/** As booked. */
	readonly wallMs: number;
}

export type HostEvent =
	| ReceiptEvent
	| { readonly kind: "terminal"; readonly terminal: string }
	| { readonly kind: "alarm"; readonly terminal: string }
	/** An operator has answered an unsettled payment. */
	| { readonly kind: "payment"; readonly terminal: string }
	| { readonly kind: "catalog"; readonly version: number }
	/** An operator has set or unset a flag. */
	| { readonly kind: "flags" };

/** An exception of a listener affects neither other listeners nor the commit that caused the event. */
export class Events {
	readonly #listeners = new Set<(event: HostEvent) => void>();
	readonly #onMistake: (error: unknown) => void;

	constructor(onMistake: (error: unknown) => void) {
		this.#onMistake = onMistake;
	}

	emit(event: HostEvent): void {
		for (const listener of this.#listeners) {
			try {
				listener(event);
			} catch (error) {
				this.#onMistake(error);
			}
		}
	}

	/** Returns a function that removes the listener. */
	listen(listener: (event: HostEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}
}
