// What somebody may not do, somebody else may allow.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayDo, Right } from "../../firmware/policy/staff.js";
import { OverrideReason, RecordKind } from "../../firmware/wire/record.js";
import type { Action } from "../../firmware/till/view.js";
import { stallCatalog } from "./harness.js";
import { anna, ben, person, StaffedStall, staffedCatalog } from "./staffed-stall.js";

/** Ben, who may do nothing of it, sells. */
function bensStall(): StaffedStall {
	return new StaffedStall().act("openShift").signIn(1, "0815").key("1000").act("confirm");
}

interface Case {
	readonly right: keyof typeof Right;
	readonly ask: (stall: StaffedStall) => void;
	readonly from: string;
	readonly done: (stall: StaffedStall) => boolean;
	readonly approvers: readonly string[];
}

const cases: readonly Case[] = [
	{
		...{ right: "drawer", from: "menu", approvers: ["Anna", "Cleo"] },
		ask: (stall) => stall.act("menu", "noSale"),
		done: (stall) => stall.of(RecordKind.noSale).length === 1 && stall.drawerOpened === 1,
	},
	{
		...{ right: "cash", from: "menu", approvers: ["Anna"] },
		ask: (stall) => stall.act("menu", "moveCash").key("500").act("confirm", { kind: "choose", index: 2 }),
		done: (stall) => stall.of(RecordKind.cashMoved).length === 1 && stall.body.kind === "cashMoved",
	},
	{
		...{ right: "void", from: "basket", approvers: ["Anna", "Cleo"] },
		ask: (stall) => stall.scan("COF").act("basket", "void"),
		done: (stall) => stall.of(RecordKind.saleVoided).length === 1 && stall.body.kind === "sell",
	},
	{
		...{ right: "training", from: "settings", approvers: ["Anna"] },
		ask: (stall) => stall.act("menu", "settings", "training"),
		done: (stall) => stall.till.view().status.isTraining,
	},
	{
		...{ right: "closeShift", from: "menu", approvers: ["Anna"] },
		ask: (stall) => stall.act("menu", "closeShift"),
		done: (stall) => stall.body.kind === "keypad" && stall.body.purpose === "count",
	},
	{
		...{ right: "settings", from: "settings", approvers: ["Anna"] },
		ask: (stall) => stall.act("menu", "settings", "paper"),
		done: (stall) => {
			const { body } = stall;
			return body.kind === "settings" && body.entries.some(({ detail }) => detail === "80 mm");
		},
	},
];

describe.each(cases)("the right $right", ({ right, ask, from, done, approvers }) => {
	it("is not asked of who has it", () => {
		const stall = new StaffedStall().open(1_000);
		ask(stall);
		expect(done(stall)).toBe(true);
		expect(stall.of(RecordKind.overridden)).toEqual([]);
	});

	it("is lent by somebody who has it, for a reason that is recorded first", () => {
		const stall = bensStall();
		ask(stall);
		expect(done(stall)).toBe(false);
		expect(stall.page("people")).toEqual({ kind: "people", title: "whoAllows", names: approvers, mayLeave: true });
		stall.signIn(0, "4711");
		expect(stall.page("choice")).toMatchObject({ title: "why" });
		expect(done(stall)).toBe(false);
		stall.act({ kind: "choose", index: 1 });
		expect(stall.of(RecordKind.overridden)).toMatchObject([
			{ staff: 2, approvedBy: 1, right: Right[right], reason: OverrideReason.mistake, closes: [] },
		]);
		expect(done(stall)).toBe(true);
		const after = stall.records().at(-1)!;
		expect(after.staff).toBe(2);
	});

	it("changes nothing where it is not lent: by going back at each step, and by a wrong PIN", () => {
		for (const steps of [
			["back"],
			[{ kind: "choose", index: 0 }, "back", "back"],
			[{ kind: "choose", index: 0 }, "pin", "back"],
		] as (Action | "back" | "pin")[][]) {
			const stall = bensStall();
			ask(stall);
			for (const step of steps) {
				if (step === "pin") stall.enter("4711");
				else stall.act(step);
			}
			expect(stall.body.kind).toBe(from);
			expect([done(stall), stall.of(RecordKind.overridden)]).toEqual([false, []]);
		}
		const stall = bensStall();
		ask(stall);
		expect(stall.signIn(0, "1111").notice).toBe("PIN_WRONG");
		expect([done(stall), stall.of(RecordKind.pinRefused).map(({ staff, number }) => [staff, number])]).toEqual([
			false,
			[[2, 1]],
		]);
		stall.enter("4711").act({ kind: "choose", index: 0 });
		expect(stall.of(RecordKind.overridden)[0]!.closes).toHaveLength(1);
		expect(done(stall)).toBe(true);
	});
});

