// People sign in with PINs, and wrong ones are counted.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { stallCatalog, TillHarness } from "./harness.js";
import { anna, ben, cleo, person, StaffedStall, staffedCatalog } from "./staffed-stall.js";

const minuteMs = 60_000;

describe("a shift", () => {
	it("is opened by somebody who signs in, and all its records are theirs", () => {
		const stall = new StaffedStall().act("openShift");
		expect(stall.page("people")).toEqual({
			kind: "people",
			title: "who",
			names: ["Anna", "Ben", "Cleo"],
			mayLeave: true,
		});
		stall.act({ kind: "choose", index: 1 });
		expect(stall.page("pin")).toMatchObject({ name: "Ben", digits: 0, waitMinutes: 0 });
		expect(stall.enter("0815").page("keypad").purpose).toBe("float");
		stall.key("1000").act("confirm").sellCash("COF");
		expect(stall.of(RecordKind.staffSignedIn)).toMatchObject([{ staff: 2, number: 2, previous: 0 }]);
		expect(stall.of(RecordKind.shiftOpened)).toMatchObject([{ staff: 2 }]);
		expect(stall.of(RecordKind.sale)).toMatchObject([{ staff: 2 }]);
	});

	it("asks nobody where the catalog names nobody, whatever it did before", () => {
		const stall = new TillHarness().openShift().sellCash("COF");
		expect(stall.of(RecordKind.sale)).toMatchObject([{ staff: 0 }]);
		expect(
			stall
				.act("menu")
				.page("menu")
				.entries.map(({ label }) => label),
		).not.toContain("changePerson");
		expect(stall.reboot().page("resumed")).toBeDefined();
	});

	it("is nobody's any more once it is closed, or was not opened after all", () => {
		const stall = new StaffedStall().act("openShift").signIn(0, "4711").act("back");
		expect(stall.page("closed")).toBeDefined();
		stall.till.recordWriter.write({ kind: RecordKind.inspected }, "reserved");
		stall.open().act("menu", "closeShift", "confirm", "next");
		stall.till.recordWriter.write({ kind: RecordKind.inspected }, "reserved");
		expect(stall.of(RecordKind.shiftClosed)).toMatchObject([{ staff: 1 }]);
		expect(stall.of(RecordKind.inspected)).toMatchObject([{ staff: 0 }, { staff: 0 }]);
	});

	it("takes seven touches for a sale of three items in cash, as without people", () => {
		const stall = new StaffedStall().open();
		const touches = [
			{ kind: "item", index: 0 },
			{ kind: "item", index: 1 },
			{ kind: "item", index: 2 },
		] as const;
		stall.act(...touches, "pay", "cash", "exact", "next");
		expect(stall.of(RecordKind.sale)).toHaveLength(1);
	});

	it("goes on with somebody else, with the open sale", () => {
		const stall = new StaffedStall().open().scan("COF").act("menu", "changePerson").signIn(1, "0815");
		expect(stall.page("sell")).toMatchObject({ units: 1 });
		stall.act("pay", "cash", "exact", "next");
		expect(stall.of(RecordKind.staffSignedIn)).toMatchObject([{ number: 1 }, { number: 2, previous: 1, staff: 2 }]);
		expect(stall.of(RecordKind.sale)).toMatchObject([{ staff: 2 }]);
		stall.act("menu", "changePerson", "back").act("back").sellCash("TEA");
		expect(stall.of(RecordKind.sale).at(-1)).toMatchObject({ staff: 2 });
	});
});

