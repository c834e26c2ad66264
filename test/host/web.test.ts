import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import { SetClock } from "../../host/clock.js";
import { Host, type HostOptions } from "../../host/compose/single.js";
import { MqttClient } from "./mqtt-client.js";
import { anchor, newerRecord, noSale, prefix, sale, saleWallMs, TestTerminal } from "./test-terminal.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
});

async function open(more: Partial<HostOptions> = {}): Promise<Host> {
	const options = {
		dataDir: undefined,
		mqttPort: 0,
		clock: new SetClock(saleWallMs),
		logLevel: "silent",
		...more,
	} as const;
	const host = await Host.open(options);
	closing.push(() => host.close());
	return host;
}

async function sold(host: Host): Promise<TestTerminal> {
	const terminal = await TestTerminal.enrol(
		MqttClient.tcp(host.mqttPort),
		(await host.enrol("stall-1", "Market")).code,
	);
	const client = MqttClient.tcp(host.mqttPort);
	closing.push(() => client.close());
	await terminal.online(client);
	await terminal.ack();
	terminal.record(sale(1), sale(2, 190, 2), noSale(1), sale(3, 320));
	await terminal.ship(1);
	return terminal;
}

const csvHeader = "sku,name,category,price_minor,currency,tax_class";
const local = { host: "127.0.0.1:80" };

async function put(host: Host, csv: string | Buffer): Promise<{ status: number; body: Record<string, unknown> }> {
	const headers = { ...local, "content-type": "text/csv" };
	const reply = await host.web.inject({ method: "PUT", url: "/api/catalog", headers, payload: csv });
	return { status: reply.statusCode, body: reply.json() };
}

