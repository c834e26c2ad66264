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
	| { readonly kind: "closed" }
	| { readonly kind: "sell" }
	| { readonly kind: "basket" }
	| { readonly kind: "tender" }
	| { readonly kind: "cash"; readonly partMinor: number | undefined }
	| { readonly kind: "card" }
	| { readonly kind: "openPayment"; readonly payment: OpenPayment }
	| { readonly kind: "paid"; readonly record: ReceiptRecord }
	| { readonly kind: "receiptQr"; readonly record: ReceiptRecord }
	| { readonly kind: "keypad"; readonly purpose: "openPrice" | "float" | "count" | "split" }
	| { readonly kind: "keypad"; readonly purpose: "cash"; readonly partMinor: number | undefined }
	| { readonly kind: "search" }
	| { readonly kind: "parked" }
	| { readonly kind: "menu" }
	| { readonly kind: "settings" }
	| { readonly kind: "inspection" }
	| { readonly kind: "report"; readonly title: "X" | "Z" }
	| { readonly kind: "queue" };