describe("after a start in an open shift", () => {
	it("nothing can be done before somebody signs in, and then what was open is there", () => {
		const cut = new StaffedStall().open().sellCash("COF").scan("TEA").act("basket", "park");
		const stall = cut.scan("CRO").act("pay", "split").key("100").act("confirm", "cash", "exact").reboot();
		const records = stall.records().length;
		expect(stall.page("people")).toMatchObject({ mayLeave: false });
		stall.act("back", "next", "menu", "noSale", "parked", "pay", "queue", "returnCash").scan("COF");
		expect(stall.page("people")).toBeDefined();
		expect([stall.records().length, stall.drawerOpened]).toEqual([records, 0]);
		stall.signIn(1, "0815");
		expect(stall.page("tender")).toBeDefined();
		expect(stall.till.view().notice).toBe("PART_PAID_KEPT");
	});

	it("a scan on the page of a low battery is refused, too", () => {
		const stall = new StaffedStall().open().reboot();
		stall.till.go("lowPower", []);
		expect(stall.page("lowPower")).toBeDefined();
		expect(stall.scan("COF").page("lowPower")).toBeDefined();
		expect(stall.sounds.at(-1)).toBe("refused");
		expect(stall.act("next").page("people")).toBeDefined();
		expect(stall.signIn(0, "4711").act("next").page("sell").units).toBe(0);
	});

	it("a catalog without people unlocks it", () => {
		const stall = new StaffedStall().open().reboot();
		stall.useCatalog({ ...stallCatalog, version: 8 });
		expect(stall.act("back").page("resumed")).toBeDefined();
		expect(stall.act("next").sellCash("COF").of(RecordKind.sale)).toHaveLength(1);
	});

	it("a catalog that brings the first people does not interrupt a sale", () => {
		const stall = new StaffedStall({ catalog: stallCatalog }).openShift().scan("COF").act("pay");
		stall.useCatalog({ ...staffedCatalog, version: 8 });
		stall.act("cash", "exact");
		expect(stall.page("paid")).toBeDefined();
		expect(stall.act("next").page("sell")).toBeDefined();
		expect(new StaffedStall({ before: stall, catalog: staffedCatalog }).page("people")).toBeDefined();
	});
});

