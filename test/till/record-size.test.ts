// Goods that do not fit into one record are refused when rung up: all later records of payments, attempts and parking
// can then be saved.
import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/source.js";
import { limits } from "../../firmware/core/limits.js";
import { isKnown, RecordKind } from "../../firmware/wire/record.js";
import { TillHarness, stallCatalog } from "./harness.js";

/** Names, codes and taxes of maximum length, each with a promotion. */
function longCatalog(letter: string, classes: number): CatalogSource {
	const text = (length: number, at: number): string => `${at}`.padEnd(length, letter);
	return {
		...stallCatalog,
		taxMode: 1,
		taxClasses: Array.from({ length: classes }, (_, at) => ({
			name: `class ${at}`,
			rates: [
				{
					rateMillipercent: 10_000 + at,
					authority: text(limits.taxTextCharactersMax, at),
					jurisdiction: text(16, at),
				},
			],
		})),
		promotions: [
			{
				id: "P".repeat(limits.skuCharactersMax),
				name: text(40, 0),
				basisPoints: 1_111,
				category: undefined,
				window: undefined,
			},
		],
		items: Array.from({ length: 60 }, (_, at) => ({
			...{
				sku: `SKU-${at + 10}`.padEnd(limits.skuCharactersMax, "0"),
				name: text(limits.itemNameCharactersMax, at + 10),
			},
			...{ category: "", priceMinor: 9_999 + at, taxClass: `class ${at % classes}`, barcodes: [] },
		})),
	};
}

/** Selling the maximum quantity of each exceeds 32 bits, and ten of them nearly reach the limit of a sale. */
function dearCatalog(): CatalogSource {
	const catalog = longCatalog("x", 8);
	return { ...catalog, items: catalog.items.map((item, at) => ({ ...item, priceMinor: 900_000 + at })) };
}

/** Rings up items until refused, then raises each quantity as far as accepted. */
function fill(stall: TillHarness, catalog: CatalogSource): number {
	let lines = 0;
	for (const { sku } of catalog.items) {
		stall.scan(sku);
		if (stall.till.view().notice !== undefined) break;
		lines++;
	}
	stall.act("basket");
	for (let index = 0; index < lines; index++)
		for (const delta of [9_998, 900, 90, 9]) {
			stall.act({ kind: "page", index }, { kind: "line", index }, { kind: "quantity", delta });
			if (stall.page("basket").selected !== undefined) stall.act({ kind: "line", index });
		}
	return lines;
}

const catalogs = [
	[
		"short names, one tax",
		{
			...longCatalog("x", 1),
			items: longCatalog("x", 1).items.map((item, at) => ({ ...item, sku: `${at}`, name: "n" })),
		},
	],
	["long names, one tax", longCatalog("x", 1)],
	["names of three bytes a character, one tax", longCatalog("漢", 1)],
	["long names, eight taxes", longCatalog("x", 8)],
	["amounts of more than 32 bits, eight taxes", dearCatalog()],
] as const;

