import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { price } from "../../firmware/pricing/price.js";
import { foldShift, noTotals } from "../../firmware/till/shift-totals.js";
import type { Action } from "../../firmware/till/view.js";
import { type KnownRecord, RecordKind, type ShiftTotals } from "../../firmware/wire/record.js";
import { Stall, stallCatalog } from "./stall.js";

type Step = { readonly act: Action } | { readonly scan: string } | { readonly card: "approved" | "declined" | "cancelled" } | "power";

const words = [
	"pay basket back confirm cash card exact split other next print showQr remove park void search openPrice menu noSale",
	"openShift closeShift report queue reprint gift parked settings palette paper",
]
	.join(" ")
	.split(" ") as Exclude<Action, { index: number } | { delta: number } | { key: string } | { amountMinor: number }>["do"][];
const index = fc.integer({ min: -1, max: 3 });

/** Weighted towards what hands do, but anything may come on any page. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom("COF", "CRO", "TEA", "nonsense").map((scan): Step => ({ scan })) },
	{
		weight: 6,
		arbitrary: fc
			.constantFrom("pay" as const, "cash" as const, "exact" as const, "next" as const)
			.map((word): Step => ({ act: { do: word } })),
	},
	{ weight: 10, arbitrary: fc.constantFrom(...words).map((word): Step => ({ act: { do: word } })) },
	{ weight: 3, arbitrary: fc.constantFrom("approved" as const, "declined" as const, "cancelled" as const).map((card): Step => ({ card })) },
	{
		weight: 2,
		arbitrary: fc
			.constantFrom("0" as const, "5" as const, "00" as const, "delete" as const)
			.map((key): Step => ({ act: { do: "digit", key } })),
	},
	{ weight: 2, arbitrary: index.map((at): Step => ({ act: { do: "item", index: at } })) },
	{ weight: 2, arbitrary: index.map((at): Step => ({ act: { do: "line", index: at } })) },
	{ weight: 1, arbitrary: index.map((at): Step => ({ act: { do: "recall", index: at } })) },
	{ weight: 1, arbitrary: index.map((at): Step => ({ act: { do: "page", index: at } })) },
	{ weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }).map((delta): Step => ({ act: { do: "quantity", delta } })) },
	{ weight: 1, arbitrary: fc.constantFrom(500, 2_000).map((amountMinor): Step => ({ act: { do: "note", amountMinor } })) },
	{ weight: 1, arbitrary: fc.constant<Step>("power") },
);

const acts = (...dos: typeof words): Step[] => dos.map((word) => ({ act: { do: word } }));
const key = (digits: string): Step[] => [...digits].map((digit) => ({ act: { do: "digit", key: digit as "0" } }));
const home = acts("next", "back", "back", "back");
const items = fc.array(
	fc.constantFrom("COF", "CRO", "TEA").map((scan): Step => ({ scan })),
	{ minLength: 1, maxLength: 6 },
);

/** What hands mean to do, from wherever they are. */
const anyDeed: fc.Arbitrary<Step[]> = items.chain((scans) =>
	fc.constantFrom<Step[]>(
		[...home, ...scans, ...acts("pay", "cash", "exact", "next")],
		[...home, ...scans, ...acts("pay", "cash"), { act: { do: "note", amountMinor: 5_000 } }, ...acts("next")],
		[...home, ...scans, ...acts("pay", "card"), { card: "approved" }, ...acts("next")],
		[...home, ...scans, ...acts("pay", "split"), ...key("199"), ...acts("confirm", "cash", "exact", "card"), { card: "approved" }],
		[...home, ...scans, ...acts("pay", "split"), ...key("101"), ...acts("confirm", "card"), { card: "approved" }, ...acts("cash", "exact")],
		[...home, ...scans, ...acts("basket", "park")],
		[...home, ...acts("parked"), { act: { do: "recall", index: 0 } }, ...acts("pay", "cash", "exact")],
		[...home, ...scans, ...acts("basket", "void")],
		[...home, ...acts("menu", "noSale")],
		[...home, ...acts("openPrice"), ...key("350"), ...acts("confirm")],
		[...home, ...acts("menu", "closeShift"), ...key("900"), ...acts("confirm", "next")],
		[...home, ...acts("openShift"), ...key("5000"), ...acts("confirm")],
	),
);
/** Meant deeds with slips between them. */
const anySteps = fc
	.array(fc.oneof({ weight: 4, arbitrary: anyDeed }, { weight: 1, arbitrary: fc.array(anyStep, { maxLength: 4 }) }), {
		minLength: 5,
		maxLength: 40,
	})
	.map((deeds) => deeds.flat());

