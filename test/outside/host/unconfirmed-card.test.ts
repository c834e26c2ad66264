// Issue 12, number 4, on the host: a card that a reader took without the bank looked exactly like one that was paid, on
// the API, the dashboard, the customer's page and in the CSV. What is not yet certain never looks certain.
import { afterEach, describe, expect, it } from "vitest";
import { type KnownRecord, PaymentOutcome, type Place, TenderKind } from "../../../firmware/wire/record.js";
import type { Host } from "../../../host/compose/single.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { IngestBench, terminalOf } from "../../host/ingest-bench.js";
import { attempted, basket, ended, paidSale, sale, saleWallMs, type TestTerminal } from "../../host/test-terminal.js";

const fixture = new Fixture();
const benches: IngestBench[] = [];
afterEach(async () => {
	await fixture.close();
	for (const bench of benches.splice(0)) await bench.close();
});

const card = (amountMinor: number, attempt: Place) => ({
	...{ kind: TenderKind.card, amountMinor, reference: "tok", attempt, isUnconfirmed: true as const },
});

/** A sale of 6.60 by a card that the bank has not confirmed. */
function unconfirmedSale(number: number, attempt: Place): KnownRecord {
	return paidSale(number, attempt, 660, { tenders: [card(660, attempt)] });
}

/** A sale of 6.60, of which 3.00 are paid in cash. */
function splitSale(number: number, attempt: Place): KnownRecord {
	return paidSale(number, attempt, 660, {
		document: { series: 1, number, totalMinor: 660, cashMinor: 300 },
		tenders: [card(360, attempt), { kind: TenderKind.cash, amountMinor: 300, reference: "" }],
	});
}

/** As the bank's answer to the reader, which a later firmware may record. */
function confirmation(attempt: Place): KnownRecord {
	return ended(attempt, PaymentOutcome.approved, []);
}

interface Detail {
	readonly unconfirmedMinor: number;
	readonly notChargedMinor: number;
	readonly paid: readonly { readonly kind: number; readonly state: string }[];
}

async function ask<T>(host: Host, url: string): Promise<T> {
	await host.ledgers.caughtUp();
	return (await host.web.inject({ url, headers: { host: "localhost" } })).json<T>();
}

const detail = (host: Host, number = 1): Promise<Detail> => ask(host, `/api/receipts/stall-1/${number}`);

async function sold(
	make: (number: number, attempt: Place) => KnownRecord,
	askedMinor = 660,
): Promise<[Host, TestTerminal, Place]> {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	const attempt = terminal.attempt(attempted(askedMinor, basket(660)));
	terminal.record(make(1, attempt));
	await terminal.ship(1);
	return [host, terminal, attempt];
}

async function answer(host: Host, { epoch, sequence }: Place, charged: boolean): Promise<number> {
	const reply = await host.web.inject({
		...{ method: "POST", url: `/api/payments/stall-1/${epoch}/${sequence}/answer` },
		...{ headers: { host: "localhost" }, payload: { charged } },
	});
	return reply.statusCode;
}

async function page(host: Host): Promise<string> {
	await host.ledgers.caughtUp();
	const url = `/r/TMR1:demo:stall-1:1:GBP:660:${saleWallMs}`;
	return (await host.web.inject({ url, headers: { host: "localhost" } })).body;
}

async function csv(host: Host): Promise<Record<string, string>> {
	const { body } = await host.web.inject({ url: "/api/receipts.csv", headers: { host: "localhost" } });
	const [head = [], row = []] = body
		.replace("\uFEFF", "")
		.trim()
		.split(/\r?\n/)
		.map((line) => line.split(","));
	return Object.fromEntries(head.map((name, index) => [name, row[index] ?? ""]));
}

