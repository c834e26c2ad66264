// The terminal's language, and a receipt in another one.
import { describe, expect, it } from "vitest";
import { RecordKind } from "../../firmware/wire/record.js";
import { languages } from "../../firmware/words/languages.js";
import { TillHarness } from "./harness.js";

/** The languages of all tickets so far, and whether each is a copy. */
function printed(stall: TillHarness): [tag: string | undefined, isCopy: boolean][] {
	return stall.printer.printed.map(({ words, isCopy }) => [
		Object.entries(languages).find(([, one]) => one.ticket === words)?.[0],
		isCopy,
	]);
}

const german = { kind: "language", tag: "de" } as const;
const french = { kind: "language", tag: "fr" } as const;

describe("the language of a terminal", () => {
	it("is chosen in the settings, and its receipts follow", () => {
		const stall = new TillHarness().openShift().act("menu", "settings");
		expect(stall.page("settings").entries.map(({ label }) => label)).toContain("languageName");
		stall.act("languages");
		expect(stall.page("languages")).toMatchObject({ purpose: "terminal", chosen: "en" });
		stall.act(german);
		expect(stall.page("languages")).toMatchObject({ purpose: "terminal", chosen: "de" });
		stall.act("next", "back", "back").scan("COF").act("pay", "cash", "exact");
		expect(printed(stall)).toEqual([["de", false]]);
		expect(stall.page("paid").language).toBe("de");
	});

	it("is not changed by a tag that no language has", () => {
		const stall = new TillHarness().openShift().act("menu", "settings", "languages");
		for (const tag of ["xx", "toString", ""]) stall.act({ kind: "language", tag: tag as "de" });
		expect(stall.page("languages").chosen).toBe("en");
	});

	it("names an open price", () => {
		const stall = new TillHarness({ language: "fr" }).openShift();
		stall.act("openPrice", { kind: "digit", key: "5" }, "confirm", "pay", "cash", "exact");
		expect(stall.of(RecordKind.sale)[0]?.lines[0]?.name).toBe(languages.fr.openPrice);
	});
});

describe("a receipt in another language", () => {
	it("is a recorded copy of the one that was printed, and the next receipt is in the terminal's", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact", "receiptLanguage");
		expect(stall.page("languages")).toEqual({ kind: "languages", purpose: "receipt", chosen: "en" });
		stall.act(german);
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1, language: "de" });
		expect(printed(stall)).toEqual([
			["en", false],
			["de", true],
		]);
		expect(stall.of(RecordKind.receiptCopied)).toMatchObject([{ receiptNumber: 1 }]);
		stall.act("next").scan("COF").act("pay", "cash", "exact");
		expect(stall.page("paid").language).toBe("en");
		expect(printed(stall).at(-1)).toEqual(["en", false]);
	});

	it("has its copies and its gift receipt in that language, from the menu too", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact", "receiptLanguage", german);
		stall.act("print", "gift", "showQr", "back", "print", "next", "menu", "reprint");
		expect(printed(stall).slice(1)).toEqual([
			["de", true],
			["de", true],
			["de", false],
			["de", true],
			["de", true],
		]);
	});

	it("replaces one that was not printed, without a copy", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact");
		stall.printer.ticket = "failed";
		stall.act("receiptLanguage", french);
		expect(printed(stall).at(-1)).toEqual(["fr", false]);
		expect(stall.of(RecordKind.receiptCopied)).toEqual([]);
	});

	it("can be left for the next sale, and back, without printing", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact", "receiptLanguage", "back");
		expect(stall.page("paid").language).toBe("en");
		stall.act("receiptLanguage", "next");
		expect(stall.page("sell").units).toBe(0);
		expect(printed(stall)).toEqual([["en", false]]);
	});

	it("of a training sale leaves the receipt of the same number alone, and records no copy", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF")
			.act("pay", "cash", "exact", "next", "menu", "settings", "training");
		stall.act("back", "back").scan("COF").act("pay", "cash", "exact", "receiptLanguage", german);
		expect(printed(stall).at(-1)).toEqual(["de", false]);
		stall.act("next", "menu", "reprint");
		expect(printed(stall).at(-1)).toEqual(["en", true]);
		expect(stall.of(RecordKind.receiptCopied).length).toBe(1);
	});
});
