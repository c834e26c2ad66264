// A full-screen fault: something could not be saved, or a page could not be drawn. Its one button leaves the page.
import type { FaultCode } from "../../../core/fault.js";
import type { FaultContext, Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";

declare module "../../page.js" {
	interface Destinations {
		fault: [context: FaultContext];
	}
}
declare module "../../view.js" {
	interface Bodies {
		fault: { readonly code: FaultCode };
	}
}

export class FaultPage implements Page {
	readonly #session: SaleSession;
	readonly #context: FaultContext;

	constructor(session: SaleSession, context: FaultContext) {
		this.#session = session;
		this.#context = context;
	}

	get coversNotices(): boolean {
		return true;
	}

	body(): Body {
		return { kind: "fault", code: this.#context.fault.code };
	}

	act(action: Action): void {
		if (action.kind === "back" || action.kind === "next" || action.kind === "confirm") this.leave();
	}

	/**
	 * A payment in progress continues at its current step. Otherwise returns to the page before, unless that page is
	 * the one that could not be drawn.
	 */
	private leave(): void {
		const session = this.#session;
		const { cause } = this.#context;
		if (session.reader.shown) session.uncover();
		else if (session.payment) session.go("tender");
		else if (cause === "draw") session.go("menu");
		else if (cause === "repeated") session.goHome();
		else session.uncover();
	}
}
