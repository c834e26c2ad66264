// Issue 12, numbers 10 and 12: names. The books keep them whole and in one spelling; the till shows them short and in
// characters of its fonts, and whoever imports them is told what differs.
import { afterEach, describe, expect, it } from "vitest";
import { buildCatalog } from "../../../firmware/catalog/builder.js";
import { CatalogImage } from "../../../firmware/catalog/image.js";
import type { CatalogSource } from "../../../firmware/catalog/source.js";
import { hasGlyph } from "../../../firmware/core/characters.js";
import { limits } from "../../../firmware/core/limits.js";
import { checkSettings } from "../../../host/settings.js";
import { memorySource } from "../../catalog/market.js";
import { Fixture } from "../../host/fixture.js";
import { sale, saleWallMs } from "../../host/test-terminal.js";
import { header, imported, named, refused, taxClasses } from "./file.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

function image(items: CatalogSource["items"]): CatalogImage {
	const source = { version: 1, currency: "EUR", headerLines: [], taxClasses, promotions: [], items };
	return new CatalogImage({ source: memorySource(buildCatalog(source)) });
}

/** What the till shows of a name. */
function shown(name: string): string {
	return image(imported(named(name)).items).find("A")!.name;
}

/** Names of a public food list (Open Food Facts), five of which used to be refused. */
const longNames = [
	"Organic fair trade dark chocolate with roasted hazelnuts and sea salt",
	"Skyr nature 0% de matière grasse, lot de 4 pots de 125 grammes",
	"Pains au lait aux pépites de chocolat, farine de blé française",
	"Extra virgin olive oil, first cold pressing, Kalamata PDO",
	"Barista oat drink, homogenised, without added sugar, 6 × 1 litre",
];

describe("a long name", () => {
	it.each(longNames)("is kept whole, and cut between words for the till: %s", (name) => {
		const { items, warnings } = imported(named(name));
		expect(items[0]!.name).toBe(name);
		const short = shown(name);
		expect(short.length).toBeLessThanOrEqual(limits.itemNameCharactersMax);
		expect(short.endsWith("…")).toBe(true);
		expect(name.startsWith(short.slice(0, -1))).toBe(true);
		expect(name.charAt(short.length - 1)).toMatch(/[ ,]/);
		expect(warnings).toMatchObject([{ line: 2, column: "name", code: "CSV_NAME_SHORTENED" }]);
		expect(warnings[0]!.detail).toContain(short);
	});

	it("of 40 characters is left alone, one of 41 without a blank is cut within the word", () => {
		expect(imported(named("x".repeat(40)))).toMatchObject({ items: [{ name: "x".repeat(40) }], warnings: [] });
		expect(shown("x".repeat(41))).toBe(`${"x".repeat(39)}…`);
	});

	it("of 250 characters is taken, one of 251 refused with its line and length", () => {
		expect(imported(named("é".repeat(250))).items[0]!.name).toHaveLength(250);
		expect(refused(named("é".repeat(251)))).toMatchObject([
			{ line: 2, column: "name", detail: "251 characters, at most 250" },
		]);
	});

	it("is told apart from another by its end", () => {
		const names = ["100 g", "200 g", "Travel edition 3 × 40 g"].map(
			(end) => `Organic fair trade dark chocolate with hazelnuts ${end}`,
		);
		const rows = names.map((name, index) => `S${index},${name},,250,EUR,zero`);
		const { items } = imported([header, ...rows, ""].join("\n"));
		const till = image(items);
		const shorts = items.map(({ sku }) => till.find(sku)!.name);
		expect(new Set(shorts).size).toBe(3);
		expect(shorts[0]).toBe("Organic fair trade dark…hazelnuts 100 g");
		for (const short of shorts) expect(short.length).toBeLessThanOrEqual(limits.itemNameCharactersMax);
	});

	it("makes no long category a reason to refuse the file", () => {
		const category = "Plant-based foods and beverages, fruits and vegetables";
		const { items, warnings } = imported(`${header}\nA,Tea,"${category}",250,EUR,zero\n`);
		expect([items[0]!.category, warnings]).toEqual([category, []]);
		expect(image(items).find("A")!.category).toBe(0);
	});

	it("that another item has as well is imported with a warning that names both lines", () => {
		expect(imported(`${header}\nA,Caf\u00e9,,1,EUR,zero\nB,Cafe\u0301,,2,EUR,zero\n`).warnings).toMatchObject([
			{ line: 3, column: "name", code: "CSV_NAME_TWICE", detail: expect.stringContaining("line 2") },
		]);
	});

	it("stands whole on the host's receipts, in its reports, its search and its file", async () => {
		const name = longNames[0]!;
		const host = await fixture.open();
		const publish = (text: string): Promise<number> => host.publishCatalog(Buffer.from(named(text)));
		const version = await publish(name);
		const terminal = await fixture.terminal(host);
		const line = (text: string) => ({
			...{ sku: "A", name: shown(text), quantity: 1, unitMinor: 250, amountMinor: 250, taxes: 1 },
		});
		terminal.record(sale(1, 250, 1, { wallMs: saleWallMs, catalogVersion: version, lines: [line(name)] }));
		// The till shows the changed name as before.
		const renamed = name.replace("sea salt", "pepper");
		expect(shown(renamed)).toBe(shown(name));
		const later = await publish(renamed);
		terminal.record(sale(2, 250, 1, { wallMs: saleWallMs, catalogVersion: later, lines: [line(renamed)] }));
		await terminal.ship(1);
		await host.ledgers.caughtUp();
		const get = async (url: string): Promise<string> => {
			return (await host.web.inject({ url, headers: { host: "127.0.0.1:80" } })).body;
		};
		expect(JSON.parse(await get("/api/receipts/stall-1/1"))).toMatchObject({
			lines: [{ name }],
			proof: { intact: true },
		});
		expect(JSON.parse(await get("/api/receipts/stall-1/2"))).toMatchObject({ lines: [{ name: renamed }] });
		expect(await get("/api/items.csv?from=2026-01-01&to=2026-12-31")).toContain(renamed);
		expect(JSON.parse(await get("/api/receipts?search=sea+salt")).receipts).toHaveLength(2);
		expect(await get("/api/catalog.csv")).toContain(renamed);
	});
});

