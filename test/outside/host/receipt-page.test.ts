// Issue 11, number 12, for the page behind the QR code of a receipt: it is for everybody, and nothing else is.
// CWE-306 (functions without authentication that a proxy brings within reach), invariant 11 (clocks lie: what a
// receipt says is the till's time, whatever the books make of it) and invariant 15 (cost in proportion).
import { afterEach, describe, expect, it } from "vitest";
import type { Host } from "../../../host/compose/single.js";
import { hostLimits } from "../../../host/limits.js";
import { Fixture } from "../../host/fixture.js";
import { sale, saleWallMs } from "../../host/test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const settings = { receiptAddress: "https://receipts.example.org" };
const atName = { host: "receipts.example.org" };
const operatorToken = "correct horse";

function codeOf(host: Host, number: number, totalMinor: number, wallMs: number): string {
	return `TMR1:${host.merchant}:stall-1:${number}:GBP:${totalMinor}:${wallMs}`;
}

describe("the name of the receipts' page", () => {
	it("leads to nothing else on a host without a token", async () => {
		const host = await fixture.open({ settings });
		const status = async (url: string, method: "GET" | "POST" = "GET"): Promise<number> =>
			(await host.web.inject({ url, method, headers: atName })).statusCode;
		expect(await status(`/r/${codeOf(host, 1, 260, saleWallMs)}`)).toBe(404);
		const others = [
			"/api/overview",
			"/api/receipts",
			"/api/receipts.csv",
			"/api/session",
			"/metrics",
			"/",
			"/healthz",
		];
		const tricks = [
			"/r/../api/overview",
			"/r/%2e%2e/api/overview",
			"//r/../api/overview",
			"/r/x?/api/",
			"/%61pi/overview",
		];
		for (const url of others) expect(await status(url), url).toBe(403);
		for (const url of tricks) expect([403, 404], url).toContain(await status(url));
		expect(await status("/api/enrolments", "POST")).toBe(403);
		expect((await host.web.inject({ url: "/api/overview", headers: { host: "localhost" } })).statusCode).toBe(200);
	});

	it("leads to everything where that takes a token", async () => {
		const host = await fixture.open({ settings, operatorToken });
		const status = async (headers: Record<string, string>): Promise<number> =>
			(await host.web.inject({ url: "/api/overview", headers: { ...atName, ...headers } })).statusCode;
		expect(await status({})).toBe(401);
		expect(await status({ authorization: `Bearer ${operatorToken}` })).toBe(200);
	});
});

describe("a host without a token", () => {
	it("starts neither behind a proxy nor under a name of the network", async () => {
		const refusal = { code: "HTTP_NOT_AUTHORISED" };
		await expect(fixture.open({ isBehindProxy: true })).rejects.toMatchObject(refusal);
		await expect(fixture.open({ hostNames: ["till.example.org"] })).rejects.toMatchObject(refusal);
		await expect(fixture.open({ hostNames: ["localhost"] })).resolves.toBeDefined();
	});
});

describe("the receipts' page", () => {
	it("knows the receipts of a till whose clock was unset or wrong", async () => {
		const host = await fixture.open({ settings });
		const terminal = await fixture.terminal(host);
		const wrongMs = Date.UTC(2001, 0, 1);
		terminal.record(
			{ ...sale(1), wallMs: 17_000, clockQuality: 0 },
			{ ...sale(2), wallMs: wrongMs },
			{ ...sale(3), wallMs: saleWallMs },
		);
		await terminal.ship(1);
		await host.ledgers.caughtUp();
		const look = async (number: number, wallMs: number): Promise<number> =>
			(await host.web.inject({ url: `/r/${codeOf(host, number, 260, wallMs)}`, headers: atName })).statusCode;
		expect(await look(1, 17_000)).toBe(200);
		expect(await look(2, wrongMs)).toBe(200);
		expect(await look(3, saleWallMs)).toBe(200);
		// Under which time the books have it is nobody's business.
		expect(await look(1, saleWallMs)).toBe(404);
		const { body } = await host.web.inject({ url: `/r/${codeOf(host, 2, 260, wrongMs)}`, headers: atName });
		expect(body).toContain("2001-01-01 00:00 UTC");
	});

	it("counts the looks of each customer behind a proxy, whose word on others counts not at all", async () => {
		const host = await fixture.open({ settings, operatorToken, isBehindProxy: true });
		const look = async (forwarded: string): Promise<number> => {
			const reply = await host.web.inject({ url: "/r/x", headers: { ...atName, "x-forwarded-for": forwarded } });
			return reply.statusCode;
		};
		const statuses: number[] = [];
		for (let i = 0; i <= hostLimits.receiptLooksMax; i++) statuses.push(await look(`198.51.100.${i}, 192.0.2.1`));
		expect(statuses.filter((status) => status === 404)).toHaveLength(hostLimits.receiptLooksMax);
		expect(statuses.at(-1)).toBe(429);
		expect(await look("192.0.2.2")).toBe(404);
	});

	it("reads no more than a page of the documents that share a number, and still finds the one", async () => {
		const host = await fixture.open({ settings });
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1, 190));
		for (let i = 0; i < 3 * hostLimits.pageRowsMax; i++) terminal.record(sale(1, 260));
		const last = 3 * hostLimits.pageRowsMax + 1;
		for (let from = 1; from <= last; from += 25) await terminal.ship(from, Math.min(from + 24, last));
		await host.ledgers.caughtUp();
		const url = `/r/${codeOf(host, 1, 190, saleWallMs)}`;
		expect((await host.web.inject({ url, headers: atName })).statusCode).toBe(200);
		const detail = await host.web.inject({ url: "/api/receipts/stall-1/1", headers: { host: "localhost" } });
		expect(detail.json<{ alsoAt: unknown[] }>().alsoAt.length).toBeLessThan(hostLimits.pageRowsMax);
	});
});
