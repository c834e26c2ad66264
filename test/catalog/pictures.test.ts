import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { head, sectionEntry, SectionType } from "../../firmware/catalog/format.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import type { CatalogSource, CatalogSourceItem, CatalogSourcePicture } from "../../firmware/catalog/source.js";
import { limits } from "../../firmware/core/limits.js";
import { readItems, writeItems } from "../../host/control/catalog-file.js";
import { packGrays } from "../../host/control/gray-runs.js";
import { withPictures } from "../../host/control/name-pictures.js";
import { loadTypesetter } from "../../host/control/typesetter.js";
import { levelsOf } from "../../simulator/peripherals/panel/gray-picture.js";

const { pictureHeight, pictureWidthMax, pictureBytesMax } = limits;
const taxClasses = [{ name: "standard", rates: [{ rateMillipercent: 10_000 }] }];
const rows = ["M1,抹茶ラテ,,480,JPY,standard", "A1,תפוח,,120,JPY,standard", "C1,Café,,300,JPY,standard"];

function itemsOf(...lines: string[]): readonly CatalogSourceItem[] {
	const text = ["sku,name,category,price,currency,tax_class", ...lines].join("\n");
	return readItems(new TextEncoder().encode(text), taxClasses).items;
}

function sourceOf(items: readonly CatalogSourceItem[], rest: Partial<CatalogSource> = {}): CatalogSource {
	return { version: 1, currency: "JPY", headerLines: [], taxClasses, promotions: [], items, ...rest };
}

function open(bytes: Uint8Array): CatalogImage {
	const read = (offset: number, into: Uint8Array): void => into.set(bytes.subarray(offset, offset + into.length));
	return new CatalogImage({ source: { sizeBytes: bytes.length, read } });
}

async function build(items: readonly CatalogSourceItem[], rest?: Partial<CatalogSource>): Promise<Uint8Array> {
	return buildCatalog(await withPictures(sourceOf(items, rest)));
}

/** One character a pixel, for messages. */
function drawing({ bytes, width }: { readonly bytes: Uint8Array; readonly width: number }): string {
	const levels = levelsOf(bytes, width, pictureHeight);
	return Array.from({ length: pictureHeight }, (_, row) =>
		[...levels.subarray(row * width, (row + 1) * width)]
			.map((level) => " .:-=+*%#@"[((level * 9) / 15) | 0])
			.join(""),
	).join("\n");
}

