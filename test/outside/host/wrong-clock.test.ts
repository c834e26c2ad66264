// Issue 12: a host whose own clock was wrong by more than a day took honest sales for misdated, and booked them under
// the wrong day for good. Invariant 11: clocks lie, the host's too.
import { afterEach, describe, expect, it } from "vitest";
import type { Host } from "../../../host/compose/single.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { sale, saleWallMs } from "../../host/test-terminal.js";
import { output } from "../../tools/command-output.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const dayMs = 86_400_000;

async function takings(host: Host, nowMs: number): Promise<number[]> {
	fixture.clock.set(nowMs);
	const reply = await host.web.inject({ url: "/api/overview", headers: { host: "localhost" } });
	const { today } = reply.json<{ today: { currencies: { grossMinor: number }[] } }>();
	return today.currencies.map(({ grossMinor }) => grossMinor);
}

async function codes(host: Host): Promise<string[]> {
	return (await alarmsOf(host)).map(({ code }) => code);
}

describe("a host whose clock was wrong", () => {
	it.each([
		["40 days slow, like one that was started before it had the time", -40 * dayMs],
		["three years fast", 3 * 365 * dayMs],
	])("books sales under their day when its operator says so: %s", async (_name, offMs) => {
		const dataDir = fixture.folder();
		let host = await fixture.open({ dataDir });
		fixture.clock.set(saleWallMs + offMs);
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2));
		await terminal.ship(1);
		expect(await codes(host)).toEqual(["SALE_MISDATED"]);
		expect(await takings(host, saleWallMs)).toEqual([]);
		const { stateHash } = await host.ledger();
		expect(await host.judgeTimesAgain()).toBe(2);
		expect(await codes(host)).toEqual([]);
		expect(await takings(host, saleWallMs)).toEqual([520]);
		expect(await takings(host, saleWallMs + offMs)).toEqual([]);
		expect((await host.ledger()).stateHash).toBe(stateHash);
		await host.close();
		// For good: also when the ledgers are folded again, and when it is said once more.
		host = await fixture.open({ dataDir });
		await host.ledgers.rebuild();
		expect([await takings(host, saleWallMs), await codes(host)]).toEqual([[520], []]);
		expect(await host.judgeTimesAgain()).toBe(0);
	});

	it("leaves sales alone whose terminal was wrong", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record({ ...sale(1), wallMs: saleWallMs + 40 * dayMs }, { ...sale(2), wallMs: 17_000 }, sale(3));
		await terminal.ship(1);
		expect(await host.judgeTimesAgain()).toBe(0);
		expect(await takings(host, saleWallMs)).toEqual([780]);
		expect(await codes(host)).toEqual(["SALE_MISDATED", "SALE_MISDATED"]);
	});
});

it("the command is in the help, and in what the alarm says", async () => {
	expect((await output(["host", "--help"])).out).toContain("--clock-was-wrong");
	const host = await fixture.open();
	fixture.clock.set(saleWallMs - 40 * dayMs);
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1));
	await terminal.ship(1);
	await host.ledgers.caughtUp();
	const reply = await host.web.inject({ url: "/api/alarms", headers: { host: "localhost" } });
	expect(reply.json<{ text: string }[]>()[0]!.text).toContain("--clock-was-wrong");
});
