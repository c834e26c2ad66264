// Routes in the URL's hash, so that the host serves a single page and the back button works.
import { useEffect, useState } from "preact/hooks";

export type Route =
	| {
			readonly page:
				| "today"
				| "receipts"
				| "shifts"
				| "ledger"
				| "prices"
				| "vouchers"
				| "people"
				| "devices"
				| "alarms";
	  }
	| { readonly page: "terminal"; readonly terminal: string }
	| { readonly page: "receipt"; readonly terminal: string; readonly number: number; readonly series?: number };

const plain = ["receipts", "shifts", "ledger", "prices", "vouchers", "people", "devices", "alarms"] as const;

/** @forTests A browser would need a page load for each address. */
export function parseRoute(hash: string): Route {
	const [page = "", first = "", second = "", third = ""] = hash.replace(/^#\/?/, "").split("/").map(decoded);
	if (page === "terminal" && first) return { page, terminal: first };
	if (page === "receipts" && first && isNumber(second))
		return {
			page: "receipt",
			terminal: first,
			number: Number(second),
			...(isNumber(third) ? { series: Number(third) } : {}),
		};
	const known = plain.find((name) => name === page);
	return { page: known ?? "today" };
}

function isNumber(text: string): boolean {
	return /^\d{1,10}$/.test(text);
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return "";
	}
}

export function terminalAddress(terminal: string): string {
	return `#/terminal/${encodeURIComponent(terminal)}`;
}

/** Receipts have series 1; training sales and documents of a newer version have others. */
export function receiptAddress(terminal: string, number: number, series = 1): string {
	return `#/receipts/${encodeURIComponent(terminal)}/${number}${series === 1 ? "" : `/${series}`}`;
}

export function useRoute(): Route {
	const [route, setRoute] = useState(() => parseRoute(location.hash));
	useEffect(() => {
		const follow = (): void => {
			setRoute(parseRoute(location.hash));
			scrollTo(0, 0);
		};
		addEventListener("hashchange", follow);
		return () => removeEventListener("hashchange", follow);
	}, []);
	return route;
}
