import { english } from "../../firmware/words/english.js";
import { german } from "../../firmware/words/german.js";
import { type ReportTicketRow, rowText } from "../../firmware/core/ticket.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flows } from "../../firmware/till/flows/registry.js";
import { reportRows } from "../../firmware/till/flows/shift/report.js";
import { foldShift, noTotals, tenderTotal } from "../../firmware/till/session/shift-totals.js";
import {
	RecordKind,
	type RecordPrefix,
	type SaleRecord,
	type ShiftTotals,
	TenderKind,
} from "../../firmware/wire/record.js";
import { TillHarness } from "./harness.js";

const rowsOf = (stall: TillHarness): Record<string, number> =>
	Object.fromEntries(stall.page("report").rows.map((row) => [rowText(english.ticket, row), row.value]));

function closeShift(stall: TillHarness, countedMinor: number | undefined): TillHarness {
	stall.act("menu", "closeShift");
	if (countedMinor !== undefined) stall.key(countedMinor);
	return stall.act("confirm");
}

function busyShift(): TillHarness {
	const stall = new TillHarness()
		.openShift(10_000)
		.sellCash("COF", "COF", "CRO")
		.sellCash("TEA")
		.act("menu", "noSale");
	stall.scan("COF").act("pay", "card");
	stall.reader.answer({ kind: "approved", reference: "tok" });
	return stall.act("next").scan("TEA").act("basket", "void");
}

describe("a shift", () => {
	it("must be open to sell", () => {
		const stall = new TillHarness().scan("COF");
		expect(stall.page("closed").lastReport).toBe(false);
		expect(stall.till.view().notice).toBe("SHIFT_CLOSED");
		stall.act("menu", "noSale");
		expect(stall.till.view().notice).toBe("SHIFT_CLOSED");
		expect(stall.journal.sequence).toBe(0);
	});

	it("has no last report before it has closed one", () => {
		const stall = new TillHarness();
		expect(stall.act("report").page("closed").lastReport).toBe(false);
		expect(
			stall
				.act("menu")
				.page("menu")
				.entries.map(({ label }) => label),
		).not.toContain("lastReport");
		closeShift(stall.act("back").openShift(), 0).act("next", "menu");
		expect(stall.page("menu").entries.map(({ label }) => label)).toContain("lastReport");
	});

	it("opens with a float and continues the numbering", () => {
		const stall = closeShift(busyShift(), 0).act("next").openShift(7_500);
		expect(stall.records().at(-1)).toMatchObject({
			kind: RecordKind.shiftOpened,
			anchor: {
				numbers: [3, 1],
				open: [],
				totals: {
					shift: 2,
					currency: "EUR",
					taxMode: 0,
					floatMinor: 7_500,
					sales: 0,
					grossMinor: 0,
					tenders: [],
					taxes: [],
				},
			},
		});
		stall.sellCash("COF");
		expect(stall.records().at(-1)).toMatchObject({ document: { series: 1, number: 4 }, shift: 2 });
	});

	it("computes an X report from the journal while it is open", () => {
		const stall = busyShift().act("menu", "report");
		expect(stall.page("report")).toMatchObject({ title: "X", shift: 1 });
		expect(rowsOf(stall)).toMatchObject({
			Sales: 3,
			Items: 5,
			Takings: 1_210,
			"Incl. tax 20 %": 87 + 32 + 43,
			"Incl. tax 0 %": 0,
			Cash: 950,
			Card: 260,
			"No sale": 1,
			Void: 1,
			Float: 10_000,
		});
		expect(rowsOf(stall)).not.toHaveProperty("Expected in drawer");
		stall.act("back", "back").sellCash("COF");
		expect(stall.page("sell")).toBeDefined();
	});

	it("closes with a blind count, shows the Z report and its difference, and prints it", () => {
		const stall = closeShift(busyShift(), 10_900);
		expect(rowsOf(stall)).toMatchObject({ "Expected in drawer": 10_950, Counted: 10_900, Difference: -50 });
		expect(stall.records().at(-1)).toMatchObject({
			kind: RecordKind.shiftClosed,
			countedMinor: 10_900,
			anchor: {
				totals: {
					sales: 3,
					tenders: [
						{ kind: TenderKind.cash, amountMinor: 950 },
						{ kind: TenderKind.card, amountMinor: 260 },
					],
				},
			},
		});
		stall.act("print");
		expect(stall.printer.printed.at(-1)!.ticket).toMatchObject({
			kind: "report",
			title: "Z",
			shift: 1,
			header: { merchant: "North Bakery" },
		});
		stall.act("next");
		expect(stall.page("closed").lastReport).toBe(true);
		expect(stall.act("report").page("report").title).toBe("Z");
	});

	it("pages through a long report, and returns from pages that do not exist", () => {
		const stall = closeShift(busyShift(), 10_900);
		const { rows } = stall.page("report");
		expect(rows.length).toBeGreaterThan(9);
		expect(stall.act({ kind: "page", index: 9 }).page("report").first).toBe(9);
		expect(stall.act({ kind: "page", index: 99 }).page("report").first).toBe(rows.length - 1);
		expect(stall.act({ kind: "page", index: -1 }).page("report").first).toBe(0);
	});

	it("reports that cash was not counted when nothing was entered", () => {
		const stall = closeShift(busyShift(), undefined);
		expect(stall.records().at(-1)).toMatchObject({ countedMinor: -1 });
		expect(rowsOf(stall)).toHaveProperty("Expected in drawer");
		expect(rowsOf(stall)).not.toHaveProperty("Counted");
	});

	it("does not close while a sale is open or parked", () => {
		const stall = new TillHarness().openShift().scan("COF").act("menu", "closeShift");
		expect(stall.till.view().notice).toBe("SALE_OPEN");
		stall.act("back", "basket", "park", "menu", "closeShift");
		expect(stall.page("menu").shiftOpen).toBe(true);
	});

	it("keeps the Z report of the last shift through a power cut", () => {
		const stall = closeShift(busyShift(), 10_900).reboot();
		expect(stall.page("closed").lastReport).toBe(true);
		expect(rowsOf(stall.act("report"))).toMatchObject({ Counted: 10_900, Difference: -50 });
	});

	it("counts an empty drawer where 0 is keyed in, and nothing where nothing is", () => {
		const report = (stall: TillHarness) => stall.act("confirm").page("report").rows;
		const counting = () => new TillHarness().openShift().act("menu", "closeShift");
		expect(report(counting().key(0))).toContainEqual({ label: "counted", value: 0, isAmount: true });
		expect(report(counting()).map(({ label }) => label)).not.toContain("counted");
	});
});