describe("a wrong PIN", () => {
	it("is recorded before the screen says so, and its digits are nowhere", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 0 }).key("98760");
		expect(JSON.stringify(stall.till.view())).not.toContain("9876");
		expect(stall.page("pin").digits).toBe(5);
		stall.act("confirm");
		expect(stall.notice).toBe("PIN_WRONG");
		expect(stall.page("pin").digits).toBe(0);
		const { salt } = anna;
		const tag = new DataView(salt.buffer).getUint32(0);
		expect(stall.of(RecordKind.pinRefused)).toMatchObject([{ number: 1, guesses: 1, tag, staff: 0, closes: [] }]);
	});

	it("replaces the one before, and signing in closes the last", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 0 });
		stall.enter("1111").enter("2222").enter("4711");
		const [first, second, signedIn] = stall.entries().slice(-3);
		expect(second!.record).toMatchObject({ guesses: 2, closes: [first!.place] });
		expect(signedIn!.record).toMatchObject({ kind: RecordKind.staffSignedIn, closes: [second!.place] });
		stall.key("0").act("confirm", "menu", "changePerson", { kind: "choose", index: 0 }).enter("1");
		expect(stall.of(RecordKind.pinRefused).at(-1)).toMatchObject({ guesses: 1, closes: [] });
	});

	it("counts as one however few digits it has, and without digits nothing is entered", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 0 }, "confirm");
		expect(stall.of(RecordKind.pinRefused)).toEqual([]);
		expect(stall.enter("1").of(RecordKind.pinRefused)).toHaveLength(1);
		const { digits } = stall.key("123456789012").page("pin");
		expect(digits).toBe(limits.pinDigitsMax);
	});

	it("the fifth and later make a wait that doubles up to an hour, in which the right PIN is not looked at", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 0 });
		for (let guess = 0; guess < 5; guess++) stall.enter("1111");
		for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60]) {
			expect(stall.page("pin").waitMinutes).toBe(minutes);
			const records = stall.records().length;
			expect(stall.enter("4711").notice).toBe("PIN_WAIT");
			expect(stall.records().length).toBe(records);
			stall.uptimeMs += minutes * minuteMs - 1;
			expect(stall.enter("4711").notice).toBe("PIN_WAIT");
			stall.uptimeMs += 1;
			expect(stall.page("pin").waitMinutes).toBe(0);
			stall.enter("1111");
		}
		stall.uptimeMs += 60 * minuteMs;
		expect(stall.enter("4711").page("keypad")).toBeDefined();
	});

	it("concerns nobody else", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 0 });
		for (let guess = 0; guess < 5; guess++) stall.enter("1111");
		expect(stall.act("back").signIn(1, "0815").page("keypad")).toBeDefined();
	});

	it("a clock that is set, forwards or back a year, changes no wait", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 0 });
		for (let guess = 0; guess < 6; guess++) {
			stall.enter("1111");
			stall.uptimeMs += guess === 4 ? minuteMs : 0;
		}
		const yearMs = 365 * 86_400_000;
		for (const deltaMs of [yearMs, -2 * yearMs]) {
			stall.wallMs += deltaMs;
			expect(stall.page("pin").waitMinutes).toBe(2);
			expect(stall.enter("4711").notice).toBe("PIN_WAIT");
		}
	});

	it("is not forgotten by a restart, which begins the wait again, nor by totals, nor by a new chain", () => {
		let stall = new StaffedStall().open().act("menu", "changePerson", { kind: "choose", index: 1 });
		for (let guess = 0; guess < 5; guess++) stall.enter("1111");
		stall.uptimeMs += 59_000;
		stall = stall.reboot();
		stall.uptimeMs = 0;
		expect(stall.act({ kind: "choose", index: 1 }).page("pin").waitMinutes).toBe(1);
		stall.uptimeMs = minuteMs - 1;
		expect(stall.enter("0815").notice).toBe("PIN_WAIT");
		stall.openEpoch();
		stall = stall.reboot();
		stall.uptimeMs = minuteMs;
		expect(stall.act({ kind: "choose", index: 1 }).enter("2222").notice).toBe("PIN_WRONG");
		expect(stall.of(RecordKind.pinRefused).at(-1)).toMatchObject({ guesses: 6 });
	});

	it("is carried past the records that may be trimmed, with its wait", () => {
		let stall = new StaffedStall().open().act("menu", "changePerson", { kind: "choose", index: 1 });
		stall.uptimeMs = 600_000;
		for (let guess = 0; guess < 5; guess++) stall.enter("1111");
		stall.act("back", "back", "back");
		const { uptimeMs } = stall;
		for (let sale = 0; sale <= limits.carryAfterRecords + limits.shiftSnapshotEvery; sale++) stall.sellCash("COF");
		expect(stall.of(RecordKind.pinRefused)).toHaveLength(6);
		stall.uptimeMs = uptimeMs;
		stall.act("menu", "changePerson", { kind: "choose", index: 1 });
		expect(stall.page("pin").waitMinutes).toBe(1);
		stall = stall.reboot();
		stall.uptimeMs = minuteMs;
		stall.act({ kind: "choose", index: 1 }).enter("2222");
		expect(stall.of(RecordKind.pinRefused).at(-1)).toMatchObject({ number: 2, guesses: 6 });
	});

	it("of a PIN that has been replaced is forgotten", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 1 });
		for (let guess = 0; guess < 5; guess++) stall.enter("1111");
		stall.useCatalog({ ...staffedCatalog, version: 8, staff: [anna, person(2, "Ben", 0, "5555", 2), cleo] });
		stall.act("back", { kind: "choose", index: 1 });
		expect(stall.page("pin").waitMinutes).toBe(0);
		expect(stall.enter("1111").of(RecordKind.pinRefused).at(-1)).toMatchObject({ guesses: 1 });
		expect(stall.enter("5555").page("keypad")).toBeDefined();
	});

	it("of somebody who signs in no more is closed by the next, so that totals name few", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 2 }).enter("1111").act("back");
		stall.useCatalog({ ...staffedCatalog, version: 8, staff: [anna, ben] });
		const cleos = stall.entries().at(-1)!.place;
		stall.act({ kind: "choose", index: 1 }).enter("1111");
		expect(stall.of(RecordKind.pinRefused).at(-1)).toMatchObject({ number: 2, closes: [cleos] });
		expect(stall.enter("0815").key("0").act("confirm").of(RecordKind.shiftOpened)[0]!.anchor.open).toEqual([]);
	});

	it("a thousand times: the records of a day stay few", () => {
		const stall = new StaffedStall().act("openShift", { kind: "choose", index: 2 });
		const before = stall.records().length;
		let atMs = 0;
		for (let guess = 0; guess < 1_000; guess++) {
			stall.enter(String(10_000_000 + guess));
			stall.uptimeMs += 86_400;
			atMs += 86_400;
		}
		expect(atMs).toBe(86_400_000);
		// Five at once, six while the wait grows, then one an hour.
		expect(stall.records().length - before).toBeLessThanOrEqual(5 + 6 + 24);
		expect(stall.of(RecordKind.pinRefused).at(-1)!.guesses).toBeGreaterThan(20);
	});
});

