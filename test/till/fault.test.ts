import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { TillHarness } from "./harness.js";

function failAppends(stall: TillHarness): void {
	stall.journal.append = () => {
		throw new Fault("JOURNAL_FULL", "test");
	};
}

describe("a full-screen fault", () => {
	it("returns to the unchanged page before", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO").act("basket", { kind: "line", index: 1 });
		failAppends(stall);
		expect(stall.act("void").page("fault").code).toBe("JOURNAL_FULL");
		expect(stall.act("next").page("basket").selected).toBe(1);
	});

	it("returns to the home page if a fault page was already shown", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "card");
		stall.reader.answer({ kind: "declined", reason: "" });
		stall.act("back", "basket");
		failAppends(stall);
		expect(stall.act("void").page("fault").code).toBe("JOURNAL_FULL");
		// A declined card was charged after all, which cannot be recorded either.
		stall.reader.answer({ kind: "approved", reference: "late" });
		expect(stall.page("fault").code).toBe("JOURNAL_FULL");
		expect(stall.act("next").body.kind).toBe("sell");
	});

	it("goes to the menu if the page itself could not be drawn", () => {
		const stall = new TillHarness().openShift().act("search");
		stall.till.fail(new Fault("CATALOG_DAMAGED", "test"));
		expect(stall.page("fault").code).toBe("CATALOG_DAMAGED");
		expect(stall.act("next").body.kind).toBe("menu");
	});

	it("lets the page before stop its work and start it again", () => {
		const stall = new TillHarness().openShift().act("menu", "settings", "inspect");
		stall.till.fail(new Fault("CATALOG_DAMAGED", "test"));
		const changes = stall.changes;
		stall.runTimers();
		expect(stall.changes).toBe(changes);
	});
});
