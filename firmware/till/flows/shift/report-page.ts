// X and Z reports on screen and on paper.
import type { ReportTicketRow } from "../../../core/ticket.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { ticketHeader } from "../receipt/ticket.js";
import { reportRows } from "./report.js";

declare module "../../page.js" {
	interface Destinations {
		report: [title: "X" | "Z"];
	}
}
declare module "../../view.js" {
	interface Bodies {
		report: {
			readonly title: "X" | "Z";
			readonly shift: number;
			readonly rows: readonly ReportTicketRow[];
			/** Index of the first row shown. */
			readonly first: number;
		};
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

	get isResting(): boolean {
		return true;
	}

	body(): Body {
		const session = this.#session;
		const { totals } = session.shift;
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
		else if (action.kind === "back" || action.kind === "next" || action.kind === "confirm")
			session.go(session.shift.isOpen ? "menu" : "closed");
	}

	private get counted(): number | undefined {
		return this.#title === "Z" ? this.#session.shift.countedMinor : undefined;
	}
}
