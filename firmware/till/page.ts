// A page is one screen of the till: what it shows and what touches mean on it.
import type { OpenPayment } from "./open-items.js";
import type { ReceiptRecord } from "./ticket.js";
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
	/** What it says of money must not be covered: a passing sentence waits until the page is left. */
	readonly coversNotices?: boolean;
	/** Called once when the page is shown. */
	opened?(): void;
	/** Called once when another page takes its place. */
	closed?(): void;
}

/** The pages that others lead to. What a page needs to know comes with it. */
export type Destination =
	| { readonly to: "closed" }
	| { readonly to: "sell" }
	| { readonly to: "basket" }
	| { readonly to: "tender" }
	| { readonly to: "cash"; readonly partMinor: number | undefined }
	| { readonly to: "card" }
	| { readonly to: "openPayment"; readonly payment: OpenPayment }
	| { readonly to: "paid"; readonly record: ReceiptRecord }
	| { readonly to: "receiptQr"; readonly record: ReceiptRecord }
	| { readonly to: "keypad"; readonly purpose: "openPrice" | "float" | "count" | "split" }
	| { readonly to: "keypad"; readonly purpose: "cash"; readonly partMinor: number | undefined }
	| { readonly to: "search" }
	| { readonly to: "parked" }
	| { readonly to: "menu" }
	| { readonly to: "settings" }
	| { readonly to: "inspection" }
	| { readonly to: "report"; readonly title: "X" | "Z" }
	| { readonly to: "queue" };