describe("the host's API", () => {
	it("shows takings, terminals and their queue", async () => {
		const host = await open();
		const terminal = await sold(host);
		await terminal.say({ sequence: 9, batteryPercent: 71, wearPercent: 2, freeSales: 900 });
		const overview = (await host.web.inject({ url: "/api/overview", headers: local })).json();
		expect(overview).toMatchObject({
			...{
				merchant: "demo",
				currency: "GBP",
				zone: "UTC",
				day: "2026-11-21",
				hour: 10,
				sameWeekdayLastWeek: null,
			},
			today: {
				sales: 3,
				units: 4,
				currencies: [
					{ currency: "GBP", grossMinor: 960, tenders: [{ kind: 1 }, { kind: 2, amountMinor: 640 }] },
				],
			},
			hours: [{ hour: 10, currency: "GBP", grossMinor: 960 }],
			terminals: [
				{
					terminal: "stall-1",
					name: "Market",
					state: "online",
					queueDepth: 5,
					batteryPercent: 71,
					lastReceiptNumber: 3,
				},
			],
			bestSellers: [{ sku: "BB001", currency: "GBP", quantity: 4, amountMinor: 960 }],
			payments: [],
			newerRecords: 0,
			alarms: [],
		});
	});

	it("proves a receipt by chain and signature, and reports altered bytes", async () => {
		const host = await open();
		const terminal = await sold(host);
		const receipt = (await host.web.inject({ url: "/api/receipts/stall-1/2", headers: local })).json();
		expect(receipt).toMatchObject({
			...{
				type: "sale",
				series: 1,
				number: 2,
				totalMinor: 380,
				paid: [{ kind: 2, amountMinor: 380, reference: "r2", attempt: null }],
			},
			proof: { epoch: 1, sequence: 2, checkpointSequence: 4, intact: true },
		});
		const other = terminal.payloads[0]!;
		const lie = { ...host.store.chains.record("stall-1", 1, 2)!, payload: other };
		const genuine = host.store.chains.record.bind(host.store.chains);
		host.store.chains.record = (terminal, epoch, sequence) =>
			sequence === 2 ? lie : genuine(terminal, epoch, sequence);
		const altered = (await host.web.inject({ url: "/api/receipts/stall-1/2", headers: local })).json();
		expect(altered.proof.intact).toBe(false);
	});

	it("pages through receipts without losing those of the same millisecond", async () => {
		const host = await open();
		await sold(host);
		const numbers: number[] = [];
		for (let before = ""; ;) {
			const page = (await host.web.inject({ url: `/api/receipts?limit=2${before}`, headers: local })).json();
			numbers.push(...page.receipts.map((r: { number: number }) => r.number));
			if (page.next === null) break;
			before = `&before=${page.next}`;
		}
		expect(numbers).toEqual([3, 2, 1]);
	});

	it("answers with ledger, taxes, shifts, exports, OpenAPI, metrics and health", async () => {
		const host = await open();
		await sold(host);
		const get = async (url: string) => (await host.web.inject({ url, headers: local })).body;
		expect(JSON.parse(await get("/api/ledger"))).toMatchObject({
			sales: 3,
			noSales: 1,
			currencies: [{ currency: "GBP", grossMinor: 960 }],
			stateHash: (await host.ledger()).stateHash,
		});
		expect(JSON.parse(await get("/api/taxes"))).toEqual([
			{
				currency: "GBP",
				taxMode: 0,
				rateMillipercent: 20_000,
				authority: "",
				jurisdiction: "",
				baseMinor: 960,
				taxMinor: 159,
			},
		]);
		expect(JSON.parse(await get("/api/shifts"))).toEqual([]);
		expect(await get("/api/items.csv?from=2026-11-21&to=2026-11-21")).toBe(
			"sku,name,currency,quantity,amount_minor\r\nBB001,Coffee,GBP,4,960\r\n",
		);
		expect(JSON.parse(await get("/api/terminals/stall-1"))).toMatchObject({
			epochs: [{ epoch: 1, committed: 4, status: "committed" }],
		});
		expect(Object.keys(JSON.parse(await get("/api/openapi.json")).paths)).toContain("/api/overview");
		expect(await get("/metrics")).toContain("tillmark_records_total 4");
		expect(JSON.parse(await get("/healthz"))).toEqual({ ok: true, ledgerLag: 0 });
	});

	it("lists training sales and documents of a newer version, and opens both by their series", async () => {
		const host = await open();
		const terminal = await sold(host);
		const goods = sale(1) as Extract<KnownRecord, { kind: 16 }>;
		const document = { series: 3, number: 1, totalMinor: 0, cashMinor: 0 };
		terminal.record({
			...goods,
			kind: RecordKind.trainingSale,
			document,
			totalMinor: 260,
			wallMs: saleWallMs + 1,
			staff: 7,
		});
		terminal.payloads.push(newerRecord(4_242, [9, 4, 700, 200]));
		await terminal.ship(5);
		const get = async (url: string) => (await host.web.inject({ url, headers: local })).json();
		const { receipts } = await get("/api/receipts?limit=2");
		expect(receipts).toMatchObject([
			{ type: "training", series: 3, number: 1, totalMinor: 0, practisedMinor: 260, staff: 7, currency: "GBP" },
			{
				type: "newer",
				kind: 4_242,
				series: 9,
				number: 4,
				totalMinor: 700,
				tenders: [{ kind: 1, amountMinor: 200 }],
			},
		]);
		expect(await get("/api/receipts/stall-1/1?series=3")).toMatchObject({
			type: "training",
			lines: [{ name: "Coffee" }],
			proof: { intact: true },
		});
		expect(await get("/api/receipts/stall-1/4?series=9")).toMatchObject({
			type: "newer",
			lines: [],
			catalogVersion: null,
			proof: { intact: true },
		});
		expect((await host.web.inject({ url: "/api/receipts/stall-1/4", headers: local })).statusCode).toBe(404);
		expect(await get("/api/terminals/stall-1")).toMatchObject({
			newer: [{ kind: 4_242, records: 1, documents: 1, totalMinor: 700 }],
		});
		expect(await get("/api/overview")).toMatchObject({ newerRecords: 1, today: { trainingSales: 1, others: 1 } });
	});

	it("reports whether a terminal's close agrees with the ledger", async () => {
		const host = await open();
		const terminal = await sold(host);
		const close = (shift: number, grossMinor: number): KnownRecord => ({
			...prefix,
			shift,
			kind: RecordKind.shiftClosed,
			anchor: anchor(shift, { sales: 3, grossMinor, tenders: [{ kind: 1, amountMinor: 320 }] }),
			countedMinor: -1,
		});
		const agrees = async (): Promise<unknown> =>
			(await host.web.inject({ url: "/api/shifts", headers: local }))
				.json()
				.map((shift: { agrees: unknown }) => shift.agrees);
		terminal.record({ ...prefix, kind: RecordKind.shiftOpened, anchor: anchor(1) });
		await terminal.ship(5);
		expect(await agrees()).toEqual([null]);
		terminal.record(close(1, 960));
		await terminal.ship(6);
		expect(await agrees()).toEqual([true]);
		terminal.record(close(1, 961));
		await terminal.ship(7);
		expect(await agrees()).toEqual([false]);
	});

	it("returns the merchant's local day and hour, independent of the server's time zone", async () => {
		const host = await open({ settings: { zone: "America/Los_Angeles", dayEndMinutes: 240 } });
		// 03:30 local time is still the previous business day.
		(host.clock as SetClock).set(Date.UTC(2026, 10, 21, 11, 30));
		const overview = (await host.web.inject({ url: "/api/overview", headers: local })).json();
		expect(overview).toMatchObject({ zone: "America/Los_Angeles", dayEndMinutes: 240, day: "2026-11-20", hour: 3 });
	});

	it("streams the overview and each receipt", async () => {
		const host = await open({ httpPort: 0 });
		const terminal = await sold(host);
		const abort = new AbortController();
		closing.push(() => abort.abort());
		const response = await fetch(`http://127.0.0.1:${host.httpPort}/api/events`, { signal: abort.signal });
		const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
		let text = "";
		const until = async (mark: string): Promise<void> => {
			while (!text.includes(mark)) text += (await reader.read()).value ?? "";
		};
		await until("event: overview");
		terminal.record(sale(4));
		await terminal.ship(5);
		await until("event: receipt");
		expect(text).toContain('"number":4');
	});

	it("serves only files inside the dashboard's folder", async () => {
		const dashboardDir = mkdtempSync(join(tmpdir(), "tillmark-dashboard-"));
		closing.push(() => rmSync(dashboardDir, { recursive: true }));
		writeFileSync(join(dashboardDir, "index.html"), "<h1>stalls</h1>");
		const host = await open({ dashboardDir });
		expect((await host.web.inject({ url: "/", headers: local })).body).toContain("stalls");
		expect(
			(await host.web.inject({ url: "/..%2f..%2fetc/passwd", headers: local })).statusCode,
		).toBeGreaterThanOrEqual(400);
	});
});

