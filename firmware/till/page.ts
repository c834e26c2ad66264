// A page is one screen of the till: what it shows and what touches mean on it.
import type { Fault, FaultCode } from "../core/fault.js";
import type { Action, Body } from "./view.js";

export interface Page {
	body(): Body;
	/**
	 * Actions a page does not know are ignored: a touch may arrive when the page it was meant for is gone. Throws
	 * Fault.
	 */
	act(action: Action): void;
	/** A scanned code. Pages without it do not take scans. Throws Fault. */
	scan?(code: string): void;
	/** What it shows of money must not be covered: a notice waits until the page is left. */
	readonly coversNotices?: boolean;
	/** What is shown below the page while no other notice is. */
	readonly notice?: FaultCode | undefined;
	/** Nothing on it is work in progress: an update may restart the terminal once the shift is closed. */
	readonly isResting?: boolean;
	/** It stands between two customers: news about the battery may be told here. */
	readonly isBetweenSales?: boolean;
	/** A customer's change is read off it. */
	readonly showsChange?: boolean;
	/** Called once when the page is shown. */
	opened?(): void;
	/** Called once when another page takes its place. */
	closed?(): void;
	/** The battery is no longer low. */
	powerRestored?(): void;
	/** The terminal ends while the page is shown. Pages without it leave the sale to be put aside. */
	end?(): void;
}

/**
 * The pages that others lead to, by name, each with the tuple of what it is given. A flow declares its own beside the
 * page: `declare module "../../page.js" { interface Destinations { paid: [record: ReceiptRecord] } }`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the flows
export interface Destinations {}

/** What a sale session asks of the till around it. */
export interface Router {
	go<K extends keyof Destinations>(kind: K, ...given: Destinations[K]): void;
	/** Shows the page again that a fault took the screen from. */
	uncover(): void;
	/** Shows a sentence below the page until the next touch. */
	notify(code: FaultCode): void;
	/**
	 * Runs what comes from outside any touch as a touch is run: its faults are shown, and the view is drawn again.
	 */
	run(work: () => void): void;
}

/** What a fault interrupted, for the page that shows it. */
export interface FaultContext {
	readonly fault: Fault;
	/** `draw`: the page could not be shown. `repeated`: another fault had the screen already. */
	readonly cause: "action" | "draw" | "repeated";
}
