// Which alarms a terminal keeps where it has more than the bound.
import { expect, it } from "vitest";
import { hostLimits } from "../../host/limits.js";
import { openLocalStore } from "../../host/store/sqlite/local.js";

it("a small sum is kept before severe alarms without money", async () => {
	const store = openLocalStore({ folder: undefined, merchant: "demo" });
	const alarm = { terminal: "t0", amountMinor: 0, currency: "" };
	await store.notices.raise(
		{ ...alarm, code: "DRAWER_DIFFERENCE", detail: "shift 1", amountMinor: -1, currency: "EUR" },
		1,
	);
	const { alarmsPerTerminalMax, alarmsTrimEvery } = hostLimits;
	const count = alarmsPerTerminalMax + 2 * alarmsTrimEvery;
	for (let i = 0; i < count; i++)
		await store.notices.raise({ ...alarm, code: "RECORD_UNREADABLE", detail: `sequence ${i}` }, 1);
	expect(await store.notices.details("DRAWER_DIFFERENCE", "t0")).toEqual(["shift 1"]);
	const kept = await store.notices.details("RECORD_UNREADABLE", "t0");
	expect(kept.length).toBeLessThan(alarmsPerTerminalMax + alarmsTrimEvery);
	await store.close();
});

it("an alarm that occurred again since it was seen is not closed", async () => {
	const store = openLocalStore({ folder: undefined, merchant: "demo" });
	const alarm = { code: "DRAWER_DIFFERENCE", terminal: "t0", detail: "shift 1", amountMinor: 5, currency: "EUR" };
	await store.notices.raise({ ...alarm, code: "DRAWER_DIFFERENCE" }, 1);
	await store.notices.raise({ ...alarm, code: "DRAWER_DIFFERENCE" }, 2);
	const [row] = await store.notices.alarms();
	const closing = { id: row!.id, closedMs: 3, closedBy: "Ann", reason: "counted again" };
	expect(await store.notices.close({ ...closing, count: 1 })).toBe(false);
	expect(await store.notices.alarms()).toHaveLength(1);
	expect(await store.notices.close({ ...closing, count: 2 })).toBe(true);
	expect(await store.notices.alarms()).toEqual([]);
	await store.close();
});
