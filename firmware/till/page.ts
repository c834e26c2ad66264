// A page is one screen of the till: what it shows and how it handles touches.
import type { Fault, FaultCode } from "../core/fault.js";
import type { Action, Body, Notice } from "./view.js";

export interface Page {
	body(): Body;
	/** Ignores unknown actions: a touch may arrive after its page was left. Throws Fault. */
	act(action: Action): void;
	/** Handles a scanned code. Pages without this method do not take scans. Throws Fault. */
	scan?(code: string): void;
	/** The page shows what must not be covered: notices wait until it is left. */
	readonly coversNotices?: boolean;
	/** A notice of the page itself, shown while there is no other notice. */
	readonly notice?: FaultCode | undefined;
	/** The page holds no work in progress: an update may restart the terminal once the shift is closed. */
	readonly isResting?: boolean;
	/** The page is shown between two customers: battery warnings may appear here. */
	readonly isBetweenSales?: boolean;
	/** The page shows the customer's change. */
	readonly showsChange?: boolean;
	/** Called once when the page is shown. */
	opened?(): void;
	/** Called once when another page replaces this one. */
	closed?(): void;
	/** The battery is no longer low. */
	powerRestored?(): void;
	/** The terminal shuts down while the page is shown. Without this method, the open sale is parked. */
	end?(): void;
}

/**
 * Navigable pages by name, each with the tuple of its arguments. A flow declares its own beside the page: `declare
 * module "../../page.js" { interface Destinations { paid: [receipt: ShownReceipt] } }`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by the flows
export interface Destinations {}

/** Functions that the till provides to a sale session. */
export interface Router {
	/** Takes the arguments as one list: spreading them again costs XS an iteration for each call. */
	go<K extends keyof Destinations>(kind: K, given: Destinations[K]): void;
	/** Returns to the page that a fault page replaced. */
	uncover(): void;
	/** Shows a sentence until the next touch. */
	notify(notice: Notice): void;
	/** Runs work that was not caused by a touch as touches are run: faults are shown and the view is redrawn. */
	run(work: () => void): void;
}

/** The context of a fault, for the fault page. */
export interface FaultContext {
	readonly fault: Fault;
	/** `draw`: the page could not be drawn. `repeated`: a fault page was already shown. */
	readonly cause: "action" | "draw" | "repeated";
}
