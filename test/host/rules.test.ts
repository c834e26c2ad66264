// Pricing rules that operators keep on the host: the draft, trials on baskets and past sales, publications.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeSource } from "../../host/control/catalog-source.js";
import type { Host } from "../../host/compose/single.js";
import { alarmsOf, Fixture } from "./fixture.js";
import { sale, saleWallMs } from "./test-terminal.js";

const fixture = new Fixture();
beforeEach(() => fixture.clock.set(saleWallMs));
afterEach(() => fixture.close());

const csv = Buffer.from(
	"sku,name,category,price_minor,currency,tax_class,barcodes\n" +
		"BB001,Coffee,hot,260,GBP,standard,\nCRO,Croissant,bakery,240,GBP,zero,\n",
);
const tea = Buffer.from("sku,name,category,price_minor,currency,tax_class\nTEA,Tea,,190,GBP,standard\n");
const dayMs = 86_400_000;

interface Answer {
	readonly revision: number;
	readonly rules: readonly { readonly rule: { readonly id: string }; readonly problem: string }[];
	readonly problem: string;
	readonly isChanged: boolean;
	readonly planned: { readonly atMs: number } | null;
	readonly published: { readonly version: number; readonly plannedMs: number | null } | null;
	readonly failed: { readonly problem: string } | null;
	readonly code: string;
	readonly detail: string;
	readonly lines: readonly { readonly column: string; readonly detail: string }[];
}

async function call<T = Answer>(host: Host, method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: object) {
	const headers = { host: "localhost" };
	const answer = await host.web.inject({ method, url: `/api/${url}`, headers, ...(payload && { payload }) });
	return { status: answer.statusCode, ...answer.json<T & object>() };
}

const revisionOf = async (host: Host): Promise<number> => (await call(host, "GET", "rules")).revision;
const put = async (host: Host, rule: Readonly<Record<string, unknown>>, id = String(rule["id"])) =>
	call(host, "PUT", `rules/${encodeURIComponent(id)}`, { rule, revision: await revisionOf(host) });
const publish = async (host: Host, at?: string) =>
	call(host, "POST", "rules/publish", { revision: await revisionOf(host), ...(at !== undefined && { at }) });
const latest = async (host: Host) =>
	decodeSource((await host.store.catalogs.source(await host.catalogs.version())) ?? "{}");

const hot = { id: "HOT", name: "10 % hot", kind: "percent", percent: 10, items: [{ categories: ["hot"] }] };
const all = { id: "ALL", name: "1.00 off", kind: "amount", amountMinor: 100, class: "basket", basketSpendMinor: 500 };

async function open(more: Parameters<Fixture["open"]>[0] = {}): Promise<Host> {
	const host = await fixture.open(more);
	if ((await host.catalogs.version()) === 0) await host.publishCatalog(csv);
	return host;
}

