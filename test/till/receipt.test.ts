import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import type { SaleTicket, Ticket } from "../../firmware/core/ticket.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { saleFault } from "../../firmware/pricing/sale-check.js";
import { TillHarness, stallCatalog } from "./harness.js";

const ticketOf = (stall: TillHarness, index = -1): SaleTicket => stall.printer.printed.at(index)!.ticket as SaleTicket;

describe("a receipt", () => {
	it("is durable before the printer and the drawer are used, and the drawer opens before it prints", () => {
		const stall = new TillHarness().openShift().scan("COF");
		const done: string[] = [];
		const newest = (): string => `${stall.of(RecordKind.sale).length} sale`;
		const { print } = stall.printer;
		stall.printer.print = (...ticket) => {
			done.push(`printed after ${newest()}`);
			print.apply(stall.printer, ticket);
		};
		stall.onDrawer = () => done.push(`opened after ${newest()}`);
		stall.act("pay", "cash", "exact");
		expect(done).toEqual(["opened after 1 sale", "printed after 1 sale"]);
		expect(stall.printer.printed[0]).toMatchObject({ isCopy: false, sequence: stall.journal.sequence });
		expect(stall.records().at(-1)!.kind).toBe(RecordKind.sale);
		expect(stall.drawerOpened).toBe(1);
	});

	it("opens no drawer and prints nothing where the sale cannot be saved", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash");
		stall.journal.append = () => {
			throw new Fault("FLASH_PROGRAM_FAILED");
		};
		stall.act("exact");
		expect(stall.page("fault")).toBeDefined();
		expect([stall.drawerOpened, stall.printer.printed.length]).toEqual([0, 0]);
	});

	it("of a card opens no drawer, and its copy opens none again", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "card");
		stall.reader.answer({ kind: "approved", reference: "tok" });
		expect([stall.drawerOpened, stall.printer.printed.length]).toEqual([0, 1]);
		stall.act("next").scan("COF").act("pay", "cash", "exact", "print", "gift");
		expect([stall.drawerOpened, stall.printer.printed.length]).toEqual([1, 4]);
	});

	it("contains header, lines, taxes, tenders, number, local time and a QR code to find it by", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "COF", "CRO")
			.act("pay", "cash", { kind: "note", amountMinor: 1_000 });
		expect(ticketOf(stall)).toEqual({
			kind: "sale",
			header: {
				merchant: "North Bakery",
				lines: ["Market Square 3"],
				terminal: "t1",
				wallText: "2026-11-21 19:45",
				currency: "EUR",
				symbol: "€",
				decimals: 2,
			},
			receiptNumber: 1,
			isTraining: false,
			lines: [
				{ quantity: 2, name: "Coffee", unitMinor: 260, amountMinor: 520, taxLetters: "B" },
				{ quantity: 1, name: "Croissant", unitMinor: 240, amountMinor: 240, taxLetters: "A" },
			],
			discounts: [],
			taxes: [
				{ letter: "A", rateMillipercent: 0, authority: "", grossMinor: 240, netMinor: 240, taxMinor: 0 },
				{ letter: "B", rateMillipercent: 20_000, authority: "", grossMinor: 520, netMinor: 433, taxMinor: 87 },
			],
			isTaxAdded: false,
			taxMinor: 87,
			totalMinor: 760,
			roundingMinor: 0,
			tenders: [{ kind: "cash", amountMinor: 1_000, reference: "" }],
			changeMinor: 240,
			withoutPrices: false,
			qrText: `TMR1:north:t1:1:EUR:760:${stall.wallMs}`,
		});
	});

	it("adds tax to prices excl. tax, and names every authority that taxes the goods", () => {
		const rates = [
			{ rateMillipercent: 4_375, authority: "US-NY", jurisdiction: "" },
			{ rateMillipercent: 4_500, authority: "US-NYC", jurisdiction: "NYC" },
		];
		const taxClasses = [
			{ name: "standard", rates },
			{ name: "zero", rates: [{ rateMillipercent: 0, authority: "", jurisdiction: "" }] },
		];
		const catalog = { ...stallCatalog, currency: "USD", country: "US", taxMode: 1 as const, taxClasses };
		const stall = new TillHarness({ catalog }).openShift().scan("COF", "COF", "CRO").act("pay", "cash", "exact");
		expect(ticketOf(stall)).toMatchObject({
			header: { currency: "USD", symbol: "$" },
			lines: [
				{ amountMinor: 520, taxLetters: "BC" },
				{ amountMinor: 240, taxLetters: "A" },
			],
			taxes: [
				{ letter: "A", authority: "", netMinor: 240, taxMinor: 0, grossMinor: 240 },
				{ letter: "B", authority: "US-NY", netMinor: 520, taxMinor: 23, grossMinor: undefined },
				{ letter: "C", authority: "US-NYC", netMinor: 520, taxMinor: 23, grossMinor: undefined },
			],
			isTaxAdded: true,
			taxMinor: 46,
			totalMinor: 806,
		});
		const [sale] = stall.of(RecordKind.sale);
		expect(sale).toMatchObject({
			taxMode: 1,
			document: { totalMinor: 806 },
			lines: [{ taxes: 0b110 }, { taxes: 0b001 }],
		});
		expect(saleFault({ ...sale!, totalMinor: 806 })).toBeUndefined();
		stall.act("next", "menu", "report");
		expect(stall.page("report").rows).toContainEqual({
			label: "taxAdded",
			detail: "US-NYC",
			rateMillipercent: 4_500,
			value: 23,
			isAmount: true,
		});
	});

	it("shows the time of the sale in the time zone of that time, also on a copy after a clock change", () => {
		const transitions = [
			{ fromSeconds: 0, offsetMinutes: 60 },
			{ fromSeconds: Date.UTC(2026, 10, 22) / 1_000, offsetMinutes: 120 },
		];
		const catalog = { ...stallCatalog, zone: { name: "Europe/Vienna", transitions } };
		const stall = new TillHarness({ catalog }).openShift().sellCash("COF");
		stall.wallMs += 86_400_000;
		stall.act("menu", "reprint", "back").sellCash("COF");
		const wallText = (ticket: Ticket) => ("header" in ticket ? ticket.header.wallText : ticket);
		expect(stall.printer.printed.map(({ ticket }) => wallText(ticket))).toEqual([
			"2026-11-21 19:45",
			"2026-11-21 19:45",
			"2026-11-22 20:45",
		]);
	});

	it("omits the time while the clock is unset", () => {
		const stall = new TillHarness();
		stall.quality = 0;
		stall.openShift().sellCash("COF");
		expect(ticketOf(stall).header.wallText).toBe("");
		expect(stall.till.view().status).toMatchObject({ clockUnset: true, minutesOfDay: undefined });
	});

	it("is shown as a QR code and returns to the paid page", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact", "showQr");
		expect(stall.page("receiptQr")).toMatchObject({ receiptNumber: 1, text: ticketOf(stall).qrText });
		stall.act("back");
		expect(stall.page("paid").receiptNumber).toBe(1);
	});

	it("is numbered without gaps, whatever happens between sales", () => {
		let stall = new TillHarness().openShift().sellCash("COF").scan("TEA").act("basket", "void", "menu", "noSale");
		stall.scan("COF").act("pay", "card");
		stall.reader.answer({ kind: "declined", reason: "" });
		stall.act("cash", "exact", "next");
		stall = stall.reboot().act("next").sellCash("CRO");
		stall = stall.reboot().reboot().act("next").sellCash("CRO");
		const numbers = stall
			.records()
			.flatMap((record) => (record.kind === RecordKind.sale ? [record.document.number] : []));
		expect(numbers).toEqual([1, 2, 3, 4]);
	});

	it("prints again as a copy, which is recorded first", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact", "print");
		expect(stall.printer.printed.at(-1)).toMatchObject({ isCopy: true, sequence: stall.journal.sequence });
		expect(stall.records().at(-1)).toMatchObject({ kind: RecordKind.receiptCopied, receiptNumber: 1 });
		expect(ticketOf(stall)).toEqual(ticketOf(stall, 0));
	});

	it("prints again, not as a copy, when the first ticket failed, and shows a notice until then", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact");
		stall.printer.ticket = "failed";
		stall.printer.paper = "out";
		stall.printer.fault = "PRINTER_PAPER_OUT";
		expect(stall.page("paid").ticket).toBe("failed");
		expect(stall.till.view().notice).toBe("PRINTER_PAPER_OUT");
		expect(stall.till.view().status.paper).toBe("out");
		stall.act("print");
		expect(stall.printer.printed.map((printed) => printed.isCopy)).toEqual([false, false]);
	});

	it("is not printed again while the first is printing", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact");
		stall.printer.ticket = "printing";
		stall.act("print");
		expect(stall.printer.printed).toHaveLength(1);
	});

	it("can be a gift receipt without prices", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact", "gift");
		expect(ticketOf(stall).withoutPrices).toBe(true);
	});

	it("is reprinted from the menu as a copy, even after a power cut far back in the journal", () => {
		let stall = new TillHarness().openShift().sellCash("COF", "TEA");
		for (let i = 0; i < 150; i++) stall.act("menu", "noSale");
		stall = stall.reboot().act("next", "menu", "reprint");
		expect(stall.printer.printed).toHaveLength(1);
		expect(stall.printer.printed[0]).toMatchObject({ isCopy: true, ticket: { receiptNumber: 1, totalMinor: 450 } });
	});

	it.each([1, 60, 100, 140, 200])("is found for a reprint %i records back, after a power cut", (records) => {
		let stall = new TillHarness().openShift().sellCash("COF");
		for (let count = 0; count < records; count++) stall.act("menu", "noSale").act("back");
		stall = stall.reboot().act("next", "menu", "reprint");
		expect(ticketOf(stall)).toMatchObject({ receiptNumber: 1, totalMinor: 260 });
	});

	it("cannot be reprinted without a sale", () => {
		const stall = new TillHarness().openShift().act("menu", "reprint");
		expect(stall.printer.printed).toHaveLength(0);
	});
});