describe("when the journal is full", () => {
	function full(): StaffedStall {
		const stall = new StaffedStall({ sizeBytes: 32_768 }).open();
		expect(() => {
			for (;;) stall.till.recordWriter.write({ kind: RecordKind.inspected }, "sale");
		}).toThrow("JOURNAL_FULL");
		return stall.reboot();
	}

	it("wrong PINs take none of the reserved room, and are tried once a minute at most", () => {
		const stall = full();
		expect(stall.journal.statistics().freeSegments).toBe(limits.journalReservedSegments);
		const { sequence } = stall.journal;
		stall.uptimeMs = 0;
		stall.act({ kind: "choose", index: 0 });
		expect(stall.enter("4711").notice).toBe("PIN_WAIT");
		stall.uptimeMs = minuteMs;
		stall.enter("1111");
		expect(stall.page("fault").code).toBe("JOURNAL_FULL");
		stall.act("back");
		expect(stall.enter("4711").notice).toBe("PIN_WAIT");
		expect(stall.journal.sequence).toBe(sequence);
		stall.uptimeMs += minuteMs;
		expect(stall.enter("4711").page("resumed")).toBeDefined();
		expect(stall.act("next", "menu", "closeShift", "confirm").page("report")).toBeDefined();
	});
});

it("guesses in any order, with cuts and waits, are never tried more often than the waits allow", () => {
	const step = fc.oneof(
		fc.record({ index: fc.nat(2), digits: fc.constantFrom("1111", "2222", "0000") }),
		fc.constant("cut" as const),
		fc.integer({ min: 1, max: 90 }),
	);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
			let stall = new StaffedStall({ sizeBytes: 262_144 }).act("openShift");
			const tries = new Map<number, number[]>();
			let nowMs = 0;
			const sit = (ms: number): void => {
				stall.uptimeMs += ms;
				nowMs += ms;
			};
			for (const each of steps) {
				if (each === "cut") {
					stall = stall.reboot();
					stall.uptimeMs = 0;
					stall.act("openShift");
				} else if (typeof each === "number") sit(each * minuteMs);
				else {
					const before = stall.of(RecordKind.pinRefused).length;
					stall.act({ kind: "choose", index: each.index }).enter(each.digits).act("back");
					const after = stall.of(RecordKind.pinRefused);
					if (after.length > before) {
						const at = tries.get(each.index) ?? [];
						tries.set(each.index, [...at, nowMs]);
						expect(after.at(-1)).toMatchObject({ number: each.index + 1, guesses: at.length + 1 });
					}
				}
			}
			for (const at of tries.values())
				at.forEach((atMs, guess) => {
					if (guess >= 5)
						expect(atMs - at[guess - 1]!).toBeGreaterThanOrEqual(Math.min(60, 2 ** (guess - 5)) * minuteMs);
				});
		}),
		{ numRuns: 60 },
	);
});

describe("a catalog", () => {
	it("holds people, and their PINs in no readable form", () => {
		const stall = new StaffedStall();
		expect(() => stall.useCatalog({ ...staffedCatalog, staff: [{ ...anna, name: "A".repeat(4_096) }] })).toThrow(
			Fault,
		);
		expect(() => stall.useCatalog({ ...staffedCatalog, staff: [anna, anna] })).toThrow("CATALOG_INVALID: person 1");
		expect(() => stall.useCatalog({ ...staffedCatalog, staff: [{ ...ben, number: 0 }] })).toThrow(Fault);
		expect(() =>
			stall.useCatalog({
				...staffedCatalog,
				staff: Array.from({ length: 33 }, (_, i) => person(i + 1, "X", 0, "1")),
			}),
		).toThrow("33 people");
	});

	it("has no section more without people, so that its bytes are as before", () => {
		const stall = new TillHarness({ catalog: { ...stallCatalog, staff: [] } });
		expect(stall.act("openShift").page("keypad").purpose).toBe("float");
	});

	it("with a person whose PIN takes too long to compute lets nobody in by it", () => {
		const stall = new StaffedStall({ catalog: { ...staffedCatalog, staff: [anna, { ...ben, rounds: 4_096 }] } });
		expect(stall.act("openShift").signIn(1, "0815").notice).toBe("PIN_WRONG");
	});
});