describe("the draft", () => {
	it("takes rules, changes and drops them, lists them as they apply, and publishes nothing", async () => {
		const host = await open();
		expect((await put(host, all)).status).toBe(200);
		expect((await put(host, hot)).status).toBe(200);
		const view = await call(host, "GET", "rules");
		expect(view.rules.map(({ rule }) => rule.id)).toEqual(["HOT", "ALL"]);
		expect(view).toMatchObject({ problem: "", isChanged: true, published: null });
		expect((await put(host, { ...hot, id: "WARM" }, "HOT")).status).toBe(200);
		expect((await call(host, "DELETE", `rules/ALL?revision=${await revisionOf(host)}`)).status).toBe(200);
		expect((await call(host, "DELETE", `rules/ALL?revision=${await revisionOf(host)}`)).code).toBe("RULE_UNKNOWN");
		expect((await call(host, "GET", "rules")).rules.map(({ rule }) => rule.id)).toEqual(["WARM"]);
		expect((await latest(host)).rules).toEqual([]);
	});

	it("refuses the change of somebody who has seen an older draft", async () => {
		const host = await open();
		const revision = await revisionOf(host);
		await put(host, hot);
		const late = await call(host, "PUT", "rules/ALL", { rule: all, revision });
		expect(late).toMatchObject({ status: 409, code: "RULES_CHANGED" });
		const stale = await call(host, "POST", "rules/publish", { revision });
		expect(stale).toMatchObject({ status: 409, code: "RULES_CHANGED" });
		expect((await call(host, "GET", "rules")).planned).toBeNull();
	});

	it.each([
		[{ ...hot, percent: 101 }, "percent"],
		[{ ...hot, percent: "NaN" }, "percent"],
		[{ ...hot, name: "x".repeat(4_096) }, "name"],
		[{ ...hot, id: "a b" }, "id"],
		[{ ...all, amountMinor: 1_000_000_000_000 }, "kind"],
		[{ ...all, basketSpendMinor: -1 }, "basketSpendMinor"],
		[{ ...hot, priority: 256 }, "priority"],
		[{ ...hot, group: 31 }, "group"],
		[{ ...hot, items: [{ skus: ["NONE"] }] }, "items"],
		[{ ...hot, items: [{ skus: ["BB001"] }, { skus: ["CRO"] }] }, "items"],
		[{ ...hot, flags: ["snow"] }, "flags"],
		[{ ...hot, when: { hours: "9-10" } }, "when"],
		[{ ...hot, when: { from: "2026-06-02", until: "2026-06-01" } }, "when"],
		[{ ...hot, when: { from: "2026-02-30" } }, "when"],
		[{ ...hot, kind: "loop" }, "kind"],
		[{ ...hot, colour: "red" }, "colour"],
		[{ id: "F", name: "F", kind: "fee", perSaleMinor: 5, taxClass: "none" }, "taxClass"],
		[{ id: "P", name: "P", kind: "fixedPrice", priceMinor: 300, items: [{ skus: ["CRO"] }] }, "priceMinor"],
		[{ ...hot, customer: { visitsMin: 1e12 } }, "customer"],
	])("refuses %o and names its key %s in few words", async (rule, column) => {
		const host = await open();
		const answer = await put(host, rule, "NEW");
		expect(answer).toMatchObject({ status: 422, code: "PRICING_INVALID", lines: [{ column }] });
		expect(answer.detail.length).toBeLessThan(260);
		expect((await call(host, "GET", "rules")).rules).toEqual([]);
	});

	it("shows which rule the next catalog breaks, and can be corrected rule by rule", async () => {
		const host = await open();
		await put(host, hot);
		await put(host, { ...all, items: [{ skus: ["CRO"] }] });
		await host.publishCatalog(tea);
		const view = await call(host, "GET", "rules");
		expect(view.rules.map(({ problem }) => problem)).toEqual([
			'there is no category "hot"',
			'there is no item "CRO"',
		]);
		expect(view.problem).toContain('rule "HOT"');
		expect(await publish(host)).toMatchObject({ status: 422, code: "PRICING_INVALID" });
		expect((await put(host, { ...hot, items: [{ skus: ["TEA"] }] })).status).toBe(200);
		expect((await call(host, "GET", "rules")).rules.map(({ problem }) => problem)).toEqual([
			"",
			'there is no item "CRO"',
		]);
	});

	it("names a contradiction between rules that are sound by themselves", async () => {
		const host = await open();
		await put(host, { id: "A", name: "A", kind: "amount", amountMinor: 1, group: 1, class: "basket", priority: 1 });
		await put(host, { id: "B", name: "B", kind: "amount", amountMinor: 9, group: 1, class: "basket", priority: 2 });
		expect((await call(host, "GET", "rules")).problem).toBe(
			'rule "B": it would never apply, because "A" comes first and always applies',
		);
		expect((await publish(host)).status).toBe(422);
	});
});