describe("a card that is not yet confirmed", () => {
	it("is so in receipt, list, file, the day's figures, the payments, and on the customer's page", async () => {
		const [host, , attempt] = await sold(unconfirmedSale);
		expect(await detail(host)).toMatchObject({ unconfirmedMinor: 660, paid: [{ state: "unconfirmed" }] });
		const { receipts } = await ask<{ receipts: Detail[] }>(host, "/api/receipts");
		expect(receipts).toMatchObject([{ unconfirmedMinor: 660, notChargedMinor: 0 }]);
		expect(await csv(host)).toMatchObject({ card: "6.60", not_confirmed: "6.60", not_charged: "0.00" });
		const overview = await ask<{ unconfirmedToday: object[]; payments: object[] }>(host, "/api/overview");
		expect(overview.unconfirmedToday).toEqual([{ currency: "GBP", amountMinor: 660, payments: 1 }]);
		expect(overview.payments).toMatchObject([
			{ state: "unconfirmed", terminal: "stall-1", ...attempt, amountMinor: 660, receipt: 1, answer: null },
		]);
		expect(await page(host)).toContain("not yet confirmed by the bank");
	});

	it("differs from one that is confirmed", async () => {
		const [host] = await sold((number, attempt) => paidSale(number, attempt, 660));
		expect(await detail(host)).toMatchObject({ unconfirmedMinor: 0, paid: [{ state: "paid" }] });
		expect(await csv(host)).toMatchObject({ card: "6.60", not_confirmed: "0.00" });
		expect(await ask(host, "/api/overview")).toMatchObject({ unconfirmedToday: [], payments: [] });
		expect(await page(host)).not.toContain("confirmed");
	});

	it("is only the card's own part of a split", async () => {
		const [host] = await sold(splitSale, 360);
		expect(await detail(host)).toMatchObject({
			unconfirmedMinor: 360,
			paid: [
				{ kind: TenderKind.card, state: "unconfirmed" },
				{ kind: TenderKind.cash, state: "paid" },
			],
		});
		expect(await csv(host)).toMatchObject({ cash: "3.00", card: "3.60", not_confirmed: "3.60" });
	});

	it("is paid once the operator has found the charge, also after a rebuild, and is not asked for again", async () => {
		const [host, , attempt] = await sold(unconfirmedSale);
		expect(await answer(host, attempt, true)).toBe(204);
		for (let round = 0; round < 2; round++) {
			expect(await detail(host)).toMatchObject({ unconfirmedMinor: 0, paid: [{ state: "paid" }] });
			expect(await ask(host, "/api/overview")).toMatchObject({ unconfirmedToday: [], payments: [], alarms: [] });
			expect(await page(host)).not.toContain("confirmed");
			await host.ledgers.rebuild();
		}
		expect(await answer(host, attempt, true)).toBe(204);
		expect(await answer(host, attempt, false)).toBe(409);
		// The terminal's sale is complete: there is nothing to tell it.
		expect((await host.store.payments.pendingAnswers("stall-1")).length).toBe(0);
	});

	it("is paid once a record says that the bank has agreed", async () => {
		const [host, terminal, attempt] = await sold(unconfirmedSale);
		expect(await detail(host)).toMatchObject({ unconfirmedMinor: 660 });
		terminal.record(confirmation(attempt));
		await terminal.ship(terminal.payloads.length);
		expect(await detail(host)).toMatchObject({ unconfirmedMinor: 0, paid: [{ state: "paid" }] });
		expect((await alarmsOf(host)).map(({ code }) => code)).toEqual([]);
	});

	it("is money at risk once the operator has found no charge", async () => {
		const [host, , attempt] = await sold(splitSale, 360);
		expect(await answer(host, attempt, false)).toBe(204);
		for (let round = 0; round < 2; round++) {
			expect(await detail(host)).toMatchObject({
				...{ unconfirmedMinor: 0, notChargedMinor: 360 },
				paid: [{ state: "notCharged" }, { state: "paid" }],
			});
			expect(await alarmsOf(host)).toMatchObject([
				{ code: "PAYMENT_NOT_CHARGED", terminal: "stall-1", amountMinor: 360, currency: "GBP", count: 1 },
			]);
			expect(await page(host)).toContain("The card was not charged.");
			await host.ledgers.rebuild();
		}
	});

	it("is paid where the bank agrees after the operator has found no charge", async () => {
		const [host, terminal, attempt] = await sold(unconfirmedSale);
		expect(await answer(host, attempt, false)).toBe(204);
		expect(await detail(host)).toMatchObject({ unconfirmedMinor: 0, notChargedMinor: 660 });
		terminal.record(confirmation(attempt));
		await terminal.ship(terminal.payloads.length);
		expect(await detail(host)).toMatchObject({
			unconfirmedMinor: 0,
			notChargedMinor: 0,
			paid: [{ state: "paid" }],
		});
		expect((await alarmsOf(host)).map(({ code }) => code)).toEqual([]);
	});

	it("is not confirmed by the reader's own approval, which the bank has not agreed to either", async () => {
		const [host, terminal, attempt] = await sold(unconfirmedSale);
		terminal.record({ ...confirmation(attempt), isUnconfirmed: true } as KnownRecord);
		await terminal.ship(terminal.payloads.length);
		expect(await detail(host)).toMatchObject({ unconfirmedMinor: 660, paid: [{ state: "unconfirmed" }] });
	});

	it("without an attempt stays unconfirmed, and nobody is asked", async () => {
		const tender = { kind: TenderKind.card, amountMinor: 660, reference: "tok", isUnconfirmed: true as const };
		const [host] = await sold((number) => sale(number, 660, 1, { tenders: [tender] }));
		expect(await detail(host)).toMatchObject({ unconfirmedMinor: 660, paid: [{ state: "unconfirmed" }] });
		const { payments } = await ask<{ payments: { state: string }[] }>(host, "/api/overview");
		expect(payments.map(({ state }) => state)).not.toContain("unconfirmed");
	});

	it("ends the same in any order of records of several epochs", async () => {
		const first = terminalOf(0);
		const attempt = first.attempt(attempted(660, basket(660)));
		const second = terminalOf(0, 2);
		const third = terminalOf(0, 3);
		second.record(unconfirmedSale(1, attempt));
		third.record(confirmation(attempt));
		const states: object[] = [];
		for (const order of [
			[first, second, third],
			[third, second, first],
			[second, third, first],
		]) {
			const bench = await IngestBench.open();
			benches.push(bench);
			for (const epoch of [2, 3]) await bench.enrol(0, epoch);
			for (const terminal of order) await bench.ship(terminal);
			states.push(await bench.ledgerState());
		}
		expect(states[1]).toEqual(states[0]);
		expect(states[2]).toEqual(states[0]);
		expect(states[0]).toMatchObject({ receipts: { receipts: [{ unconfirmedMinor: 0 }] } });
	});
});
