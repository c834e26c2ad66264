// GS1 Digital Links, add-ons, spellings of one number, GS1 labels, and the layouts of scales, on XS: each code rings up
// the same as on V8. The codes are those of the other files here, and such codes with one character changed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCatalog } from "../../../firmware/catalog/builder.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { XsBench } from "../../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { SeededRandom } from "../../../simulator/random.js";
import { ean13 } from "../../catalog/market.js";
import { imageOf, stallCatalog } from "../../till/harness.js";
import { ringUp } from "./ring-up.js";
import { itemsOf } from "./scanning-stall.js";

const unavailable = await xsUnavailable();
const upcA = (eleven: string): string => ean13(`0${eleven}`).slice(1);
const gs = "\u001d";

const rows = [
	{ sku: "MAG", barcodes: "9772434561006" },
	{ sku: "UPC", barcodes: "036000291452" },
	{ sku: "SMALL", barcodes: "04963406" },
	{ sku: "GTIN", barcodes: "9520123456788" },
	{ sku: "VERIFIED", barcodes: "2240119", priceMinor: 1_290 },
	{ sku: "GRAMS", barcodes: "2340119", priceMinor: 1_290 },
	{ sku: "AMERICAN", barcodes: "0240119", priceMinor: 1_290 },
	{ sku: "CHEESE", barcodes: "09506000134352", priceMinor: 1_290 },
];
const scaleLabels = ["22IIIIIVPPPPC", "23IIIIIVWWWWC", "02IIIIIPPPPPC"];
const source = { ...stallCatalog, ...itemsOf(rows), scaleLabels };

const codes = [
	// Digital Links: path and query, a custom host, upper case, a compressed path, weights, and what is no link.
	"https://id.gs1.org/01/09520123456788",
	"https://example.com/some/01/9520123456788/10/ABC%2F1/21/12345?17=261231",
	"HTTPS://ID.GS1.ORG/01/09520123456788",
	"https://example.com/gtin/09520123456788",
	"https://id.gs1.org/01/09506000134352?3103=000500",
	"https://id.gs1.org/01/09506000134352?3922=0645&3103=000500",
	"https://id.gs1.org/01/09506000134352?3922=645&3932=978645",
	"https://id.gs1.org/00/340123450000000000",
	"https://example.com/menu",
	"https://id.gs1.org/01/09520123456789",
	// Add-ons and spellings.
	...["9772434561006:12001", "977243456100605", "]E3977243456100612001", "]E09772434561006", "9772434561006 05"],
	...["036000291452", "0036000291452", "00036000291452", "03600029145205", "04963406", "049000006346", "0496340605"],
	// GS1 element strings.
	"]C1010950600013435231030005003922645",
	`010950600013435231030005003922645${gs}10ABC`,
	`]d20109506000134352310300050039329780645${gs}21X`,
	"(01)09506000134352(3103)000500",
	// Labels of scales.
	...[ean13("224011970645"), ean13("234011900500"), ean13("234011990500"), ean13("024011910645")],
	...[upcA("24011910645"), ean13("224011900645"), ean13("284011910645"), ean13("204011970645")],
	...["", "0", "no such code", "]", "]E0", "https://", "9".repeat(300)],
];

/** With one character left out, doubled, or replaced. */
function changed(random: SeededRandom, code: string): string {
	const at = random.below(code.length + 1);
	const other = "0123456789/?=&%]:ACE ".charAt(random.below(21));
	const kinds = [code.slice(0, at) + code.slice(at + 1), code.slice(0, at) + other + code.slice(at + 1)];
	return [...kinds, code.slice(0, at) + other + code.slice(at)][random.below(3)]!;
}

describe.skipIf(unavailable !== undefined)("a code on XS", () => {
	const catalog = imageOf(source);
	let xs: XsBench;

	beforeAll(async () => {
		const image = buildCatalog(source);
		const catalogFlash = new NorFlash({ sizeBytes: 589_824 });
		catalogFlash.program(0, image);
		const guest = new URL("ring-up-guest.ts", import.meta.url).pathname;
		xs = await XsBench.open(guest, { ports: { catalogFlash } });
		xs.call("open", image.length);
	}, 120_000);
	afterAll(() => xs?.close());

	it.each(codes.map((code) => [code]))("rings up the same as on V8: %j", (code) => {
		expect(String(xs.call("rungUp", code))).toBe(ringUp(catalog, code));
	});

	it("rings up the same as on V8 with a character changed", () => {
		const random = new SeededRandom(12);
		const seen = new Set<string>();
		for (let round = 0; round < 2_000; round++) {
			const code = changed(random, codes[random.below(codes.length)]!);
			const expected = ringUp(catalog, code);
			seen.add(expected.split(" ")[0]!);
			expect(String(xs.call("rungUp", code)), code).toBe(expected);
		}
		// Not all of them are refused in the same way.
		expect(seen.size).toBeGreaterThan(6);
	});

	it("is read as each kind at least once", () => {
		const rung = new Set(codes.map((code) => ringUp(catalog, code).split(" ")[0]));
		for (const { sku } of rows) expect(rung, sku).toContain(sku);
		for (const fault of ["ITEM_UNKNOWN", "LABEL_CONFLICT"]) expect(rung).toContain(fault);
	});
});