describe("a publication", () => {
	it("takes effect at once, with the items as they are, and later catalogs carry the same rules", async () => {
		const host = await open();
		await put(host, hot);
		expect(await publish(host)).toMatchObject({ isChanged: false, published: { version: 2, plannedMs: null } });
		expect((await latest(host)).rules).toMatchObject([{ id: "HOT", basisPoints: 1_000 }]);
		await put(host, all);
		await host.publishCatalog(csv);
		expect(await latest(host)).toMatchObject({ version: 3, rules: [{ id: "HOT" }] });
	});

	it("waits for its time in the stall's zone, as it was when it was planned", async () => {
		const host = await open({ settings: { zone: "Europe/Vienna" } });
		await put(host, hot);
		// 2026-11-21 is a day of winter time: an hour ahead.
		fixture.clock.set(Date.UTC(2026, 10, 21, 10, 30));
		const planned = await publish(host, "2026-11-21T12:00");
		expect(planned).toMatchObject({ planned: { atMs: Date.UTC(2026, 10, 21, 11) }, published: null });
		await put(host, all);
		await host.promotions.review();
		expect((await latest(host)).version).toBe(1);
		fixture.clock.set(Date.UTC(2026, 10, 21, 11));
		await host.promotions.review();
		expect(await latest(host)).toMatchObject({ version: 2, rules: [{ id: "HOT" }] });
		expect((await latest(host)).rules).toHaveLength(1);
		expect(await call(host, "GET", "rules")).toMatchObject({ planned: null, isChanged: true });
	});

	it("is withdrawn, and refused for a time that is over or none", async () => {
		const host = await open();
		await put(host, hot);
		await publish(host, "2026-11-21T12:00");
		expect(await call(host, "DELETE", "rules/publish")).toMatchObject({ planned: null });
		fixture.clock.set(saleWallMs + dayMs);
		await host.promotions.review();
		expect((await latest(host)).version).toBe(1);
		for (const at of ["2026-11-21T12:00", "2030-01-01T00:00", "2026-13-01T00:00", "soon"])
			expect(await publish(host, at)).toMatchObject({ status: 422, lines: [{ column: "at" }] });
	});

	it("of a host that was down at the time follows late, once, and says so", async () => {
		const dataDir = fixture.folder();
		const host = await open({ dataDir, isStoreInThread: true });
		await put(host, hot);
		await publish(host, "2026-11-21T12:00");
		await host.close();
		fixture.clock.set(saleWallMs + dayMs);
		const again = await fixture.open({ dataDir, isStoreInThread: true });
		expect((await latest(again)).rules).toMatchObject([{ id: "HOT" }]);
		const { published, planned } = await call(again, "GET", "rules");
		expect({ published, planned }).toMatchObject({
			published: { version: 2, atMs: saleWallMs + dayMs, plannedMs: Date.UTC(2026, 10, 21, 12) },
			planned: null,
		});
		expect(fixture.log.join()).toContain("published late");
		await again.promotions.review();
		expect((await latest(again)).version).toBe(2);
	});

	it("that no longer fits the catalog changes nothing, and raises an alarm until one succeeds", async () => {
		const host = await open();
		await put(host, hot);
		await publish(host, "2026-11-21T12:00");
		await host.publishCatalog(tea);
		fixture.clock.set(saleWallMs + dayMs);
		await host.promotions.review();
		expect(await latest(host)).toMatchObject({ version: 2, rules: [] });
		expect((await call(host, "GET", "rules")).failed?.problem).toContain('there is no category "hot"');
		expect((await alarmsOf(host)).map(({ code }) => code)).toEqual(["RULES_NOT_PUBLISHED"]);
		await put(host, { ...hot, items: [] });
		expect(await publish(host)).toMatchObject({ failed: null, published: { version: 3 } });
		expect(await alarmsOf(host)).toEqual([]);
	});

	it("before the first catalog goes with it", async () => {
		const host = await fixture.open();
		expect((await put(host, hot)).status).toBe(200);
		expect(await publish(host)).toMatchObject({ published: { version: 0 } });
		await host.publishCatalog(csv);
		expect((await latest(host)).rules).toMatchObject([{ id: "HOT" }]);
	});
});

describe("a file of rules at the start", () => {
	const file = (rules: readonly object[]) => JSON.stringify({ rules });

	it("is imported, and another file takes its place while nobody has edited the rules", async () => {
		const dataDir = fixture.folder();
		const first = await open({ dataDir, isStoreInThread: true, pricing: file([hot]) });
		expect((await latest(first)).rules).toMatchObject([{ id: "HOT" }]);
		await first.close();
		const second = await fixture.open({ dataDir, isStoreInThread: true, pricing: file([all]) });
		await second.publishCatalog(csv);
		expect((await latest(second)).rules).toMatchObject([{ id: "ALL" }]);
	});

	it("changes nothing again after an edit, and another one is refused", async () => {
		const dataDir = fixture.folder();
		const first = await open({ dataDir, isStoreInThread: true, pricing: file([hot]) });
		await put(first, all);
		await first.close();
		const second = await fixture.open({ dataDir, isStoreInThread: true, pricing: file([hot]) });
		expect((await call(second, "GET", "rules")).rules).toHaveLength(2);
		await second.close();
		const third = fixture.open({ dataDir, isStoreInThread: true, pricing: file([]) });
		await expect(third).rejects.toMatchObject({ code: "RULES_EDITED" });
		const fourth = await fixture.open({ dataDir, isStoreInThread: true });
		expect((await call(fourth, "GET", "rules")).rules).toHaveLength(2);
	});
});