describe("an override", () => {
	it("is refused where nobody has the right, before anybody is asked", () => {
		const stall = new StaffedStall({ catalog: { ...staffedCatalog, staff: [ben] } });
		stall.act("openShift").signIn(0, "0815").key("0").act("confirm", "menu", "noSale");
		expect(stall.notice).toBe("RIGHT_MISSING");
		expect(stall.page("menu")).toBeDefined();
	});

	it("is not asked for what cannot be done at present", () => {
		const stall = new StaffedStall().act("menu", "noSale");
		expect(stall.notice).toBe("SHIFT_CLOSED");
		const open = bensStall().scan("COF").act("menu", "closeShift");
		expect(open.notice).toBe("SALE_OPEN");
		const drawer = bensStall().act("menu", "moveCash").key("1001").act("confirm", { kind: "choose", index: 2 });
		expect(drawer.notice).toBe("DRAWER_TOO_LOW");
	});

	it("allows one thing once", () => {
		const stall = bensStall().act("menu", "noSale").signIn(0, "4711").act({ kind: "choose", index: 0 });
		stall.act("menu", "noSale");
		expect(stall.page("people").title).toBe("whoAllows");
		expect(stall.of(RecordKind.noSale)).toHaveLength(1);
	});

	it("leaves who is signed in as it was", () => {
		const stall = bensStall()
			.act("menu", "noSale")
			.signIn(0, "4711")
			.act({ kind: "choose", index: 0 })
			.sellCash("COF");
		expect(stall.of(RecordKind.noSale)).toMatchObject([{ staff: 2 }]);
		expect(stall.of(RecordKind.sale)).toMatchObject([{ staff: 2 }]);
	});

	it("is asked of nobody in a shift without people, and of everybody once a catalog has brought the first", () => {
		const stall = new StaffedStall({ catalog: stallCatalog }).openShift(1_000).act("menu", "noSale");
		expect(stall.of(RecordKind.noSale)).toHaveLength(1);
		stall.useCatalog({ ...staffedCatalog, version: 8 });
		expect(stall.act("menu", "noSale").page("people").title).toBe("whoAllows");
	});

	it("is asked of who was given fewer rights, or left, in a newer catalog", () => {
		const stall = new StaffedStall().open();
		stall.useCatalog({
			...staffedCatalog,
			version: 8,
			staff: [{ ...anna, rights: 0 }, person(4, "Dev", Right.drawer, "1")],
		});
		expect(stall.act("menu", "noSale").page("people").names).toEqual(["Dev"]);
	});
});

it("a right is one bit: others, those of newer versions too, do not lend it", () => {
	fc.assert(
		fc.property(fc.nat(0xffff), fc.constantFrom(...Object.values(Right)), (rights, right) => {
			expect(mayDo(rights | right, right)).toBe(true);
			expect(mayDo(rights & ~right, right)).toBe(false);
		}),
	);
	expect(new Set(Object.values(Right)).size).toBe(Object.keys(Right).length);
});
