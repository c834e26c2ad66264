// Everything around selling: the closed till, the menu, reports, the queue, and faults.
import { Fault } from "../../core/fault.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import { reportRows } from "../report.js";
import { ticketHeader } from "../ticket.js";
import type { Action, Body } from "../view.js";

export class ClosedPage implements Page {
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		return { kind: "closed", lastReport: this.#desk.shift.shift > 0, update: this.#desk.options.update?.version };
	}

	act(action: Action): void {
		const desk = this.#desk;
		switch (action.do) {
			case "openShift":
				desk.needCatalog();
				return desk.go({ to: "keypad", purpose: "float" });
			case "report":
				if (desk.shift.shift > 0) desk.go({ to: "report", title: "Z" });
				return;
			case "menu":
				return desk.go({ to: "menu" });
			case "queue":
				return desk.go({ to: "queue" });
		}
	}

	scan(): void {
		throw new Fault("SHIFT_CLOSED");
	}
}

export class MenuPage implements Page {
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		return { kind: "menu", shiftOpen: this.#desk.shift.isOpen };
	}

	act(action: Action): void {
		const desk = this.#desk;
		const { isOpen } = desk.shift;
		switch (action.do) {
			case "noSale":
				if (!isOpen) throw new Fault("SHIFT_CLOSED");
				return desk.noSale();
			case "openShift":
				if (isOpen) return;
				desk.needCatalog();
				return desk.go({ to: "keypad", purpose: "float" });
			case "closeShift":
				if (!isOpen) throw new Fault("SHIFT_CLOSED");
				if (!desk.basket.isEmpty || desk.parked.length > 0) throw new Fault("SALE_OPEN");
				return desk.go({ to: "keypad", purpose: "count" });
			case "report":
				return desk.go({ to: "report", title: isOpen ? "X" : "Z" });
			case "reprint":
				return desk.copyReceipt();
			case "queue":
				return desk.go({ to: "queue" });
			case "parked":
				return desk.go({ to: "parked" });
			case "settings":
				return desk.go({ to: "settings" });
			case "back":
				return desk.go({ to: isOpen ? "sell" : "closed" });
		}
	}
}

export class ReportPage implements Page {
	readonly #desk: Desk;
	readonly #title: "X" | "Z";
	#first = 0;

	constructor(desk: Desk, title: "X" | "Z") {
		this.#desk = desk;
		this.#title = title;
	}

	body(): Body {
		const { totals } = this.#desk.shift;
		const rows = reportRows(totals, this.#counted);
		return {
			kind: "report",
			title: this.#title,
			shift: totals.shift,
			rows,
			first: Math.min(this.#first, rows.length - 1),
		};
	}

	act(action: Action): void {
		const desk = this.#desk;
		if (action.do === "print") {
			const { totals } = desk.shift;
			const header = ticketHeader(desk.seller, desk.currency.code, desk.wallText());
			const rows = reportRows(totals, this.#counted);
			desk.options.tickets.print(
				{ kind: "report", header, title: this.#title, shift: totals.shift, rows },
				false,
			);
		} else if (action.do === "page") this.#first = Math.max(0, action.index);
		else if (action.do === "back" || action.do === "next" || action.do === "confirm") {
			if (!desk.shift.isOpen) desk.go({ to: "closed" });
			else desk.go({ to: "menu" });
		}
	}

	get #counted(): number | undefined {
		return this.#title === "Z" ? this.#desk.shift.countedMinor : undefined;
	}
}

export class QueuePage implements Page {
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		const { link, memory, battery, starts } = this.#desk.options;
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
		if (action.do === "back" || action.do === "next") this.#desk.goHome();
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
		return { kind: "fault", code: this.#fault.code, text: this.#fault.text };
	}

	act(action: Action): void {
		if (action.do === "back" || action.do === "next" || action.do === "confirm") this.#onBack();
	}
}
