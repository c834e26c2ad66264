import type { CardInquiry, CardReader, CardRequest } from "../core/card.js";
import type { Timers } from "../core/ports.js";

/** A terminal that no card reader was paired with: every request is declined, so the till goes on to other tenders. */
export class NoCardReader implements CardReader {
	#timers: Timers;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	request(request: CardRequest): void {
		this.#timers.start(0, () => request.onOutcome({ kind: "declined", reason: "no card reader" }));
	}

	cancel(): void {
		// The answer is on its way already.
	}

	/** Another reader may have been paired when it was asked. */
	inquire({ onOutcome }: CardInquiry): void {
		this.#timers.start(0, () => onOutcome({ kind: "unknown" }));
	}
}