describe("shift totals", () => {
	const prefix: RecordPrefix = {
		...{ bootCount: 1, uptimeMs: 0, wallMs: 0, clockQuality: 0, staff: 0, shift: 1 },
		document: undefined,
		closes: [],
	};
	const anySale = fc
		.record({
			rates: fc.uniqueArray(fc.constantFrom(0, 700, 1_900), { minLength: 1 }),
			gross: fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 3, maxLength: 3 }),
			change: fc.integer({ min: 0, max: 1_000 }),
			card: fc.integer({ min: 0, max: 50_000 }),
		})
		.map(({ rates, gross, change, card }): SaleRecord => {
			const taxes = rates
				.sort((a, b) => a - b)
				.map((rate, i) => ({
					rateMillipercent: rate * 10,
					authority: i === 0 ? "" : "US-NY",
					jurisdiction: "",
					baseMinor: gross[i]!,
					taxMinor: Math.floor(gross[i]! / 7),
				}));
			const totalMinor = taxes.reduce((sum, tax) => sum + tax.baseMinor, 0);
			const cardMinor = Math.min(card, totalMinor);
			return {
				...prefix,
				kind: RecordKind.sale,
				document: { series: 1, number: 1, totalMinor, cashMinor: totalMinor - cardMinor },
				currency: "EUR",
				catalogVersion: 1,
				lines: [],
				discounts: [],
				taxes,
				taxMode: 0,
				roundingMinor: 0,
				tenders: [
					{ kind: TenderKind.card, amountMinor: cardMinor, reference: "" },
					{ kind: TenderKind.cash, amountMinor: totalMinor - cardMinor + change, reference: "" },
				],
				changeMinor: change,
			};
		});

	it("are consistent for any sales: tenders and rounding sum to takings, rates to takings and tax", () => {
		fc.assert(
			fc.property(fc.array(anySale, { maxLength: 40 }), (sales) => {
				let totals: ShiftTotals = noTotals;
				for (const sale of sales) totals = foldShift(flows.folds, totals, sale);
				const paidMinor = totals.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
				expect(paidMinor - totals.roundingMinor).toBe(totals.grossMinor);
				expect(tenderTotal(totals, TenderKind.cash)).toBe(
					sales.reduce((sum, sale) => sum + sale.document.cashMinor, 0),
				);
				expect(totals.taxes.reduce((sum, tax) => sum + tax.baseMinor, 0)).toBe(totals.grossMinor);
				expect(totals.taxes.reduce((sum, tax) => sum + tax.taxMinor, 0)).toBe(totals.taxMinor);
				const names = totals.taxes.map(
					(tax) => `${String(tax.rateMillipercent).padStart(6, "0")} ${tax.authority}`,
				);
				expect(names).toEqual([...new Set(names)].sort());
				const kinds = totals.tenders.map((tender) => tender.kind);
				expect(kinds).toEqual([...new Set(kinds)].sort((a, b) => a - b));
			}),
			{ seed: 20_261_121 },
		);
	});

	it("show fractional tax rates, their authorities, and whether prices include them", () => {
		const tax = { rateMillipercent: 5_500, authority: "", jurisdiction: "", baseMinor: 1_055, taxMinor: 55 };
		const texts = (rows: readonly ReportTicketRow[], words = english): string[] =>
			rows.map((row) => rowText(words.ticket, row));
		const included = reportRows({ ...noTotals, taxes: [tax] }, undefined);
		expect(included).toContainEqual({
			...{ label: "taxIncluded", detail: "", rateMillipercent: 5_500, value: 55, isAmount: true },
		});
		expect(texts(included)).toContain("Incl. tax 5.5 %");
		expect(texts(included, german)).toContain("Inkl. Steuer 5,5 %");
		const state = { ...tax, rateMillipercent: 8_875, authority: "US-NY" };
		const rows = reportRows({ ...noTotals, taxMode: 1, taxes: [state] }, undefined);
		expect(rows).toContainEqual({
			...{ label: "taxAdded", detail: "US-NY", rateMillipercent: 8_875, value: 55, isAmount: true },
		});
		expect(texts(rows)).toContain("Tax 8.875 % US-NY");
	});

	it("name an unknown tender by its number, and do not expect cash for it", () => {
		const tenders = [
			{ kind: TenderKind.cash, amountMinor: 500 },
			{ kind: 7, amountMinor: 300 },
		];
		const rows = reportRows({ ...noTotals, floatMinor: 1_000, grossMinor: 800, tenders }, -1);
		expect(rows).toContainEqual({ label: "otherTender", detail: "7", value: 300, isAmount: true });
		expect(rows).toContainEqual({ label: "expected", value: 1_500, isAmount: true });
	});
});
