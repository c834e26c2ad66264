// Notes on lines: their text lies beside the chain, which holds a salted digest (invariant 8).
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import type { SaleTicket } from "../../firmware/core/ticket.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { TillHarness } from "./harness.js";

const line = (index: number) => ({ kind: "line", index }) as const;

function type(stall: TillHarness, text: string): TillHarness {
	for (const key of text) stall.act({ kind: "letter", key });
	return stall;
}

function noted(text: string, stall = new TillHarness().openShift(), ...codes: string[]): TillHarness {
	stall.scan(...(codes.length > 0 ? codes : ["CRO"])).act("basket", line(0), "lineNote");
	return type(stall, text).act("confirm");
}

function notesPrinted(stall: TillHarness): (string | undefined)[] {
	const ticket = stall.printer.printed.at(-1)!.ticket as SaleTicket;
	return ticket.lines.map(({ note }) => note);
}

function isOn(stall: TillHarness, text: string): boolean {
	return Buffer.from(stall.textsFlash.cells).includes(text);
}

const saleOf = (stall: TillHarness) => stall.of(RecordKind.sale).at(-1)!;

describe("a note on a line", () => {
	it("is typed, shown, printed and printed again, and the record has its digest alone", () => {
		const stall = noted("for Anna");
		expect(stall.page("basket").lines).toMatchObject([{ name: "Croissant", note: "For Anna" }]);
		stall.act("pay", "cash", "exact");
		expect(notesPrinted(stall)).toEqual(["For Anna"]);
		const { note } = saleOf(stall).lines[0]!;
		expect(note).toHaveLength(16);
		expect(Buffer.from(stall.flash.cells).includes("Anna")).toBe(false);
		expect(stall.texts.find(note!)).toBeDefined();
		stall.act("print");
		expect(stall.printer.printed.at(-1)!.isCopy).toBe(true);
		expect(notesPrinted(stall)).toEqual(["For Anna"]);
	});

	it("is taken from a scanned code without its controls", () => {
		const stall = new TillHarness().openShift().scan("CRO").act("basket", line(0), "lineNote");
		stall.scan("\u001b@\u202eFor\t\u0000Anna\u2066 " + "x".repeat(400));
		expect(stall.page("text").typed).toBe(`@For Anna ${"x".repeat(30)}`);
	});

	it("is on flash before the record that names it, and not before the basket is paid", () => {
		const stall = noted("for Anna");
		expect(isOn(stall, "Anna")).toBe(false);
		const append = stall.journal.append.bind(stall.journal);
		let wasOn = false;
		stall.journal.append = (payload, room) => {
			wasOn = isOn(stall, "Anna");
			return append(payload, room);
		};
		stall.act("park");
		expect(wasOn).toBe(true);
	});

	it("leaves nothing behind when it is taken away again, typed anew or removed with its line", () => {
		const stall = noted("for Anna").act("pay", "back");
		expect(isOn(stall, "Anna")).toBe(true);
		stall.act(line(0), "lineNote");
		expect(stall.page("text").typed).toBe("For Anna");
		for (let at = 0; at < 8; at++) stall.act({ kind: "letter", key: "delete" });
		stall.act("confirm");
		expect(stall.page("basket").lines[0]!.note).toBeUndefined();
		expect(isOn(stall, "Anna")).toBe(false);
		stall.act("pay", "cash", "exact");
		expect(saleOf(stall).lines[0]!.note).toBeUndefined();
	});

	it("keeps its line apart from further units of the item", () => {
		const stall = noted("for Anna").scan("CRO", "CRO").act("pay", "cash", "exact");
		expect(saleOf(stall).lines).toMatchObject([{ quantity: 1, note: {} }, { quantity: 2 }]);
	});

	it("survives parking, a power cut and the end of the shift", () => {
		let stall = noted("for Anna").act("park");
		stall.texts.acknowledge(stall.texts.unsent(8)!.end);
		stall.act("menu", "closeShift").key(0).act("confirm");
		stall = stall.reboot().act("next").openShift().act("parked", { kind: "recall", index: 0 });
		expect(stall.page("basket").lines).toMatchObject([{ note: "For Anna" }]);
		stall.act("pay", "cash", "exact");
		expect(notesPrinted(stall)).toEqual(["For Anna"]);
	});

	it("leaves the terminal at the end of the shift, once the host has it", () => {
		const stall = noted("for Anna").act("pay", "cash", "exact", "next");
		stall.act("menu", "closeShift").key(240).act("confirm");
		expect(isOn(stall, "Anna")).toBe(true);
		stall.act("next").openShift();
		stall.texts.acknowledge(stall.texts.unsent(8)!.end);
		stall.act("menu", "closeShift").key(0).act("confirm");
		expect(isOn(stall, "Anna")).toBe(false);
		stall.act("next").openShift().act("menu", "reprint");
		expect(notesPrinted(stall)).toEqual([undefined]);
	});

	it("is left out with a sentence where it cannot be saved, and the sale goes on", () => {
		const stall = noted("for Anna");
		stall.texts.append = () => {
			throw new Fault("TEXTS_FULL");
		};
		stall.act("pay");
		expect(stall.till.view().notice).toBe("TEXTS_FULL");
		stall.act("cash", "exact");
		expect(saleOf(stall).lines[0]!.note).toBeUndefined();
		expect(notesPrinted(stall)).toEqual([undefined]);
	});

	it("is not offered without a partition, and in training", () => {
		const stall = new TillHarness({ hasTexts: false }).openShift().scan("CRO").act("basket");
		expect(stall.page("basket").takesTexts).toBe(false);
		expect(stall.act(line(0), "lineNote").page("basket").selected).toBe(0);
	});

	it("counts in a record's size, so that every basket that is shown can be saved", () => {
		const stall = new TillHarness().openShift();
		for (let at = 0; at < 40; at++) {
			stall.scan("CRO").act("basket", line(at), "lineNote");
			if (stall.body.kind !== "text") break;
			type(stall, `NOTE ${at}`).act("confirm");
			if (stall.till.view().notice === "BASKET_FULL") {
				stall.act("back");
				break;
			}
		}
		if (stall.body.kind !== "basket") stall.act("basket");
		stall.act("pay", "cash", "exact");
		expect(saleOf(stall).lines.length).toBeGreaterThan(15);
		expect(stall.page("paid").receiptNumber).toBe(1);
	});
});