describe("the fullest basket of", () => {
	it.each(catalogs)("%s is saved by every record that contains it, for any payment", (_name, catalog) => {
		const reference = "r".repeat(limits.referenceCharactersMax);
		const stall = new TillHarness({ catalog }).openShift();
		const lines = fill(stall, catalog);
		expect(lines).toBeGreaterThanOrEqual(4);
		stall.act("park", "parked", { kind: "recall", index: 0 }).openEpoch();
		stall.act("pay");
		for (let part = 0; part < limits.tendersMax - 1; part++) {
			stall.act("split").key(100_000).act("confirm", "card");
			stall.openEpoch().reader.answer({ kind: "approved", reference });
		}
		// Left open with three parts, attempted with a fourth, and resumed after a restart.
		stall.act("back", "parked", { kind: "recall", index: 0 }, "card");
		stall.openEpoch();
		const again = stall.reboot();
		expect(again.page("openPayment").amountMinor).toBeGreaterThan(0);
		again.reader.answerInquiry({ kind: "approved", reference });
		expect(again.page("paid").receiptNumber).toBe(1);
		expect(again.of(RecordKind.sale)[0]).toMatchObject({
			tenders: [{ reference }, { reference }, { reference }, { reference }],
		});
		const kinds = new Set(again.entries().flatMap(({ record }) => (isKnown(record) ? [record.kind] : [])));
		for (const kind of [
			RecordKind.basketParked,
			RecordKind.paymentAttempted,
			RecordKind.paymentCarried,
			RecordKind.sale,
		] as const)
			expect(kinds).toContain(kind);
	});

	it.each(catalogs)("%s can be voided, and sold in training", (_name, catalog) => {
		const stall = new TillHarness({ catalog }).openShift();
		fill(stall, catalog);
		stall.act("void");
		expect(stall.of(RecordKind.saleVoided)).toHaveLength(1);
		stall.act("menu", "settings", "training", "back", "back");
		fill(stall, catalog);
		stall.act("pay");
		for (let part = 0; part < 3; part++) stall.act("split").key(100_000).act("confirm", "card");
		stall.act("card");
		expect(stall.page("paid").isTraining).toBe(true);
	});
});

it("a quantity that the record could not hold is refused before payment", () => {
	const catalog = longCatalog("x", 1);
	const stall = new TillHarness({ catalog }).openShift();
	const lines = fill(stall, catalog);
	stall.act({ kind: "page", index: 0 });
	const before = stall.page("basket").totalMinor;
	stall.act({ kind: "line", index: lines - 1 }, { kind: "quantity", delta: 9_999 });
	expect(stall.page("basket").totalMinor).toBe(before);
});

it("cards that were charged are recorded where nothing new may be sold any more", () => {
	const catalog = longCatalog("x", 1);
	for (let before = 0; before < 4; before++) {
		const stall = new TillHarness({ catalog, sizeBytes: 65_536 }).openShift();
		for (let parked = 0; parked < before; parked++) {
			fill(stall, catalog);
			stall.act("park");
		}
		const charge = (): boolean => {
			stall.act("card");
			if (stall.body.kind === "fault") return false;
			stall.reader.answer({ kind: "approved", reference: "tok" });
			return true;
		};
		let sold = 0;
		for (; sold < 200; sold++) {
			fill(stall, catalog);
			stall.act("pay");
			if (stall.body.kind === "fault") break;
			stall.act("split").key(100_000).act("confirm");
			if (!charge() || !charge()) break;
			expect(stall.page("paid").receiptNumber, `${before} before`).toBe(sold + 1);
			stall.act("next");
		}
		expect(sold).toBeGreaterThan(3);
		expect(stall.page("fault").code).toBe("JOURNAL_FULL");
	}
});

it("parts that are paid in cash leave the reserve to records that must be written", () => {
	const catalog = longCatalog("x", 1);
	for (let before = 0; before < 4; before++) {
		const stall = new TillHarness({ catalog, sizeBytes: 65_536 }).openShift();
		for (let parked = 0; parked < before; parked++) {
			fill(stall, catalog);
			stall.act("park");
		}
		let sold = 0;
		for (; sold < 200; sold++) {
			fill(stall, catalog);
			stall.act("pay");
			if (isFault(stall)) break;
			for (let part = 0; part < limits.tendersMax - 1; part++) {
				stall.act("split").key(100_000).act("confirm", "cash", "exact");
				if (isFault(stall)) break;
				expect(stall.page("tender").dueMinor).toBeGreaterThan(0);
				expect(stall.journal.statistics().freeSegments).toBeGreaterThanOrEqual(limits.journalReservedSegments);
			}
			if (isFault(stall)) break;
			stall.act("cash", "exact", "next");
		}
		expect(sold).toBeGreaterThan(1);
		expect(stall.page("fault").code).toBe("JOURNAL_FULL");
	}
});

/** A call: the compiler would take a property that was compared for the same after what the till did since. */
function isFault({ body }: TillHarness): boolean {
	return body.kind === "fault";
}
