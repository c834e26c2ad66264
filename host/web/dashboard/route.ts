// Addresses behind the hash, so that the host serves one page and the back button works.
import { useEffect, useState } from "preact/hooks";

export type Route =
	| { readonly page: "today" | "receipts" | "shifts" | "ledger" | "devices" | "alarms" }
	| { readonly page: "stall"; readonly terminal: string }
	| { readonly page: "receipt"; readonly terminal: string; readonly number: number };

const plain = ["receipts", "shifts", "ledger", "devices", "alarms"] as const;

export function parseRoute(hash: string): Route {
	const [page = "", first = "", second = ""] = hash.replace(/^#\/?/, "").split("/").map(decoded);
	if (page === "stall" && first) return { page, terminal: first };
	if (page === "receipts" && first && /^\d{1,9}$/.test(second)) return { page: "receipt", terminal: first, number: Number(second) };
	const known = plain.find((name) => name === page);
	return { page: known ?? "today" };
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return "";
	}
}

export function stallAddress(terminal: string): string {
	return `#/stall/${encodeURIComponent(terminal)}`;
}

export function receiptAddress(terminal: string, number: number): string {
	return `#/receipts/${encodeURIComponent(terminal)}/${number}`;
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
