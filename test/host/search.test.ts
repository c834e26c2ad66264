// The words of a search for receipts.
import { expect, it } from "vitest";
import { hostLimits } from "../../host/limits.js";
import { searchWords } from "../../host/web/search-words.js";

const dayOf = (text: string): number => Date.parse(`${text}T00:00Z`) / 86_400_000;

it.each([
	["2026-05", "2026-05-01", "2026-05-31"],
	["2026-12", "2026-12-01", "2026-12-31"],
	["2028-02", "2028-02-01", "2028-02-29"],
	["2026-05-02", "2026-05-02", "2026-05-02"],
])("the word %s is the days from %s to %s", (word, first, last) => {
	expect(searchWords(word)[0]!.days).toEqual([dayOf(first), dayOf(last)]);
});

it.each(["2026-13", "2026-02-30x", "26-05", "2026-00"])("the word %s is no day", (word) => {
	expect(searchWords(word)[0]!.days).toBeUndefined();
});

it("a word is also a number as printed and a total, and there are no more words than the bound", () => {
	expect(searchWords(" 0005 ")).toMatchObject([{ text: "0005", number: 5 }]);
	expect(searchWords("12.50 12,500 4294967296")).toMatchObject([
		{ totalMinor: 1_250 },
		{ totalMinor: 12_500 },
		{ number: undefined },
	]);
	const many = Array.from({ length: 20 }, (_, i) => `word${i}`).join(" ");
	expect(searchWords(many)).toHaveLength(hostLimits.searchWordsMax);
});