describe("the host's API refuses", () => {
	it("another host name or origin, as in DNS rebinding and forged requests", async () => {
		const host = await open();
		const rebound = await host.web.inject({ url: "/api/overview", headers: { host: "evil.example" } });
		expect([rebound.statusCode, rebound.json().code]).toEqual([403, "HTTP_FOREIGN_ORIGIN"]);
		const headers = { ...local, origin: "http://evil.example" };
		const forged = await host.web.inject({
			method: "POST",
			url: "/api/enrolments",
			headers,
			payload: { terminal: "stall-1" },
		});
		expect(forged.statusCode).toBe(403);
		expect(await host.store.enrolments.count()).toBe(0);
	});

	it("requests without the configured token, and accepts bearer and session", async () => {
		const host = await open({ operatorToken: "correct horse" });
		const status = async (headers: object): Promise<number> =>
			(await host.web.inject({ url: "/api/ledger", headers: { ...local, ...headers } })).statusCode;
		expect(await status({})).toBe(401);
		expect(await status({ authorization: "Bearer wrong" })).toBe(401);
		expect(await status({ authorization: "Bearer correct horse" })).toBe(200);
		const login = async (token: string) =>
			host.web.inject({ method: "POST", url: "/api/session", headers: local, payload: { token } });
		expect((await login("wrong")).statusCode).toBe(401);
		const cookie = String((await login("correct horse")).headers["set-cookie"]);
		expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
		expect(await status({ cookie: cookie.split(";")[0] })).toBe(200);
		expect((await host.web.inject({ url: "/healthz", headers: local })).statusCode).toBe(200);
		expect((await host.web.inject({ url: "/metrics", headers: local })).statusCode).toBe(401);
	});

	it("no request with the token, however often others have failed", async () => {
		const host = await open({ operatorToken: "correct horse" });
		const login = async (token: string) =>
			(await host.web.inject({ method: "POST", url: "/api/session", headers: local, payload: { token } }))
				.statusCode;
		const answers = new Set<number>();
		for (let n = 0; n < 30; n++) answers.add(await login("wrong"));
		expect([...answers]).toEqual([401, 429]);
		expect(await login("correct horse")).toBe(204);
	});

	it("paths in a spelling that the router decodes differently", async () => {
		const host = await open({ operatorToken: "correct horse" });
		const status = async (url: string) => (await host.web.inject({ url, headers: local })).statusCode;
		for (const url of ["/%61pi/overview", "/ap%69/firmware", "/%6detrics", "http://127.0.0.1/%61pi/overview"])
			expect(await status(url), url).toBe(401);
		expect(await status("/%68ealthz")).toBe(200);
	});

	it("to listen beyond loopback without a token", async () => {
		await expect(open({ httpPort: 0, httpHost: "0.0.0.0" })).rejects.toMatchObject({ code: "HTTP_NOT_AUTHORISED" });
	});

	it("bodies that are not JSON, have the wrong shape or are far too large, each with its code", async () => {
		const host = await open();
		const post = async (payload: string, type = "application/json") => {
			const headers = { ...local, "content-type": type };
			const reply = await host.web.inject({ method: "POST", url: "/api/enrolments", headers, payload });
			return [reply.statusCode, reply.json().code];
		};
		expect(await post("{not json")).toEqual([400, "HTTP_BAD_REQUEST"]);
		expect(await post('{"terminal":"UPPER CASE"}')).toEqual([400, "HTTP_BAD_REQUEST"]);
		expect(await post(JSON.stringify({ terminal: "a".repeat(100_000) }))).toEqual([413, "HTTP_TOO_LARGE"]);
		expect(await post("<xml/>", "text/xml")).toEqual([415, "HTTP_UNSUPPORTED"]);
		const metrics = await host.metrics.registry.metrics();
		expect(metrics).toContain('tillmark_refused_total{code="HTTP_TOO_LARGE"} 1');
		expect(await host.store.enrolments.count()).toBe(0);
	});
});

