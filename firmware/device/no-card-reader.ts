import type { CardInquiry, CardReader, CardRequest } from "../core/card.js";
import type { Timers } from "../core/ports.js";

/** For terminals without a card reader: declines every request, so that the till offers other tenders. */
export class NoCardReader implements CardReader {
	#timers: Timers;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	request(request: CardRequest): void {
		this.#timers.start(0, () => request.onOutcome({ kind: "declined", reason: "no card reader" }));
	}

	cancel(): void {
		// The request has been answered already.
	}

	/** The outcome is unknown, because the request may have gone to a reader that was paired earlier. */
	inquire({ onOutcome }: CardInquiry): void {
		this.#timers.start(0, () => onOutcome({ kind: "unknown" }));
	}
}
