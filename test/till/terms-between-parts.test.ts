// Prices, taxes and promotions that arrive between the parts of a split: the sale that is being paid keeps its own, and
// record, screen and paper say the same.
import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/builder.js";
import type { SaleTicket } from "../../firmware/core/ticket.js";
import { saleFault } from "../../firmware/pricing/sale-check.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { stallCatalog, TillHarness } from "./harness.js";

const [coffee, croissant, tea] = stallCatalog.items;
const newer = { ...stallCatalog, version: 8 };
const changes: Readonly<Record<string, CatalogSource>> = {
	prices: { ...newer, items: [{ ...coffee!, priceMinor: 999 }, croissant!, tea!] },
	"an item that is gone": { ...newer, items: [croissant!, tea!] },
	taxes: {
		...newer,
		taxClasses: [
			{ name: "standard", rates: [{ rateMillipercent: 25_000, authority: "", jurisdiction: "" }] },
			{ name: "zero", rates: [{ rateMillipercent: 5_000, authority: "", jurisdiction: "" }] },
		],
	},
	"a seller's name": { ...newer, headerLines: ["South Bakery"] },
	"cash rounding": { ...newer, country: "SK" },
};

/** 1.00 of 2.60 + 2.40 in cash, and then the change. */
function between(catalog: CatalogSource, isRestarted: boolean): TillHarness {
	let stall = new TillHarness().openShift().scan("COF", "CRO").act("pay", "split").key(100);
	stall.act("confirm", "cash", { kind: "note", amountMinor: 500 });
	stall.useCatalog(catalog);
	if (isRestarted) {
		stall = stall.reboot();
		stall.useCatalog(catalog);
	}
	return stall;
}

describe.each(Object.entries(changes))("%s that arrive between the parts of a split", (_name, catalog) => {
	it.each([false, true])("change nothing of the sale; restarted: %s", (isRestarted) => {
		const stall = between(catalog, isRestarted);
		expect(stall.page("tender")).toMatchObject({ paidMinor: 100, restMinor: 400, dueMinor: 500 });
		stall.act("card").reader.answer({ kind: "approved", reference: "tok" });
		expect(stall.page("paid")).toMatchObject({ totalMinor: 500, changeMinor: 400 });
		const sale = stall.of(RecordKind.sale).at(-1)!;
		expect(sale).toMatchObject({
			...{ catalogVersion: 7, heldMinor: 100, roundingMinor: 0, changeMinor: 400 },
			lines: [
				{ name: "Coffee", amountMinor: 260 },
				{ name: "Croissant", amountMinor: 240 },
			],
			taxes: [{ rateMillipercent: 0 }, { rateMillipercent: 20_000, taxMinor: 43 }],
			document: { totalMinor: 500, cashMinor: 100 },
		});
		expect(saleFault({ ...sale, totalMinor: 500 })).toBeUndefined();
		const ticket = stall.printer.printed.at(-1)!.ticket as SaleTicket;
		expect(ticket).toMatchObject({
			...{ totalMinor: 500, taxMinor: 43, changeMinor: 400, roundingMinor: 0 },
			lines: [{ amountMinor: 260 }, { amountMinor: 240 }],
			tenders: [{ amountMinor: 500 }, { amountMinor: 400 }],
		});
		stall.act("next", "menu", "reprint");
		expect(stall.printer.printed.at(-1)!.ticket).toEqual(ticket);
		// The next sale has the new terms.
		expect(stall.act("back").till.mayChangeTerms).toBe(false);
	});
});

describe("the currency and taxes of a catalog", () => {
	it("wait until no part is held and nothing is parked or open, also over the end of the shift", () => {
		const stall = between(changes["prices"]!, false).act("back", "keepPart", "menu", "closeShift").key(100);
		stall.act("confirm", "next");
		expect(stall.page("closed")).toBeDefined();
		expect(stall.till.mayChangeTerms).toBe(false);
		stall.openShift(100).act("parked", { kind: "recall", index: 0 }, "back", "returnCash", "next");
		stall.act("basket", "void", "menu", "closeShift").key(0).act("confirm", "next");
		expect(stall.till.mayChangeTerms).toBe(true);
	});
});
