// Flags that operators set: what the API takes, what terminals are sent, what a replay does.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEnvelope } from "../../firmware/wire/envelope.js";
import { readFlags } from "../../firmware/wire/flags.js";
import type { Host } from "../../host/compose/single.js";
import { Fixture } from "./fixture.js";
import { cbor, ed25519, saleWallMs, type TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
beforeEach(() => fixture.clock.set(saleWallMs));
afterEach(() => fixture.close());

const csv = Buffer.from("sku,name,category,price_minor,currency,tax_class\nCOF,Coffee,hot,260,GBP,standard\n");
const pricing = JSON.stringify({ flags: ["rain", "crowd"], rules: [] });
const hourMs = 3_600_000;
const headers = { host: "localhost" };

interface Answer {
	readonly code: string;
	readonly set: readonly { readonly flag: string; readonly terminal: string | null; readonly untilMs: number }[];
	readonly terminals: readonly { readonly terminal: string; readonly has: boolean }[];
}

async function set(host: Host, flag: string, payload: object) {
	const answer = await host.web.inject({ method: "PUT", url: `/api/flags/${flag}`, headers, payload });
	return { status: answer.statusCode, ...answer.json<Answer>() };
}

async function open(): Promise<Host> {
	const host = await fixture.open({ pricing });
	await host.publishCatalog(csv);
	return host;
}

async function received(host: Host, terminal: TestTerminal) {
	const bytes = await terminal.client!.message(`${terminal.grant.topicRoot}/flags`);
	return readFlags(cbor, openEnvelope(cbor, ed25519, host.publicKey, "flags", bytes!));
}

describe("a flag", () => {
	it("is sent, signed, to the stalls that it is set for, and again in their next session", async () => {
		const host = await open();
		const [first, second] = [await fixture.terminal(host, "stall-1"), await fixture.terminal(host, "stall-2")];
		expect((await set(host, "rain", { hours: 2 })).set).toEqual([
			{ flag: "rain", terminal: null, untilMs: saleWallMs + 2 * hourMs },
		]);
		const rain = { name: "rain", untilMs: saleWallMs + 2 * hourMs };
		expect(await received(host, first)).toMatchObject({ terminal: "stall-1", issuedMs: saleWallMs, flags: [rain] });
		expect(await received(host, second)).toMatchObject({ terminal: "stall-2", flags: [rain] });
		await set(host, "crowd", { terminal: "stall-2", untilMs: saleWallMs + hourMs });
		const [one, two] = [await received(host, first), await received(host, second)];
		expect(one.flags).toEqual([rain]);
		expect(two.flags).toEqual([rain, { name: "crowd", untilMs: saleWallMs + hourMs }]);
		expect(two.version).toBe(one.version);
		await fixture.reconnect(host, second);
		expect(await received(host, second)).toEqual(two);
	});

	it("grows in version even where the host's clock stands still or goes back, and over restarts", async () => {
		const host = await open();
		const terminal = await fixture.terminal(host);
		await set(host, "rain", { hours: 1 });
		fixture.clock.set(saleWallMs - hourMs);
		await set(host, "rain", { hours: 1 });
		const versions = [await received(host, terminal), await received(host, terminal)].map(({ version }) => version);
		expect(versions).toEqual([saleWallMs, saleWallMs + 1]);
	});

	it("is unset, and over by itself when its time is over", async () => {
		const host = await open();
		await set(host, "rain", { hours: 1 });
		await set(host, "crowd", { hours: 2 });
		const left = await host.web.inject({ method: "DELETE", url: "/api/flags/crowd", headers });
		expect(left.json<Answer>().set.map(({ flag }) => flag)).toEqual(["rain"]);
		fixture.clock.set(saleWallMs + hourMs);
		expect((await host.web.inject({ url: "/api/flags", headers })).json<Answer>().set).toEqual([]);
	});

	it("shows which stalls have it", async () => {
		const host = await open();
		const terminal = await fixture.terminal(host);
		const state = async () => (await host.web.inject({ url: "/api/flags", headers })).json<Answer>().terminals;
		expect(await state()).toMatchObject([{ terminal: "stall-1", has: true }]);
		await set(host, "rain", { hours: 1 });
		expect(await state()).toMatchObject([{ has: false }]);
		const { version } = await received(host, terminal);
		const report = {
			epoch: 1,
			sequence: 0,
			batteryPercent: -1,
			paper: 0,
			wearPercent: 0,
			freeSales: 1,
			bootCount: 1,
		};
		host.devices.report("stall-1", { ...report, flags: version }, saleWallMs);
		expect(await state()).toMatchObject([{ has: true }]);
	});

	it.each([
		["snow", { hours: 1 }, 404],
		["rain", {}, 400],
		["rain", { hours: 1, untilMs: saleWallMs + 1 }, 400],
		["rain", { hours: 0 }, 400],
		["rain", { hours: 1e12 }, 400],
		["rain", { hours: "1" }, 400],
		["rain", { untilMs: saleWallMs }, 422],
		["rain", { untilMs: saleWallMs + 8 * 24 * hourMs }, 422],
		["rain", { hours: 1, terminal: "nobody" }, 422],
		["x".repeat(4_096), { hours: 1 }, 404],
	])("%s is refused with %o", async (flag, body, status) => {
		const host = await open();
		const answer = await set(host, flag, body);
		expect([status, 400, 414]).toContain(answer.status);
		expect((await host.web.inject({ url: "/api/flags", headers })).json<Answer>().set).toEqual([]);
	});
});
