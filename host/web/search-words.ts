// The words of a search for receipts, as people type them.
import type { SearchWord } from "../context.js";
import { hostLimits } from "../limits.js";
import { dayOf } from "./views.js";

const numberMax = 0xffff_ffff;

/** Splits at white space. "0005" is also the number 5, "12.50" a total, "2026-05-02" or "2026-05" days. */
export function searchWords(search: string): SearchWord[] {
	const words = search
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== "");
	return words.slice(0, hostLimits.searchWordsMax).map((text) => ({
		text,
		number: /^\d{1,10}$/.test(text) && Number(text) <= numberMax ? Number(text) : undefined,
		totalMinor: /^-?\d{1,12}[.,]\d{2,3}$/.test(text) ? Number(text.replace(/[.,]/, "")) : undefined,
		days: daysIn(text),
	}));
}

function daysIn(text: string): readonly [number, number] | undefined {
	if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return known([dayOf(text), dayOf(text)]);
	const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text) ?? [];
	if (year === undefined || month === undefined) return undefined;
	const next = new Date(Date.UTC(Number(year), Number(month), 1)).toISOString().slice(0, 10);
	return known([dayOf(`${text}-01`), dayOf(next) - 1]);
}

function known(days: readonly [number, number]): readonly [number, number] | undefined {
	return days.some((day) => Number.isNaN(day)) ? undefined : days;
}
