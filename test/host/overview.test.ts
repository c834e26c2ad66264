// What the API says of today, of shifts and of terminals that are compared with something else.
import { afterEach, describe, expect, it } from "vitest";
import { type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import type { Host } from "../../host/compose/single.js";
import { Fixture } from "./fixture.js";
import { anchor, newerRecord, prefix, sale, saleWallMs } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const dayMs = 86_400_000;

async function ask<T>(host: Host, url: string): Promise<T> {
	await host.ledgers.caughtUp();
	return (await host.web.inject({ url, headers: { host: "localhost" } })).json<T>();
}

describe("the overview of a day", () => {
	it("compares with the same weekday of the week before", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		for (const [index, days] of [0, 6, 7, 8].entries())
			terminal.record({ ...sale(index + 1, 100 + days), wallMs: saleWallMs - days * dayMs });
		await terminal.ship(1);
		expect(await ask(host, "/api/overview")).toMatchObject({
			today: { sales: 1, currencies: [{ grossMinor: 100 }] },
			sameWeekdayLastWeek: [{ currency: "GBP", grossMinor: 107 }],
		});
	});
});

describe("a shift", () => {
	const closed = (others: number, grossMinor: number) => ({
		...{ ...prefix, kind: RecordKind.shiftClosed, countedMinor: -1 },
		anchor: anchor(1, { sales: 1, others, grossMinor }),
	});

	it.each([
		["agrees", 1, 360, true],
		["disagrees by a document", 0, 360, false],
		["disagrees by an amount", 1, 350, false],
	])(
		"of a sale and a document of a newer version %s with the terminal's close",
		async (_name, others, gross, agrees) => {
			const host = await fixture.open();
			const terminal = await fixture.terminal(host);
			terminal.record(sale(1));
			terminal.payloads.push(newerRecord(77, [1, 2, 100, 0]));
			terminal.record(closed(others, gross) as KnownRecord);
			await terminal.ship(1);
			expect(await ask(host, "/api/shifts")).toMatchObject([{ shift: 1, agrees }]);
		},
	);
});

describe("the queue of a terminal", () => {
	it("is what its present chain has and the host has not, and unknown where it reports another chain", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2), sale(4));
		await terminal.ship(1, 2);
		// The battery's charge tells when the status has arrived.
		const seen = async (batteryPercent: number): Promise<unknown> => {
			const row = async () =>
				(await ask<{ batteryPercent: number; queueDepth: unknown }[]>(host, "/api/terminals"))[0];
			await expect.poll(async () => (await row())?.batteryPercent).toBe(batteryPercent);
			return (await row())?.queueDepth;
		};
		await terminal.say({ batteryPercent: 41 });
		expect(await seen(41)).toBe(1);
		await terminal.say({ batteryPercent: 42, epoch: terminal.epoch + 1, sequence: 50 });
		expect(await seen(42)).toBeNull();
	});
});
