// Formats figures and times. Amounts are formatted from integers, without floating point, with the decimals of our own
// ISO 4217 table, because browsers may differ from it.
import { findCurrency } from "../../../firmware/core/currencies.js";
import { formatMinor } from "../../../firmware/core/money.js";
import { tenderOf } from "../../../firmware/wire/tenders/registry.js";

/** "1,234.50": grouped by thousands, with fixed decimals and a typographic minus sign. */
export function amount(minor: number, decimals: number): string {
	const [whole = "0", fraction] = formatMinor(Math.abs(minor), decimals).split(".");
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
	return `${minor < 0 ? "−" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Two for an unknown code: a record of a newer version may not name its currency. */
export function decimalsOf(currency: string): number {
	return findCurrency(currency)?.decimals ?? 2;
}

/** "1,234.50", with the currency's decimals. */
export function amountIn(minor: number, currency: string): string {
	return amount(minor, decimalsOf(currency));
}

/** "1,234.50 EUR" */
export function money(minor: number, currency: string): string {
	return `${amountIn(minor, currency)} ${currency}`.trimEnd();
}

/** "cash", "card"; tenders that this version does not know by their number. */
export function tenderName(kind: number): string {
	return tenderOf(kind)?.label.toLowerCase() ?? `tender ${kind}`;
}

/** "cash 12.00, card 3.00" */
export function tendersText(
	tenders: readonly { readonly kind: number; readonly amountMinor: number }[],
	currency: string,
): string {
	return tenders.map(({ kind, amountMinor }) => `${tenderName(kind)} ${amountIn(amountMinor, currency)}`).join(", ");
}

export function count(value: number): string {
	return amount(value, 0);
}

/** "1 sale", "4 sales" */
export function counted(value: number, one: string, many = `${one}s`): string {
	return `${count(value)} ${value === 1 ? one : many}`;
}

/** The change against `before` in whole percent, in words; undefined when there is nothing to compare with. */
export function change(now: number, before: number): string | undefined {
	if (before <= 0) return undefined;
	const percentage = Math.round(((now - before) * 100) / before);
	if (percentage === 0) return "the same as";
	return percentage > 0 ? `${count(percentage)} % more than` : `${count(-percentage)} % less than`;
}

/** "a moment", "12 min", "3 h", "2 days" */
export function duration(ms: number): string {
	const minutes = Math.floor(ms / 60_000);
	if (minutes < 1) return "a moment";
	if (minutes < 60) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${hours} h`;
	return `${Math.floor(hours / 24)} days`;
}

/** Formats times in the terminals' zone, not the browser's. */
export interface Times {
	/** "time unknown" for 0, which a terminal reports when its clock was never set. */
	timeOfDay(ms: number): string;
	dateTime(ms: number): string;
}

const times = new Map<string, Times>();

/** `zone` is an IANA name; empty for the browser's zone. */
export function timesIn(zone: string): Times {
	let known = times.get(zone);
	if (!known) times.set(zone, (known = newTimes(zone)));
	return known;
}

function newTimes(zone: string): Times {
	const timeZone = zone === "" ? undefined : zone;
	const clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
	const date = { day: "numeric", month: "short", year: "numeric" } as const;
	const stamp = new Intl.DateTimeFormat("en-GB", { timeZone, ...date, hour: "2-digit", minute: "2-digit" });
	return {
		timeOfDay: (ms) => (ms > 0 ? clock.format(ms) : "time unknown"),
		dateTime: (ms) => (ms > 0 ? stamp.format(ms) : "time unknown"),
	};
}

const weekdayName = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long" });

/** The weekday of a business day such as "2026-11-21". */
export function weekday(day: string): string {
	return weekdayName.format(Date.parse(`${day}T00:00Z`));
}
