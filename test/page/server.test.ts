// The page's server: what it must refuse (invariant 9) and what it must report.
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageEvents } from "../../simulator/page/protocol.js";
import { HostWatch } from "../../simulator/page/host-watch.js";
import { Page } from "../../simulator/page/server.js";
import { Stall } from "../../simulator/stall.js";

let stall: Stall;
let page: Page;

beforeAll(async () => {
	stall = await Stall.open({
		dataDir: undefined,
		terminals: ["till-1", "till-2"],
		engine: "v8",
		seed: 5,
		host: { logLevel: "silent" },
	});
	page = await Page.open({
		stall,
		host: new HostWatch(stall.host.context),
		port: 0,
		dashboardAddress: "http://127.0.0.1:1/",
	});
});

afterAll(async () => {
	await page.close();
	await stall.close();
});

interface Answer {
	readonly status: number;
	readonly type: string;
	readonly body: Buffer;
}

/** Uses node:http, because fetch does not allow setting Host. */
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
	const { port } = new URL(page.address);
	return new Promise((resolve, reject) => {
		const sent = request(
			{ host: "127.0.0.1", port, path, method: body === undefined ? "GET" : "POST", headers },
			(response) => {
				const parts: Buffer[] = [];
				response.on("data", (part: Buffer) => parts.push(part));
				response.on("end", () =>
					resolve({
						status: response.statusCode ?? 0,
						type: response.headers["content-type"] ?? "",
						body: Buffer.concat(parts),
					}),
				);
			},
		);
		sent.on("error", reject);
		sent.end(body);
	});
}

const json = { "content-type": "application/json" };

function act(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
	return ask("/act", { ...json, ...headers }, JSON.stringify(body));
}

/** Reads events until `enough` holds for the last event of each name. */
async function listen(path: string, enough: (events: Partial<PageEvents>) => boolean): Promise<Partial<PageEvents>> {
	const aborter = new AbortController();
	const response = await fetch(new URL(path, page.address), { signal: aborter.signal });
	const events: Record<string, unknown> = {};
	let text = "";
	for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
		text += chunk;
		const whole = text.split("\n\n");
		text = whole.pop() ?? "";
		for (const event of whole) {
			const match = /^event: (\w+)\ndata: (.*)$/m.exec(event.replace("\r", ""));
			if (match?.[1] && match[2]) events[match[1]] = JSON.parse(match[2]);
		}
		if (enough(events as Partial<PageEvents>)) break;
	}
	aborter.abort();
	return events as Partial<PageEvents>;
}