describe("one character in two spellings (esc_pos_printer #141)", () => {
	it.each([
		["Cafe\u0301", "Café", "cafe"],
		["A\u030angstro\u0308m", "Ångström", "angstrom"],
		["Pho\u031b\u0309 bo\u0300", "Phở bò", "pho"],
		["\u1112\u1161\u11ab\u1100\u1173\u11af tea", "한글 tea", "tea"],
	])("%j is %s, in the books and in the search", (name, composed, word) => {
		const { items } = imported(named(name));
		expect(items[0]!.name).toBe(composed);
		expect(
			image(items)
				.search(word)
				.map(({ sku }) => sku),
		).toEqual(["A"]);
	});

	it("is found also in a catalog that was stored before", () => {
		const item = { sku: "A", name: "Cafe\u0301", category: "", priceMinor: 1, taxClass: "zero", barcodes: [] };
		const till = image([item]);
		for (const query of ["cafe", "café", "cafe\u0301"]) expect(till.search(query)).toHaveLength(1);
	});

	it("is one in header lines", () => {
		expect(checkSettings({ headerLines: ["Cafe\u0301"] }).headerLines).toEqual(["Caf\u00e9"]);
	});

	it("names the same category and the same tax class", () => {
		const rows = ["A,Tea,Cafe\u0301,1,EUR,zero", "B,Bun,Caf\u00e9,1,EUR,zero"];
		const { items } = imported([header, ...rows, ""].join("\n"));
		expect(items.map(({ category }) => category)).toEqual(["Café", "Café"]);
	});
});

describe("a name of which nothing can be seen is refused", () => {
	it.each([
		["a blank without width", "\u200b"],
		["several", "\u200b\u2060\ufeff\u00ad"],
		["joiners", "\u200d\u200c"],
		["an override alone", "\u202e"],
		["a Hangul filler", "\u3164"],
		["an empty braille pattern", "\u2800"],
		["an accent without a letter", "\u0301"],
		["a variation selector", "\ufe0f"],
		["tags", "\u{e0041}\u{e0042}"],
		["a private character", "\ue000"],
		["an ideographic blank between joiners", "\u200d\u3000\u200d"],
	])("%s", (_name, name) => {
		expect(refused(named(name))).toMatchObject([
			{ line: 2, column: "name", code: "CSV_FIELD_INVALID", detail: expect.stringContaining("can be seen") },
		]);
		expect(() => checkSettings({ headerLines: [name] })).toThrow("SETTINGS_INVALID");
	});
});