describe("publishing a catalog", () => {
	it("accepts the bakery's items and assigns a version", async () => {
		const host = await open();
		const file = fileURLToPath(new URL("./catalog.csv", import.meta.url));
		expect(await put(host, readFileSync(file))).toEqual({ status: 200, body: { version: 1, warnings: [] } });
		expect(await put(host, readFileSync(file))).toEqual({ status: 200, body: { version: 2, warnings: [] } });
		expect((await host.web.inject({ url: "/api/catalog.csv", headers: local })).body).toContain(
			"BB001,Coffee,hot,260,GBP,standard,",
		);
	});

	it("accepts the largest price that a catalog can contain", async () => {
		const host = await open();
		const csv = `${csvHeader}\nA,B,C,4294967295,GBP,zero\n`;
		expect(await put(host, Buffer.from(csv))).toEqual({ status: 200, body: { version: 1, warnings: [] } });
	});

	it.each([
		[
			"a missing column",
			"sku,name,category,currency,tax_class\nA,B,C,GBP,zero\n",
			"CSV_COLUMN_MISSING",
			["price_minor"],
		],
		["a negative price", `${csvHeader}\nA,B,C,-1,GBP,zero\n`, "CSV_FIELD_INVALID", ["price_minor"]],
		[
			"a price beyond what a catalog holds",
			`${csvHeader}\nA,B,C,4294967296,GBP,zero\n`,
			"CSV_FIELD_INVALID",
			["price_minor"],
		],
		["a price that is no integer", `${csvHeader}\nA,B,C,2.60,GBP,zero\n`, "CSV_FIELD_INVALID", ["price_minor"]],
		[
			"several wrong fields at once",
			`${csvHeader}\n,B,C,1,GBP,zero\nA,,C,1,XXX,none\n`,
			"CSV_FIELD_INVALID",
			["sku", "name", "tax_class", "currency"],
		],
		["one sku twice", `${csvHeader}\nA,B,C,1,GBP,zero\nA,D,C,1,GBP,zero\n`, "CSV_DUPLICATE", ["sku"]],
		["an open quote", `${csvHeader}\n"A,B,C,1,GBP,zero\n`, "CSV_MALFORMED", [""]],
		["no items", `${csvHeader}\n`, "CSV_FIELD_INVALID", []],
		["an empty file", "", "CSV_COLUMN_MISSING", csvHeader.split(",")],
		["Latin-1", Buffer.from(`${csvHeader}\nA,Caf\xe9,C,1,GBP,zero\n`, "latin1"), "CSV_ENCODING", [""]],
		["UTF-16", Buffer.from(`${csvHeader}\nA,B,C,1,GBP,zero\n`, "utf16le"), "CSV_ENCODING", [""]],
	])("refuses %s, naming line and column, and changes nothing", async (_name, csv, code, columns) => {
		const host = await open();
		const { status, body } = await put(host, csv);
		expect([status, body["code"]]).toEqual([422, code]);
		expect((body["lines"] as { column: string }[]).map((line) => line.column)).toEqual(columns);
		expect(await host.store.catalogs.latest()).toBeUndefined();
		expect(await host.metrics.registry.metrics()).toContain(`tillmark_refused_total{code="${code}"} 1`);
	});

	it("refuses a file that is far too large", async () => {
		const host = await open();
		expect((await put(host, Buffer.alloc(3_000_000, 65))).status).toBe(413);
	});
});