describe("the simulator's page", () => {
	it("serves the page, its script and its style, and no other files", async () => {
		expect((await ask("/")).type).toMatch("text/html");
		expect((await ask("/app.js")).type).toMatch("text/javascript");
		expect((await ask("/style.css")).type).toMatch("text/css");
		for (const path of ["/../package.json", "/%2e%2e/package.json", "/app.js/..", "/etc/passwd"])
			expect((await ask(path)).status).toBe(404);
	});

	it("answers only to local host names, against DNS rebinding", async () => {
		const { port } = new URL(page.address);
		for (const host of [`evil.example:${port}`, "127.0.0.1:1", "localhost"])
			expect((await ask("/", { host })).status).toBe(403);
		expect((await ask("/", { host: `localhost:${port}` })).status).toBe(200);
	});

	it("refuses actions from another site", async () => {
		const speed = { kind: "speed", speed: "1x" };
		for (const origin of ["http://evil.example", "null", "https://127.0.0.1"])
			expect((await act(speed, { origin })).status).toBe(403);
		expect((await act(speed, { origin: new URL(page.address).origin })).status).toBe(204);
	});

	it.each([
		["no JSON", "{", 400],
		["nothing", "", 400],
		["an unknown action", { kind: "format" }, 400],
		["an unknown field", { kind: "card", terminal: "till-1", extra: 1 }, 400],
		["a text instead of a number", { kind: "touch", terminal: "till-1", x: "5", y: 5, phase: "down" }, 400],
		["a touch far outside", { kind: "touch", terminal: "till-1", x: 1e9, y: 5, phase: "down" }, 400],
		["a fraction of a pixel", { kind: "touch", terminal: "till-1", x: 0.5, y: 5, phase: "down" }, 400],
		["a scan that is too long", { kind: "scan", terminal: "till-1", code: "1".repeat(513) }, 400],
		["an unknown network", { kind: "network", terminal: "till-1", mode: "5g" }, 400],
		["a clock outside its range", { kind: "clock", terminal: "till-1", skewMs: 1e15 }, 400],
		["a battery charge above the maximum", { kind: "battery", terminal: "till-1", percent: 101 }, 400],
		["an unknown terminal", { kind: "card", terminal: "till-9" }, 404],
		["a body beyond the limit", { kind: "scan", terminal: "till-1", code: "1".repeat(5_000) }, 413],
	])("refuses %s", async (_name, body, status) => {
		const answer = await ask("/act", json, typeof body === "string" ? body : JSON.stringify(body));
		expect(answer.status).toBe(status);
		expect(JSON.parse(answer.body.toString())).toHaveProperty("message");
	});

	it("refuses requests that a form of another site can send without preflight", async () => {
		const body = JSON.stringify({ kind: "power", terminal: "till-1", on: false });
		expect((await ask("/act", { "content-type": "text/plain" }, body)).status).toBe(415);
		expect(stall.terminals.get("till-1")?.isOn).toBe(true);
	});

	it("sends everything to a new page: world, terminal, screen, paper, flash, records and host", async () => {
		const events = await listen(
			"/events?terminal=till-2",
			(seen) => seen.host !== undefined && seen.records !== undefined,
		);
		expect(events.world?.terminals.map(({ id }) => id)).toEqual(["till-1", "till-2"]);
		expect(events.world?.barcodes.length).toBeGreaterThan(0);
		expect(events.terminal).toMatchObject({
			isOn: true,
			network: "on",
			isPaperOut: false,
			isCoverOpen: false,
			clockSkewMs: 0,
		});
		expect(Buffer.from(events.screen!.png, "base64").subarray(1, 4).toString()).toBe("PNG");
		expect(events.flash?.partitions.map(({ name, sectors }) => [name, sectors.length])).toEqual([
			["journal", 512],
			["catalog", 384],
		]);
		expect((await ask("/events?terminal=till-9")).status).toBe(404);
	});

	it("operates every switch and reports it", async () => {
		const terminal = "till-2";
		// After enrolment, the catalog and the next erased sector, nothing is written without input.
		await listen(`/events?terminal=${terminal}`, ({ flash, records }) =>
			Boolean(
				records?.records.some(({ name }) => name === "catalogApplied") &&
				flash?.partitions[0]?.sectors.includes("r"),
			),
		);
		const switches: ReadonlyArray<readonly [action: object, state: object]> = [
			[{ kind: "network", mode: "captive" }, { network: "captive" }],
			[{ kind: "network", mode: "on" }, { network: "on" }],
			[{ kind: "paper", out: true }, { isPaperOut: true }],
			[{ kind: "paper", out: false }, { isPaperOut: false }],
			[{ kind: "cover", open: true }, { isCoverOpen: true }],
			[{ kind: "cover", open: false }, { isCoverOpen: false }],
			[{ kind: "clock", skewMs: -3_600_000 }, { clockSkewMs: -3_600_000 }],
			[{ kind: "clock", skewMs: 0 }, { clockSkewMs: 0 }],
			[{ kind: "charger", isIn: false }, { battery: { isCharging: false } }],
			[{ kind: "battery", percent: 50 }, { battery: { percent: 50, isCharging: false } }],
			[
				{ kind: "charger", isIn: true },
				{ battery: { isCharging: true }, backlight: 1 },
			],
			[{ kind: "cut", when: "nextWrite" }, { cutArmed: true }],
			[
				{ kind: "cut", when: "now" },
				{ isOn: false, cutArmed: false, lamp: "off", backlight: 0 },
			],
			[
				{ kind: "power", on: true },
				{ isOn: true, boots: 2 },
			],
		];
		for (const [what, state] of switches) {
			expect((await act({ ...what, terminal })).status).toBe(204);
			const { terminal: reported } = await listen(
				`/events?terminal=${terminal}`,
				(seen) => seen.terminal !== undefined,
			);
			expect(reported).toMatchObject(state);
		}
	});

	it("types a code on the keypad and scans it with enter", async () => {
		const key = (name: string): Promise<Answer> => act({ kind: "key", key: name, terminal: "till-1" });
		for (const name of ["4", "00", "delete"]) await key(name);
		const { terminal } = await listen("/events?terminal=till-1", (seen) => seen.terminal !== undefined);
		expect(terminal?.typed).toBe("40");
		await key("enter");
		const after = await listen("/events?terminal=till-1", (seen) => seen.terminal !== undefined);
		expect(after.terminal?.typed).toBe("");
	});

	it("has no strip of paper that was not torn off", async () => {
		for (const path of ["/paper/till-1/1.png", "/paper/till-9/1.png", "/paper/till-1/x.png"])
			expect((await ask(path)).status).toBe(404);
	});
});
