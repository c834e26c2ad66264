// Issue 11, number 9: no terminal's alarms evict or hide the alarm of a fork, another terminal's, or one with money.
// The kind: https://github.com/netdata/netdata/issues/1663 (a flood of alarms),
// https://github.com/gillesduif/iGloo/issues/269 (repeated events and severities in a bounded list).
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UpdateState } from "../../../firmware/wire/status.js";
import type { AlarmNotice } from "../../../host/alarms.js";
import { hostLimits } from "../../../host/limits.js";
import { openLocalStore } from "../../../host/store/sqlite/local.js";
import type { Store } from "../../../host/store/store.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { sale } from "../../host/test-terminal.js";

let store: Store;
const fixture = new Fixture();
beforeEach(() => (store = openLocalStore({ folder: undefined, merchant: "demo" })));
afterEach(async () => {
	await store.close();
	await fixture.close();
});

const raise = (terminal: string, code: AlarmNotice["code"], detail: string, amountMinor = 0): Promise<void> =>
	store.notices.raise({ terminal, code, detail, amountMinor, currency: amountMinor === 0 ? "" : "EUR" }, 1);

async function names(): Promise<string[]> {
	return (await store.notices.alarms()).map(({ terminal, code, detail }) => `${terminal} ${code} ${detail}`);
}

const floods: readonly (readonly [string, AlarmNotice["code"], number])[] = [
	["refused firmware", "FIRMWARE_REFUSED", 0],
	["unreadable records", "RECORD_UNREADABLE", 0],
	["sales that do not add up by a cent", "SALE_DOES_NOT_ADD_UP", 1],
	["refunds that do not add up by a cent", "SALE_DOES_NOT_ADD_UP", -1],
	["sales that do not add up by millions", "SALE_DOES_NOT_ADD_UP", 1_000_000_000],
];

describe.each(floods)("alarms of %s", (_name, code, amountMinor) => {
	it("evict and hide neither the terminal's own fork nor another's alarms", async () => {
		await raise("hostile", "BATCH_FORKED", "epoch 1");
		await raise("forked", "BATCH_FORKED", "epoch 1", 500);
		await raise("honest", "RECEIPT_NUMBER_TWICE", "number 7", 260);
		await raise("refunded", "RECEIPT_NUMBER_TWICE", "number 8", -260);
		await raise("old", "FIRMWARE_ROLLED_BACK", "board 3");
		const count = code === "FIRMWARE_REFUSED" ? 10_100 : 2_000;
		for (let i = 0; i < count; i++) await raise("hostile", code, `flood ${i}`, amountMinor);
		const shown = await names();
		expect(shown.length).toBe(hostLimits.pageRowsMax);
		for (const kept of [
			...["hostile BATCH_FORKED epoch 1", "forked BATCH_FORKED epoch 1"],
			...["honest RECEIPT_NUMBER_TWICE number 7", "refunded RECEIPT_NUMBER_TWICE number 8"],
			"old FIRMWARE_ROLLED_BACK board 3",
		])
			expect(shown).toContain(kept);
	});
});

it("200 newer alarms without money, of as many terminals, hide none with money", async () => {
	await raise("honest", "SALE_DOES_NOT_ADD_UP", "first", 1);
	await raise("honest", "SALE_DOES_NOT_ADD_UP", "second", -1);
	for (let i = 0; i < 200; i++) await raise(`t${i}`, "BATCH_FORKED", "epoch 1");
	const shown = await names();
	expect(shown.slice(0, 2).sort()).toEqual([
		"honest SALE_DOES_NOT_ADD_UP first",
		"honest SALE_DOES_NOT_ADD_UP second",
	]);
	expect(shown.length).toBe(hostLimits.pageRowsMax);
});

it("200 newer alarms with money hide no fork without", async () => {
	await raise("honest", "BATCH_FORKED", "epoch 1");
	for (let i = 0; i < 400; i++) await raise(`t${i}`, "PAYMENT_MISMATCH", "place", 100 + i);
	const shown = await names();
	expect(shown).toContain("honest BATCH_FORKED epoch 1");
	expect(shown[0]).toBe("t399 PAYMENT_MISMATCH place");
});

it("of a terminal's own alarms the smallest sums go first, and those without money before", async () => {
	for (let i = 1; i <= 10; i++)
		await raise("t", "SALE_DOES_NOT_ADD_UP", `large ${i}`, i % 2 ? 9_000 + i : -9_000 - i);
	await raise("t", "RECORD_UNREADABLE", "signed");
	const { alarmsPerTerminalMax, alarmsTrimEvery } = hostLimits;
	for (let i = 0; i < alarmsPerTerminalMax + 2 * alarmsTrimEvery; i++) await raise("t", "FIRMWARE_REFUSED", `${i}`);
	let details = await store.notices.details("SALE_DOES_NOT_ADD_UP", "t");
	expect(details.length).toBe(10);
	expect(await store.notices.details("RECORD_UNREADABLE", "t")).toEqual(["signed"]);
	for (let i = 0; i < alarmsPerTerminalMax + 2 * alarmsTrimEvery; i++)
		await raise("t", "SALE_DOES_NOT_ADD_UP", `small ${i}`, 1);
	details = await store.notices.details("SALE_DOES_NOT_ADD_UP", "t");
	expect(details.filter((detail) => detail.startsWith("large")).length).toBe(10);
	expect(await store.notices.details("RECORD_UNREADABLE", "t")).toEqual([]);
});

it("a flood of status reports leaves the fork of the terminal on the page", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1));
	await terminal.ship(1);
	const [original] = terminal.payloads.splice(0);
	terminal.record(sale(1, 999));
	await terminal.ship(1);
	terminal.payloads = [original!];
	for (let offered = 2; offered < 250; offered++)
		await terminal.say({ firmware: { board: "b", version: 1, state: UpdateState.refused, offered } });
	const alarms = await alarmsOf(host);
	expect(alarms.length).toBe(hostLimits.pageRowsMax);
	expect(alarms[0]).toMatchObject({ code: "BATCH_FORKED", terminal: "stall-1" });
});
