// How figures and times read. Amounts are formatted from integers, never through floating point.
import { formatMinor } from "../../../firmware/core/money.js";

export interface MoneyFormat {
	readonly currency: string;
	readonly decimals: number;
}

/** "1,234.50": grouped by thousands, fixed decimals, a real minus sign. */
export function amount(minor: number, decimals: number): string {
	const [whole = "0", fraction] = formatMinor(Math.abs(minor), decimals).split(".");
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
	return `${minor < 0 ? "−" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** "1,234.50 EUR" */
export function money(minor: number, format: MoneyFormat): string {
	return `${amount(minor, format.decimals)} ${format.currency}`;
}

export function count(value: number): string {
	return amount(value, 0);
}

/** "1 sale", "4 sales" */
export function counted(value: number, one: string, many = `${one}s`): string {
	return `${count(value)} ${value === 1 ? one : many}`;
}

/** "20 %" or "5.5 %" from basis points. */
export function percent(basisPoints: number): string {
	return `${String(basisPoints / 100)} %`;
}

/** Change against `before` in whole percent, in words; undefined where there is nothing to compare with. */
export function change(now: number, before: number): string | undefined {
	if (before <= 0) return undefined;
	const percentage = Math.round(((now - before) * 100) / before);
	if (percentage === 0) return "the same as";
	return percentage > 0 ? `${count(percentage)} % more than` : `${count(-percentage)} % less than`;
}

/** "just now", "12 min", "3 h", "2 days" */
export function duration(ms: number): string {
	const minutes = Math.floor(ms / 60_000);
	if (minutes < 1) return "a moment";
	if (minutes < 60) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${hours} h`;
	return `${Math.floor(hours / 24)} days`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const stamp = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const weekdayName = new Intl.DateTimeFormat("en-GB", { weekday: "long" });

/** A terminal whose clock was never set reports 0: then there is no time to show. */
export function timeOfDay(ms: number): string {
	return ms > 0 ? clock.format(ms) : "time unknown";
}

export function dateTime(ms: number): string {
	return ms > 0 ? stamp.format(ms) : "time unknown";
}

export function weekday(ms: number): string {
	return weekdayName.format(ms);
}
