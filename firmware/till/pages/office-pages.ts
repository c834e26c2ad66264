// Everything around selling: the closed till, the menu, reports, the queue, and faults.
import { Fault } from "../../core/fault.js";
import type { SaleSession } from "../sale-session.js";
import type { Page } from "../page.js";
import { reportRows } from "../report.js";
import { ticketHeader } from "../ticket.js";
import type { Action, Body } from "../view.js";

export class ClosedPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return {
			kind: "closed",
			lastReport: this.#session.shift.shift > 0,
			update: this.#session.options.update?.version,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		switch (action.kind) {
			case "openShift":
				session.needCatalog();
				return session.go({ kind: "keypad", purpose: "float" });
			case "report":
				if (session.shift.shift > 0) session.go({ kind: "report", title: "Z" });
				return;
			case "menu":
				return session.go({ kind: "menu" });
			case "queue":
				return session.go({ kind: "queue" });
		}
	}

	scan(): void {
		throw new Fault("SHIFT_CLOSED");
	}
}

export class MenuPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return { kind: "menu", shiftOpen: this.#session.shift.isOpen };
	}

	act(action: Action): void {
		const session = this.#session;
		const { isOpen } = session.shift;
		switch (action.kind) {
			case "noSale":
				if (!isOpen) throw new Fault("SHIFT_CLOSED");
				return session.noSale();
			case "openShift":
				if (isOpen) return;
				session.needCatalog();
				return session.go({ kind: "keypad", purpose: "float" });
			case "closeShift":
				if (!isOpen) throw new Fault("SHIFT_CLOSED");
				if (!session.basket.isEmpty || session.parked.length > 0) throw new Fault("SALE_OPEN");
				return session.go({ kind: "keypad", purpose: "count" });
			case "report":
				return session.go({ kind: "report", title: isOpen ? "X" : "Z" });
			case "reprint":
				return session.copyReceipt();
			case "queue":
				return session.go({ kind: "queue" });
			case "parked":
				return session.go({ kind: "parked" });
			case "settings":
				return session.go({ kind: "settings" });
			case "back":
				return session.go({ kind: isOpen ? "sell" : "closed" });
		}
	}
}

export class ReportPage implements Page {
	readonly #session: SaleSession;
	readonly #title: "X" | "Z";
	#first = 0;

	constructor(session: SaleSession, title: "X" | "Z") {
		this.#session = session;
		this.#title = title;
	}

	body(): Body {
		const { totals } = this.#session.shift;
		const rows = reportRows(totals, this.counted);
		return {
			kind: "report",
			title: this.#title,
			shift: totals.shift,
			rows,
			first: Math.min(this.#first, rows.length - 1),
		};
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "print") {
			const { totals } = session.shift;
			const header = ticketHeader(session.seller, session.currency.code, session.wallText());
			const rows = reportRows(totals, this.counted);
			session.options.tickets.print(
				{ kind: "report", header, title: this.#title, shift: totals.shift, rows },
				false,
			);
		} else if (action.kind === "page") this.#first = Math.max(0, action.index);
		else if (action.kind === "back" || action.kind === "next" || action.kind === "confirm") {
			if (!session.shift.isOpen) session.go({ kind: "closed" });
			else session.go({ kind: "menu" });
		}
	}

	private get counted(): number | undefined {
		return this.#title === "Z" ? this.#session.shift.countedMinor : undefined;
	}
}

export class QueuePage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const { link, memory, battery, starts } = this.#session.options;
		const { spaceSales, wearPercent, lifeYears } = memory;
		return {
			kind: "queue",
			queued: link.queued,
			etaSeconds: link.etaSeconds,
			spaceSales,
			wearPercent,
			lifeYears,
			battery: battery?.state,
			starts,
		};
	}

	act(action: Action): void {
		if (action.kind === "back" || action.kind === "next") this.#session.goHome();
	}
}

/** What stops the hand: something could not be saved. One button leads back to where it was tried. */
export class FaultPage implements Page {
	readonly #fault: Fault;
	readonly #onBack: () => void;

	constructor(fault: Fault, onBack: () => void) {
		this.#fault = fault;
		this.#onBack = onBack;
	}

	body(): Body {
		return { kind: "fault", code: this.#fault.code };
	}

	act(action: Action): void {
		if (action.kind === "back" || action.kind === "next" || action.kind === "confirm") this.#onBack();
	}
}
