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
	/** An operator has answered for a payment. */
	| { readonly kind: "payment"; readonly terminal: string }
	| { readonly kind: "catalog"; readonly version: number };

/** A listener that throws stops neither the others nor the commit that the event follows. */
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

	/** Returns how to stop. */
	listen(listener: (event: HostEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}
}