const catalog = {
	...stallCatalog,
	currency: "CHF",
	items: stallCatalog.items.map((item) => ({ ...item, priceMinor: item.priceMinor + 3 })),
	promotions: [{ id: "HOT", name: "Hot drinks", basisPoints: 750, category: "hot", window: undefined }],
};

/** Every record against what must always hold of it and of those before it. */
function audit(records: readonly KnownRecord[]): ShiftTotals {
	let totals = noTotals;
	let isOpen = false;
	for (const record of records) {
		if (record.kind === RecordKind.sale) {
			expect(isOpen).toBe(true);
			expect(record.receiptNumber).toBe(totals.receiptNumber + 1);
			expect(record.shift).toBe(totals.shift);
			const sum = (values: readonly { readonly amountMinor: number }[]): number =>
				values.reduce((total, value) => total + value.amountMinor, 0);
			const gross = record.lines.reduce((total, line) => total + line.grossMinor, 0);
			for (const line of record.lines) expect(line.grossMinor).toBe(line.quantity * line.unitMinor);
			expect(gross + sum(record.discounts)).toBe(record.totalMinor);
			expect(sum(record.tenders)).toBe(record.totalMinor + record.roundingMinor + record.changeMinor);
			expect(record.taxes.reduce((total, tax) => total + tax.grossMinor, 0)).toBe(record.totalMinor);
			expect(record.taxes.map((tax) => tax.rateBasisPoints)).toEqual(
				price(
					record.lines.map((line) => ({ ...line, category: undefined })),
					undefined,
				).taxes.map((tax) => tax.rateBasisPoints),
			);
		}
		if (record.kind === RecordKind.noSale) expect(record.noSaleNumber).toBe(totals.noSaleNumber + 1);
		if (record.kind === RecordKind.shiftSnapshot || record.kind === RecordKind.shiftClosed) expect(record.totals).toEqual(totals);
		if (record.kind === RecordKind.shiftOpened) {
			expect(isOpen).toBe(false);
			expect(record.totals).toMatchObject({ shift: totals.shift + 1, receiptNumber: totals.receiptNumber, sales: 0, grossMinor: 0 });
		}
		if (record.kind === RecordKind.shiftOpened) isOpen = true;
		if (record.kind === RecordKind.shiftClosed) isOpen = false;
		totals = foldShift(totals, record);
	}
	return totals;
}

describe("a till in any hands", () => {
	it("keeps every promise of its records, whatever is pressed, scanned and unplugged in whatever order", () => {
		fc.assert(
			fc.property(anySteps, (steps) => {
				let stall = new Stall({ catalog, sizeBytes: 262_144 }).openShift();
				const charged = new Map<string, number>();
				for (const step of steps) {
					if (step === "power") stall = stall.reboot();
					else if ("scan" in step) stall.scan(step.scan);
					else if ("act" in step) stall.act(step.act);
					else {
						const request = stall.reader.requests.at(-1);
						if (request === undefined || stall.body.kind !== "card") continue;
						if (step.card === "approved") charged.set(request.idempotencyKey, request.amountMinor);
						request.onOutcome(
							step.card === "approved" ? { result: "approved", reference: request.idempotencyKey } : { result: step.card, reason: "" },
						);
					}
					stall.till.view();
				}
				const records = stall.records();
				const totals = audit(records);
				const sales = records.filter((record) => record.kind === RecordKind.sale);
				for (const sale of sales)
					for (const tender of sale.tenders) if (tender.reference !== "") expect(charged.get(tender.reference)).toBe(tender.amountMinor);
				const references = sales.flatMap((sale) => sale.tenders.map((tender) => tender.reference)).filter((reference) => reference !== "");
				expect(new Set(references).size).toBe(references.length);
				stall = stall.reboot();
				const { body } = stall;
				if (body.kind === "resumed") expect(body).toMatchObject({ receiptNumber: totals.receiptNumber, noSaleNumber: totals.noSaleNumber });
				if (body.kind === "resumed") stall.act("next");
				stall.act("menu", "report");
				const rows = Object.fromEntries(stall.page("report").rows.map((row) => [row.label, row.value]));
				expect(rows).toMatchObject({ Sales: totals.sales, Takings: totals.grossMinor, Cash: totals.cashMinor, Card: totals.cardMinor });
			}),
			{ seed: 20_261_121, numRuns: 120 },
		);
	});
});