describe("what cannot be seen within a name is removed, and named", () => {
	it.each([
		["an override", "Tea \u202e00.1 yako\u202c", "Tea 00.1 yako", "U+202E"],
		["an embedding", "\u202aTea\u202c", "Tea", "U+202A"],
		["isolates", "Tea \u2066green\u2069", "Tea green", "U+2066"],
		["a mark of direction", "Tea\u200f", "Tea", "U+200F"],
		["an Arabic mark of direction", "Tea\u061c", "Tea", "U+061C"],
		["a blank without width", "Ice\u200bcream", "Icecream", "U+200B"],
		["a soft hyphen", "Ice\u00adcream", "Icecream", "U+00AD"],
		["a mark within the text", "Tea\ufeff", "Tea", "U+FEFF"],
		["a blank without width between a letter and its accent", "Cafe\u200b\u0301", "Café", "U+200B"],
	])("%s", (_name, name, text, code) => {
		const { items, warnings } = imported(named(name));
		expect(items[0]!.name).toBe(text);
		expect(warnings).toMatchObject(
			name.trim() === text
				? []
				: [{ line: 2, column: "name", code: "CSV_CHARACTER_REMOVED", detail: expect.stringContaining(code) }],
		);
	});

	it("keeps the joiners that a script is spelt with", () => {
		const name = "می\u200cخواهم";
		expect(imported(named(name)).items[0]!.name).toBe(name);
	});
});

describe("a name that no font has (node-thermal-printer #180)", () => {
	it.each([
		["Japanese", "抹茶ラテ"],
		["Arabic", "قهوة"],
		["Hebrew", "קפה"],
		["Thai", "ชาเย็น"],
		["emoji", "🍦"],
		["emoji of several", "👩‍🍳❤️"],
	])("is kept, shown by its SKU, and named: %s", (_name, name) => {
		const { items, warnings } = imported(named(name));
		expect(items[0]!.name).toBe(name);
		expect(shown(name)).toContain("A");
		expect(warnings).toMatchObject([{ line: 2, column: "name", code: "CSV_CHARACTER_UNSHOWN" }]);
		expect(warnings[0]!.detail).toContain([...name][0]);
	});

	it.each([
		["Phở bò", "Pho bò"],
		["Ｃａｆｅ", "Cafe"],
		["Soufﬂé", "Soufflé"],
		["Ice\u2009cream\u3000cone", "Ice cream cone"],
	])("%s is shown as %s", (name, text) => {
		expect(imported(named(name)).items[0]!.name).toBe(name.normalize("NFC"));
		expect(shown(name)).toBe(text);
	});

	it("shows what it can of a mixed name, and tells two of them apart", () => {
		const rows = ["M1,抹茶 Latte,,1,EUR,zero", "M2,紅茶 Latte,,1,EUR,zero"];
		const { items } = imported([header, ...rows, ""].join("\n"));
		const till = image(items);
		const names = items.map(({ sku }) => till.find(sku)!.name);
		expect(new Set(names).size).toBe(2);
		for (const name of names) expect(name).toContain("Latte");
		expect(till.search("latte")).toHaveLength(2);
	});

	it("shows only characters of the fonts, whatever the name", () => {
		const rows: string[] = [];
		for (let code = 0x20; code < 0x1f700; code += 37) {
			const character = String.fromCodePoint(code);
			if (!/[\p{C}",;\p{White_Space}]/u.test(character)) rows.push(`S${code},a${character}b,,1,EUR,zero`);
		}
		const { items } = imported([header, ...rows, ""].join("\n"));
		expect(items.length).toBeGreaterThan(2_000);
		for (const { name, shown: text = name } of items)
			for (const letter of text) expect([name, hasGlyph(letter.codePointAt(0)!)]).toEqual([name, true]);
	});
});
