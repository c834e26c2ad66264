// Cash in the drawer, by hand, against reports, records and the host, over random walks: splits, cards, waits, returned
// cash, parked baskets, training, shifts, power cuts in any write.
import { describe, expect, it } from "vitest";
import { RecordKind } from "../../firmware/wire/record.js";
import { IngestBench, terminalOf } from "../host/ingest-bench.js";
import { DrawerWalk } from "./drawer-walk.js";
import { stallCatalog, TillHarness } from "./harness.js";
import { checkPayments } from "./payment-audit.js";

const items = stallCatalog.items.map((item, at) => ({ ...item, priceMinor: [263, 1_024, 3][at]! }));
const steps = Number(process.env["WALK_STEPS"] ?? 500);
const first = Number(process.env["WALK_SEED"] ?? 1);
const seeds = Array.from({ length: Number(process.env["WALKS"] ?? 2) }, (_, at) => first + at);

describe("the cash in the drawer is what the books expect", () => {
	it.each(
		seeds.flatMap((seed) =>
			[
				["EUR", "AT"],
				["EUR", "SK"],
				["CHF", "CH"],
				["DKK", "DK"],
			].map(([currency, country]) => ({ seed, currency: currency!, country: country! })),
		),
	)("in $currency, $country: walk $seed", ({ seed, currency, country }) => {
		const catalog = { ...stallCatalog, currency, country, items };
		const walk = new DrawerWalk({ seed, catalog, opensEpochs: true }).run(steps);
		checkPayments(walk.stall, walk.gateway.charged);
		expect(walk.count(RecordKind.sale)).toBeGreaterThan(3);
	});

	it.each(seeds)("with a small journal that is trimmed: walk %i", (seed) => {
		const walk = new DrawerWalk({
			seed,
			catalog: stallCatalog,
			sizeBytes: 65_536,
			isArchived: true,
			opensEpochs: true,
		});
		walk.run(6 * steps);
		expect(walk.stall.entries().length).toBeLessThan(walk.seen.length);
	});

	it.each(seeds)("while the journal is full and nothing is archived: walk %i", (seed) => {
		const walk = new DrawerWalk({ seed, catalog: stallCatalog, sizeBytes: 65_536 }).run(6 * steps);
		checkPayments(walk.stall, walk.gateway.charged);
	});

	it.each(seeds)("and for the host, however the records arrive: walk %i", async (seed) => {
		const walk = new DrawerWalk({ seed, catalog: stallCatalog }).run(2 * steps);
		const states: object[] = [];
		for (const step of [50, 1 + (seed % 7)]) {
			const host = await IngestBench.open();
			const terminal = terminalOf(0);
			const cursor = walk.stall.journal.walk(1, 1);
			for (let entry = cursor.next(); entry; entry = cursor.next()) terminal.payloads.push(entry.payload);
			await host.ship(terminal, step);
			expect((await host.alarms()).filter(({ code }) => code !== "PAYMENT_UNRESOLVED")).toEqual([]);
			const shifts = await host.store.reports.shifts(undefined, 1_000);
			const expected = shifts.flatMap(({ expectedCashMinor }) => expectedCashMinor ?? []);
			expect(expected.sort()).toEqual([...walk.closings].sort());
			states.push(await host.ledgerState());
			await host.close();
		}
		expect(states[1]).toEqual(states[0]);
	});

	it("after its record was trimmed, was written again, and the sale is given up or completed", () => {
		for (const isSold of [false, true]) {
			let stall = new TillHarness({ sizeBytes: 65_536 }).openShift(1_000).scan("COF", "CRO");
			stall.act("basket", "park", "parked", { kind: "recall", index: 0 }, "pay", "split").key(300);
			stall.act("confirm", "cash", { kind: "note", amountMinor: 500 }, "back", "keepPart");
			const at = stall.journal.sequence;
			for (let sale = 0; sale < 900; sale++) {
				stall.sellCash("TEA");
				const { epoch, sequence } = stall.journal;
				stall.journal.release(epoch, sequence);
				if (sale % 200 !== 50) continue;
				stall = stall.openEpoch().reboot();
				stall.act("back", "keepPart");
			}
			expect(stall.journal.read(1, at)).toBeUndefined();
			stall
				.act("menu", "closeShift")
				.key(1_300 + 900 * 190)
				.act("confirm");
			expect(stall.page("report").rows).toContainEqual({ label: "difference", value: 0, isAmount: true });
			stall = stall.act("next").reboot();
			stall.openShift(1_300).act("parked", { kind: "recall", index: 0 });
			expect(stall.page("tender")).toMatchObject({ restMinor: 200, paidMinor: 300 });
			if (isSold) expect(stall.act("cash", "exact").page("paid").mayBeGiven).toBe(true);
			else stall.act("back", "returnCash");
			stall.act("next");
			if (!isSold) stall.act("basket", "void");
			expect(stall.act("parked").page("parked").sales).toEqual([]);
			stall
				.act("back", "menu", "closeShift")
				.key(isSold ? 1_500 : 1_000)
				.act("confirm");
			expect(stall.page("report").rows).toContainEqual({ label: "difference", value: 0, isAmount: true });
		}
	});
});