describe("a trial", () => {
	it("shows what each rule did by line, beside today's price", async () => {
		const host = await open();
		await put(host, hot);
		await publish(host);
		await put(host, all);
		const tried = await call<Record<"draft" | "present", object>>(host, "POST", "rules/try", {
			...{
				basket: [
					{ sku: "BB001", quantity: 2 },
					{ sku: "CRO", quantity: 1 },
				],
				at: "2026-11-21T12:00",
			},
		});
		expect(tried.present).toMatchObject({ totalMinor: 708, discounts: [{ rule: "HOT", amountMinor: -52 }] });
		expect(tried.draft).toMatchObject({
			totalMinor: 608,
			idle: [],
			discounts: [
				{ rule: "HOT", shares: [{ line: 0, amountMinor: -52 }] },
				{ rule: "ALL", shares: [] },
				{ rule: "ALL", shares: [] },
			],
		});
	});

	it("depends on time, flags and customer", async () => {
		const host = await open();
		const flagged = await call(host, "PUT", "rules/flags", { flags: ["rain"], revision: await revisionOf(host) });
		expect(flagged.status).toBe(200);
		await put(host, { ...hot, flags: ["rain"], when: { hours: "07:00-10:30" } });
		await put(host, { ...all, basketSpendMinor: 100, customer: { visitsMin: 4 } });
		const total = async (more: object): Promise<number> => {
			const tried = await call<{ draft: { totalMinor: number } }>(host, "POST", "rules/try", {
				...{ basket: [{ sku: "BB001", quantity: 1 }], ...more },
			});
			return tried.draft.totalMinor;
		};
		expect(await total({})).toBe(260);
		expect(await total({ at: "2026-11-21T08:00" })).toBe(260);
		expect(await total({ at: "2026-11-21T08:00", flags: ["rain"] })).toBe(234);
		expect(await total({ at: "2026-11-21T10:30", flags: ["rain"] })).toBe(260);
		expect(await total({ visits: 3 })).toBe(260);
		expect(await total({ visits: 4 })).toBe(160);
	});

	it.each([
		[{ basket: [] }, 400],
		[{ basket: [{ sku: "BB001", quantity: 10_000 }] }, 400],
		[{ basket: [{ sku: "NONE", quantity: 1 }] }, 422],
		[{ basket: [{ sku: "BB001", quantity: 1 }], at: "2026-02-30" }, 422],
		[{ basket: [{ sku: "BB001", quantity: 1 }], flags: Array.from({ length: 33 }, () => "x") }, 400],
	])("refuses %o", async (body, status) => {
		expect((await call(await open(), "POST", "rules/try", body)).status).toBe(status);
	});
});

describe("past sales", () => {
	it("are priced again by the draft, with what is left out counted", async () => {
		const host = await open();
		const terminal = await fixture.terminal(host);
		const gone = sale(5, 100);
		if (gone.kind !== 16) throw new Error("no sale");
		terminal.record(
			...[
				sale(1),
				sale(2, 260, 2),
				{ ...sale(3), wallMs: saleWallMs - dayMs },
				sale(4, 260, 1, { currency: "EUR" }),
			],
			{ ...gone, lines: gone.lines.map((line) => ({ ...line, sku: "GONE" })) },
		);
		await terminal.ship(1);
		await host.ledgers.caughtUp();
		await put(host, hot);
		fixture.clock.set(saleWallMs + 7 * dayMs);
		expect(await call(host, "GET", "rules/last")).toMatchObject({
			...{
				from: "2026-11-21",
				to: "2026-11-21",
				sales: 2,
				changed: 2,
				itemGone: 1,
				leftOut: 1,
				isComplete: true,
			},
			...{ beforeMinor: 780, afterMinor: 702, givenBeforeMinor: 0, givenMinor: 78 },
			rules: [{ id: "HOT", sales: 2, givenMinor: 78 }],
			items: [{ sku: "BB001", units: 3, givenMinor: 78 }],
		});
		const friday = await call(host, "GET", "rules/last?from=2026-11-20");
		expect(friday).toMatchObject({ to: "2026-11-20", sales: 1, beforeMinor: 260, afterMinor: 234 });
	});

	it("see the rules' windows at the time of each sale", async () => {
		const host = await open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), { ...sale(2), wallMs: saleWallMs + 3_600_000 });
		await terminal.ship(1);
		await host.ledgers.caughtUp();
		await put(host, { ...hot, when: { hours: "11:00-12:00", weekdays: ["Sat"] } });
		const past = await call(host, "GET", "rules/last?from=2026-11-21");
		expect(past).toMatchObject({ sales: 2, changed: 1, afterMinor: 494 });
	});

	it("are priced for one at a time, and for no more than a year", async () => {
		const host = await open();
		const answers = await Promise.all([1, 2].map(() => call(host, "GET", "rules/last")));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
		expect((await call(host, "GET", "rules/last")).status).toBe(200);
		expect((await call(host, "GET", "rules/last?from=2020-01-01&to=2026-01-01")).status).toBe(400);
		expect((await call(host, "GET", "rules/last?from=2026-01-02&to=2026-01-01")).status).toBe(400);
	});

	it("need a catalog to be priced by", async () => {
		const host = await fixture.open();
		expect(await call(host, "GET", "rules/last")).toMatchObject({ status: 409, code: "CATALOG_NONE" });
	});
});
