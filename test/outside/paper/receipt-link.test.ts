// The QR code of a receipt was text that no phone could do anything with (number 15 of the issue; Android and iOS open
// a code only where it is a link).
import { afterEach, describe, expect, it } from "vitest";
import { buildCatalog } from "../../../firmware/catalog/builder.js";
import { Fault } from "../../../firmware/core/fault.js";
import { limits } from "../../../firmware/core/limits.js";
import type { Host } from "../../../host/compose/single.js";
import { Fixture } from "../../host/fixture.js";
import { noSale, sale } from "../../host/test-terminal.js";
import { stallCatalog, TillHarness } from "../../till/harness.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const receiptAddress = "https://receipts.example.org";
const headers = { host: "receipts.example.org" };

async function sold(): Promise<{ host: Host; code: string }> {
	const host = await fixture.open({ settings: { receiptAddress } });
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1), sale(2, 190, 2), noSale(1));
	await terminal.ship(1);
	const list = (await host.web.inject({ url: "/api/receipts", headers: { host: "localhost" } })).json<{
		receipts: { number: number; totalMinor: number; wallMs: number; currency: string }[];
	}>();
	const row = list.receipts.find(({ number }) => number === 2)!;
	return { host, code: `TMR1:${host.merchant}:stall-1:2:${row.currency}:${row.totalMinor}:${row.wallMs}` };
}

function qrTextOf(stall: TillHarness): string {
	const ticket = stall.printer.printed.at(-1)!.ticket;
	return ticket.kind === "sale" ? ticket.qrText : "";
}

describe("number 15: the QR code of a receipt", () => {
	it("is a link where the catalog has an address, and a code where it has none", () => {
		const catalog = { ...stallCatalog, receiptAddress };
		const linked = new TillHarness({ catalog }).openShift();
		linked.scan("COF").act("pay", "cash", "exact");
		expect(qrTextOf(linked)).toBe(`${receiptAddress}/r/TMR1:north:t1:1:EUR:260:${linked.wallMs}`);
		const plain = new TillHarness().openShift();
		plain.scan("COF").act("pay", "cash", "exact");
		expect(qrTextOf(plain)).toBe(`TMR1:north:t1:1:EUR:260:${plain.wallMs}`);
	});

	it("leads to the host's page on that receipt, without a token", async () => {
		const { host, code } = await sold();
		const page = await host.web.inject({ url: `/r/${code}`, headers });
		expect(page.statusCode).toBe(200);
		expect(page.headers["content-type"]).toContain("text/html");
		expect(page.body).toContain("<h1>Receipt 2</h1>");
		expect(page.body).toContain("This receipt is recorded");
	});

	it("tells nothing to whoever does not hold the receipt", async () => {
		const { host, code } = await sold();
		const parts = code.split(":");
		const wrong = [
			code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
			[...parts.slice(0, 5), String(Number(parts[5]) + 1), parts[6]].join(":"),
			code.replace(":2:", ":7:"),
			code.replace("TMR1", "TMT1"),
			"TMR1",
			"%3Cscript%3E",
		];
		const pages = await Promise.all(wrong.map((each) => host.web.inject({ url: `/r/${each}`, headers })));
		expect(pages.map(({ statusCode }) => statusCode)).toEqual(wrong.map(() => 404));
		expect(new Set(pages.map(({ body }) => body)).size).toBe(1);
	});

	it("cannot be tried again and again from one address", async () => {
		const { host, code } = await sold();
		const statuses: number[] = [];
		for (let look = 0; look < 40; look++)
			statuses.push((await host.web.inject({ url: `/r/${code}`, headers })).statusCode);
		expect(statuses.filter((status) => status === 200)).toHaveLength(30);
		expect(statuses.at(-1)).toBe(429);
	});

	it("has an address that a code can hold, or no catalog is built", () => {
		const build = (address: string) => () => buildCatalog({ ...stallCatalog, receiptAddress: address });
		expect(build("https://example.org/shop")).not.toThrow();
		const tooLong = `https://${"x".repeat(limits.receiptAddressCharactersMax)}.org`;
		for (const address of ["example.org", "javascript:alert(1)", "https://a b", "https://a.org/", tooLong])
			expect(build(address), address).toThrow(Fault);
	});
});
