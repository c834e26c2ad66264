// Codes that say more than an article number: EAN and UPC with an add-on (zxing #478), and GS1 Digital Link URIs, whose
// examples are those of the standard and of the toolkit at github.com/gs1/GS1DigitalLinkToolkit.js.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ean13 } from "../../catalog/market.js";
import { ScanningStall, type Row, rungUp } from "./scanning-stall.js";

const magazine: readonly Row[] = [{ sku: "S", barcodes: "9772434561006" }];

describe("an EAN or UPC with an add-on is the article", () => {
	it.each([
		["zxing #478, with its colon", "9772434561006:12001"],
		["with two digits behind it", "977243456100605"],
		["with five", "977243456100612001"],
		["after a blank", "9772434561006 05"],
		["after a plus", "9772434561006+12001"],
		["after a hyphen", "9772434561006-05"],
		["by its symbology identifier", "]E3977243456100605"],
		["by its identifier, with five digits", "]E3977243456100612001"],
		["with the identifier of a plain EAN", "]E0977243456100605"],
	])("%s", (_name, scanned) => {
		expect(rungUp(magazine, scanned)).toBe("Item S 250");
	});

	it.each([
		["036000291452", "03600029145205"],
		["036000291452", "03600029145212001"],
		["036000291452", "]E303600029145205"],
		["036000291452", "003600029145212001"],
		["049000006346", "04963406 05"],
		["049000006346", "0496340605"],
		["049000006346", "]E30496340612001"],
		["04963406", "004900000634605"],
		["96385074", "96385074+12"],
	])("of UPC and EAN-8, in every spelling: %s, %s", (listed, scanned) => {
		expect(rungUp([{ sku: "S", barcodes: listed }], scanned)).toBe("Item S 250");
	});

	it("may be sent on its own, and then is neither an item nor noise", () => {
		const counter = new ScanningStall(magazine).scan("]E09772434561006", "]E105", "]E09772434561006", "]E212001");
		expect(counter.shown).toBe("Item S 500");
		expect(counter.refused).toBe(0);
		expect(new ScanningStall(magazine).scan("]E205").shown).toBe("noise");
	});

	it("is itself where the catalog lists it with its add-on", () => {
		const rows = [...magazine, { sku: "JUNE", barcodes: "977243456100606" }];
		expect(rungUp(rows, "977243456100606")).toBe("Item JUNE 250");
		expect(rungUp(rows, "977243456100605")).toBe("Item S 250");
	});

	it("for every EAN-13 and every add-on, and only with a right check digit", () => {
		const digits = (length: number): fc.Arbitrary<string> =>
			fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
		fc.assert(
			fc.property(digits(10), fc.oneof(digits(2), digits(5)), fc.nat(8), (body, addOn, by) => {
				const ean = ean13(`97${body}`);
				const rows = [{ sku: "S", barcodes: ean }];
				expect(rungUp(rows, ean + addOn)).toBe("Item S 250");
				const wrong = ean.slice(0, 12) + ((Number(ean[12]) + 1 + by) % 10);
				expect(rungUp(rows, wrong + addOn)).toBe("ITEM_UNKNOWN");
			}),
			{ seed: 478, numRuns: 60 },
		);
	});
});

const gtin = "09506000134352";
const cheese: readonly Row[] = [{ sku: "S", barcodes: "9506000134352", priceMinor: 1_290 }];