describe("pictures of names", () => {
	it("are found by what stands for the name, within a line of the basket too", async () => {
		const { pictures } = open(await build(itemsOf(...rows)));
		expect(pictures?.picture("□ M1")).toMatchObject({ width: 78, isRightToLeft: false });
		expect(pictures?.picture("□ A1")).toMatchObject({ isRightToLeft: true });
		expect(pictures?.find("✓ 2 × □ M1")).toMatchObject({ start: 6, end: 10 });
		expect(pictures?.find("□ A1 +2")).toMatchObject({ start: 0, end: 4 });
		expect(pictures?.find("Café")).toBeUndefined();
		expect(pictures?.find("□ X9")).toBeUndefined();
	});

	it("show the ink of the host's drawing, pixel for pixel", async () => {
		const image = open(await build(itemsOf(...rows)));
		const typesetter = await loadTypesetter();
		for (const [key, name] of [
			["□ M1", "抹茶ラテ"],
			["□ A1", "תפוח"],
		] as const) {
			const { width, bytes } = image.pictures!.picture(key)!;
			expect(levelsOf(bytes, width, pictureHeight)).toEqual(typesetter.draw(name, "").levels);
		}
	});

	it("put Hebrew from right to left and the figures within it from left to right", async () => {
		const typesetter = await loadTypesetter();
		const inkOf = (text: string): string => {
			const { levels, width } = typesetter.draw(text, "");
			return drawing({ bytes: packGrays(levels, width), width });
		};
		const columns = (text: string): string[] => {
			const lines = inkOf(text).split("\n");
			return [...lines[0]!].map((_, at) => lines.map((line) => line[at]).join(""));
		};
		// The figures stand left of the word that precedes them, and read 3, then %.
		expect(columns("חלב 3%").slice(0, 24)).toEqual(columns("3% ").slice(0, 24));
		expect(columns("חלב 3%").slice(-20)).toEqual(columns("חלב").slice(-20));
		expect(columns("אב").slice(0, 8)).toEqual(columns("ב").slice(0, 8));
	});

	it("place marks on their letters without widening the name", async () => {
		const typesetter = await loadTypesetter();
		const plain = typesetter.draw("שלום", "");
		const marked = typesetter.draw("שָׁלוֹם", "");
		expect(marked.width).toBe(plain.width);
		expect(marked.levels).not.toEqual(plain.levels);
	});

	it("are made of a person's name and of each header line, which are told apart", async () => {
		const person = { rights: 0, rounds: 512, salt: new Uint8Array(8), verifier: new Uint8Array(16) };
		const staff = [
			{ ...person, number: 1, name: "דוד" },
			{ ...person, number: 2, name: "花子" },
		];
		const image = open(await build(itemsOf(...rows), { headerLines: ["茶屋", "京都市"], staff }));
		const shown = [...image.headerLines, image.person(0).name, image.person(1).name];
		expect(shown).toEqual(["□ ·1", "□ ·2", "□ •1", "□ •2"]);
		expect(new Set(shown.map((text) => image.pictures!.picture(text)!.bytes.join())).size).toBe(4);
	});

	it("tell long names apart that begin alike, and never lose the key of a name with an unknown sign", async () => {
		const long = "抹茶と黒蜜のほうじ茶ラテ特選・";
		const items = itemsOf(`B1,${long}大,,1,JPY,standard`, `B2,${long}小,,1,JPY,standard`);
		const { pictures } = open(await build(items));
		const [big, small] = items.map(({ shown = "" }) => pictures!.picture(shown)!);
		expect(big!.width).toBeLessThanOrEqual(pictureWidthMax);
		expect(big!.bytes).not.toEqual(small!.bytes);
		const typesetter = await loadTypesetter();
		expect(typesetter.lacking("抹茶🍵")).toEqual(["🍵"]);
		expect(typesetter.draw("抹茶🍵", "K1").levels).not.toEqual(typesetter.draw("抹茶🍵", "K2").levels);
	});

	it("are not made where the host has none of the characters either", async () => {
		const image = open(await build(itemsOf("P1,Pizza 🍕,,900,JPY,standard", "T1,ส้มตำ,,900,JPY,standard")));
		expect(image.pictures).toBeUndefined();
	});

	it("are bounded for any name, and refused by none", async () => {
		const typesetter = await loadTypesetter();
		const scripts = fc.constantFrom(
			"א",
			"ש",
			"ַ",
			"抹",
			"茶",
			"ラ",
			"ﾃ",
			"a",
			"3",
			"%",
			"(",
			" ",
			"🍵",
			"👩‍👩‍👧",
			"\u202e",
			"\u2067",
		);
		const texts = fc.oneof(
			fc
				.array(fc.integer({ min: 1, max: 0x10ffff }), { maxLength: 40 })
				.map((codes) => String.fromCodePoint(...codes)),
			fc.array(scripts, { maxLength: 40 }).map((parts) => parts.join("")),
			fc.constantFrom("茶".repeat(4_096), "ש".repeat(4_096), "ְ".repeat(4_096), "👍🏽".repeat(4_096)),
		);
		fc.assert(
			fc.property(texts, fc.string({ maxLength: 20 }), (text, key) => {
				const { width, levels } = typesetter.draw(text, key);
				expect(width).toBeGreaterThan(0);
				expect(width).toBeLessThanOrEqual(pictureWidthMax);
				const bytes = packGrays(levels, width);
				expect(bytes.length).toBeLessThanOrEqual(pictureBytesMax);
				expect(levelsOf(bytes, width, pictureHeight)).toEqual(levels);
			}),
			{ numRuns: 100 },
		);
	});

	it("pack any pixels into at most five half bytes for four", () => {
		const pixels = fc.array(fc.constantFrom(0, 15, 0, 15, 1, 7, 14), { minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(pixels, (row) => {
				const levels = Uint8Array.from(Array.from({ length: pictureHeight }, () => row).flat());
				const bytes = packGrays(levels, row.length);
				expect(levelsOf(bytes, row.length, pictureHeight)).toEqual(levels);
				expect(bytes.length).toBeLessThanOrEqual(
					Math.ceil((Math.ceil(row.length / 4) * 5 * pictureHeight) / 2),
				);
			}),
		);
	});
});

describe("a catalog with pictures", () => {
	const picture = (index: number, byteCount: number): CatalogSourcePicture => {
		const bytes = new Uint8Array(byteCount);
		return { text: `□ P${index}`, name: `名${index}`, width: 200, isRightToLeft: false, bytes };
	};

	it("is refused where it is too large, and names what to shorten", () => {
		const pictures = Array.from({ length: 200 }, (_, index) => picture(index, 3_500 - index));
		expect(() => buildCatalog(sourceOf(itemsOf(...rows), { pictures }))).toThrow(
			/CATALOG_TOO_LARGE.*pictures of 200 names: shorten names such as "名0", "名1", "名2"/,
		);
	});

	it("is the same catalog to an older reader, which skips both sections", async () => {
		const items = itemsOf(...rows);
		const [plain, pictured] = [buildCatalog(sourceOf(items)), await build(items)];
		const types = (image: Uint8Array): number[] => {
			const view = new DataView(image.buffer, image.byteOffset);
			return Array.from({ length: view.getUint16(head.sectionCount) }, (_, index) =>
				view.getUint16(head.bytes + index * sectionEntry.bytes + sectionEntry.type),
			);
		};
		const added: number[] = [SectionType.pictures, SectionType.pictureBytes];
		expect(types(pictured).filter((type) => !types(plain).includes(type))).toEqual(added);
		expect(types(pictured).filter((type) => !added.includes(type))).toEqual(types(plain));
		const [before, after] = [open(plain), open(pictured)];
		expect(before.pictures).toBeUndefined();
		for (const { sku } of items) expect(after.find(sku)).toEqual(before.find(sku));
	});

	it("leaves out a picture of a newer version, and one whose bytes lie outside", async () => {
		const image = await build(itemsOf(...rows));
		const view = new DataView(image.buffer, image.byteOffset);
		const directory = Array.from(
			{ length: view.getUint16(head.sectionCount) },
			(_, index) => head.bytes + index * 12,
		);
		const at = directory.find((each) => view.getUint16(each) === SectionType.pictures)!;
		const first = view.getUint32(at + sectionEntry.offset);
		const shown = (): number => ["□ M1", "□ A1"].filter((text) => open(image).pictures?.picture(text)).length;
		expect(shown()).toBe(2);
		const changes = [
			[17, 2],
			[8, 0xff],
			[4, 0xff],
			[14, 0xff],
		] as const;
		for (const [offset, value] of changes) {
			const before = image[first + offset]!;
			image[first + offset] = value;
			expect(shown()).toBe(1);
			image[first + offset] = before;
		}
	});
});

describe("words of search", () => {
	const header = ["sku,name,category,price,currency,tax_class,barcodes,search"];
	const table = (...lines: string[]): Uint8Array => new TextEncoder().encode([...header, ...lines].join("\n"));

	it("find an item whose name no key can type, by some of them, all of them, and with its SKU", async () => {
		const csv = table(
			"M1,抹茶ラテ,,480,JPY,standard,4006381333931,matcha latte",
			"L1,Latte,,450,JPY,standard,,",
			"A1,תפוח,,120,JPY,standard,,tapuach",
		);
		const { items } = readItems(csv, taxClasses);
		const image = open(await build(items));
		const found = (query: string): string[] => image.search(query).map(({ sku }) => sku);
		expect(found("mat")).toEqual(["M1"]);
		expect(found("latte")).toEqual(expect.arrayContaining(["L1", "M1"]));
		expect(found("latte matcha")).toEqual(["M1"]);
		expect(found("m1 lat")).toEqual(["M1"]);
		expect(found("tapuach")).toEqual(["A1"]);
		expect(found("matcha tea")).toEqual([]);
		expect(image.find("4006381333931")?.sku).toBe("M1");
		const again = readItems(new TextEncoder().encode(writeItems({ currency: "JPY", items })), taxClasses);
		expect(again.items).toEqual(items);
	});

	it("are bounded, refused with their line, and left out of a file that has none", () => {
		const long = () => readItems(table(`M1,Tea,,480,JPY,standard,,${"matcha ".repeat(9)}`), taxClasses);
		expect(long).toThrow(/line 2, search: 62 characters, at most 60/);
		expect(writeItems({ currency: "JPY", items: itemsOf(...rows) })).not.toContain("search");
	});
});