describe("a GS1 Digital Link", () => {
	it.each([
		["of the standard", `https://id.gs1.org/01/${gtin}`, "Item S 1290"],
		["with a lot and a serial number", `https://id.gs1.org/01/${gtin}/10/ABC123/21/12345`, "Item S 1290"],
		["with a variant", `https://example.com/01/${gtin}/22/2A/10/X`, "Item S 1290"],
		["with attributes", `https://id.gs1.org/01/${gtin}/10/ABC?17=261231&15=261201`, "Item S 1290"],
		["of any domain, with a stem", `https://brand.example/shop/de/01/${gtin}/10/A`, "Item S 1290"],
		["with a port", `http://localhost:8080/01/${gtin}`, "Item S 1290"],
		["in capitals, as small QR codes are", `HTTPS://ID.GS1.ORG/01/${gtin}`, "Item S 1290"],
		["with a slash behind it", `https://id.gs1.org/01/${gtin}/`, "Item S 1290"],
		["with a fragment", `https://id.gs1.org/01/${gtin}#top`, "Item S 1290"],
		["by name", `https://example.com/gtin/${gtin}/lot/ABC`, "Item S 1290"],
		["of thirteen digits", "https://example.com/01/9506000134352", "Item S 1290"],
		["with keys of the domain", `https://example.com/01/${gtin}?linkType=gs1:pip&utm_source=x`, "Item S 1290"],
		["with percent signs", `https://example.com/01/${gtin}/10/A%2FB?99=%41`, "Item S 1290"],
		["with a weight", `https://id.gs1.org/01/${gtin}?3103=000500`, "0.500 kg Item S 645"],
		["with a weight in the path", `https://id.gs1.org/01/${gtin}/3103/000500`, "0.500 kg Item S 645"],
		["with a finer weight", `https://id.gs1.org/01/${gtin}?3104=004825`, "0.483 kg Item S 623"],
		["with a price", `https://id.gs1.org/01/${gtin}?3922=645`, "Item S 645"],
		["with a price in the path", `https://id.gs1.org/01/${gtin}/10/A/3922/645`, "Item S 645"],
		["with a price in its currency", `https://id.gs1.org/01/${gtin}?3932=978645`, "Item S 645"],
		["with weight and price", `https://id.gs1.org/01/${gtin}?3103=000500&3922=700`, "0.500 kg Item S 700"],
		["separated by semicolons", `https://id.gs1.org/01/${gtin}?17=261231;3922=700`, "Item S 700"],
		["with another currency", `https://id.gs1.org/01/${gtin}?3932=840645`, "LABEL_UNUSABLE"],
		["with two prices", `https://id.gs1.org/01/${gtin}?3922=645&3932=978700`, "LABEL_CONFLICT"],
		["with two weights", `https://id.gs1.org/01/${gtin}/3103/000500?3102=000050`, "LABEL_CONFLICT"],
		["with two articles", `https://id.gs1.org/01/${gtin}?01=${gtin}`, "LABEL_CONFLICT"],
		["with a lot twice", `https://id.gs1.org/01/${gtin}/10/A?10=B`, "LABEL_CONFLICT"],
		["with a wrong check digit", "https://id.gs1.org/01/09506000134353", "ITEM_UNKNOWN"],
		["with a malformed weight", `https://id.gs1.org/01/${gtin}?3103=500`, "ITEM_UNKNOWN"],
		["of no article", "https://id.gs1.org/414/9506000134352", "ITEM_UNKNOWN"],
		["of another article", "https://id.gs1.org/01/04006381333931", "ITEM_UNKNOWN"],
		["that is a plain link", "https://example.com/menu", "ITEM_UNKNOWN"],
		["of another scheme", `ftp://id.gs1.org/01/${gtin}`, "ITEM_UNKNOWN"],
	])("%s: %s", (_name, link, expected) => {
		expect(rungUp(cheese, link)).toBe(expected);
		expect(rungUp(cheese, `]Q1${link}`)).toBe(expected);
	});

	it("is the item that lists the whole link, where one does", () => {
		const link = `https://id.gs1.org/01/${gtin}`;
		expect(rungUp([...cheese, { sku: "LINK", barcodes: link }], link)).toBe("Item LINK 250");
	});

	it("of variable measure has no price without a measure", () => {
		const rows = [{ sku: "S", barcodes: "90614141000015", priceMinor: 1_290 }];
		expect(rungUp(rows, "https://id.gs1.org/01/90614141000015")).toBe("LABEL_UNUSABLE");
		expect(rungUp(rows, "https://id.gs1.org/01/90614141000015?3103=000500")).toBe("0.500 kg Item S 645");
	});

	it("finds a number in every spelling that the catalog has", () => {
		for (const listed of ["049000006346", "0049000006346", "04963406"])
			expect(rungUp([{ sku: "S", barcodes: listed }], "https://x.example/01/00049000006346")).toBe("Item S 250");
	});

	it("never throws and never sells for nothing, whatever follows the domain", () => {
		const part = fc.constantFrom(
			"/",
			"?",
			"&",
			";",
			"=",
			"#",
			"%",
			"01",
			gtin,
			"3103",
			"3922",
			"10",
			"000500",
			"é",
			"x",
		);
		fc.assert(
			fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
				const counter = new ScanningStall(cheese);
				counter.stall.scan(`https://id.gs1.org${parts.join("")}`);
				const { body } = counter.stall.till.view();
				if (body.kind === "sell" && body.last) expect(body.last.amountMinor).toBeGreaterThan(0);
			}),
			{ seed: 9, numRuns: 200 },
		);
	});
});
