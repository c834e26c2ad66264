// Issue 11, number 15: the simulator joins a running host and takes a catalog, a replay's world stays to be looked at,
// amounts are money, and what a host says of its addresses is true.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Host } from "../../../host/compose/single.js";
import { openLocalStore } from "../../../host/store/sqlite/local.js";
import { output } from "./command-output.js";
import { patienceMs } from "../../patience.js";

const root = join(import.meta.dirname, "..", "..", "..");
const token = "a token of the operator";
const catalog =
	"sku,name,category,price_minor,currency,tax_class\nA,Apple,fruit,150,USD,standard\nB,Bread,bread,425,USD,zero\n";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "tillmark-joined-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(async () => {
	for (const child of children.splice(0)) {
		if (child.exitCode !== null) continue;
		child.kill("SIGTERM");
		await once(child, "exit");
	}
});

/** Runs a command in a process of its own and returns the first text it prints. */
async function started(...args: string[]): Promise<string> {
	const child = spawn(process.execPath, ["--import", "./tools/resolve.mjs", "tools/tillmark.ts", ...args], {
		...{ cwd: root, stdio: ["ignore", "pipe", "pipe"] },
	});
	children.push(child);
	let text = "";
	let errors = "";
	child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
	const ready = new Promise<string>((resolve, reject) => {
		child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
			text += chunk;
			if (text.includes("Terminals connect") || text.includes('"page"')) resolve(text);
		});
		child.once("exit", () => reject(new Error(errors)));
	});
	return ready;
}

describe("tillmark sim --host", () => {
	let host: Host;
	beforeAll(async () => {
		host = await Host.open({
			...{ dataDir: undefined, mqttPort: 0, httpPort: 0, logLevel: "silent", operatorToken: token },
		});
	});
	afterAll(() => host.close());

	it("enrols terminals with a running host over its MQTT, publishes a catalog, and serves the page", async () => {
		writeFileSync(join(folder, "catalog.csv"), catalog);
		const url = `http://127.0.0.1:${host.httpPort}`;
		const args = ["--host", url, "--token", token, "--catalog", join(folder, "catalog.csv")];
		const place = ["--data", join(folder, "sim"), "--port", "0", "--json"];
		const printed = JSON.parse(await started("sim", ...args, ...place)) as { page: string; dashboard: string };
		expect(printed.dashboard).toBe(`${url}/`);
		expect(await host.catalogs.version()).toBe(1);
		await vi.waitFor(async () => expect((await host.store.terminals.find("sim-1"))?.epoch).toBe(1), patienceMs);
		await vi.waitFor(() => expect(host.isOnline("sim-1")).toBe(true), patienceMs);
		// The terminal applies the catalog by a record, which the host acknowledges.
		await vi.waitFor(async () => {
			const [row] = await host.store.reports.terminals(0, "sim-1");
			expect(row?.catalogVersion).toBe(1);
		}, patienceMs);
		const stream = await fetch(`${printed.page}events`);
		const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
		let text = "";
		while (!text.includes("event: host")) text += (await reader.read()).value ?? "";
		await reader.cancel();
		expect([text.includes("sim-1"), text.includes("Apple")]).toEqual([true, true]);
		// A second simulator of another folder would lock the first one's terminal out.
		const second = await output(["sim", "--host", url, "--token", token, "--memory", "--json"]);
		expect([second.code, JSON.parse(second.out)]).toMatchObject([1, { error: { code: "TERMINAL_KNOWN" } }]);
		expect(second.err).toContain("--name");
	});

	it("says what is wrong with the address and the token", async () => {
		const url = `http://127.0.0.1:${host.httpPort}`;
		expect((await output(["sim", "--host", "http://127.0.0.1:1", "--memory"])).err).toContain("No host answers");
		const wrong = await output(["sim", "--host", url, "--token", "wrong", "--memory", "--json"]);
		expect(JSON.parse(wrong.out)).toMatchObject({ error: { code: "HTTP_TOKEN_WRONG" } });
	});
});

it("tillmark sim takes a catalog, and keeps its dashboard's port", async () => {
	writeFileSync(join(folder, "own.csv"), catalog);
	const { out } = await output(["sim", "--help"]);
	expect(out).toMatch(/--dashboard-port[\s\S]*default: 8081/);
	const args = ["--data", join(folder, "own"), "--port", "0", "--dashboard-port", "0", "--json"];
	const printed = await started("sim", "--catalog", join(folder, "own.csv"), ...args);
	const { dashboard } = JSON.parse(printed) as { dashboard: string };
	expect(await (await fetch(`${dashboard}api/catalog.csv`)).text()).toContain("A,Apple,fruit,150,USD");
});

describe("tillmark host", () => {
	const common = ["--mqtt-port", "0", "--http-port", "0", "--log", "silent", "--merchant", "demo"];

	it("names an address that terminals can reach, and the broker's real port", async () => {
		const text = await started("host", "--data", join(folder, "wide"), ...common, "--mqtt-host", "0.0.0.0");
		const [, name, port] = /Terminals connect: {2}(\S+):(\d+)\n/.exec(text) ?? [];
		expect(name).not.toBe("0.0.0.0");
		expect(Number(port)).toBeGreaterThan(0);
	});

	it("names the name that was given", async () => {
		const args = ["--mqtt-host", "0.0.0.0", "--public-host", "till.example"];
		const text = await started("host", "--data", join(folder, "named"), ...common, ...args);
		expect(text).toMatch(/Terminals connect: {2}till\.example:[1-9]/);
	});
});

describe("tillmark replay --keep", () => {
	it("leaves host and journals to look at, and prints money", async () => {
		writeFileSync(join(folder, "replay.csv"), catalog);
		const log = "2026-05-02,09:00:00,1,Apple\n2026-05-02,09:00:00,1,Bread\n2026-05-02,09:02:00,3,Bread\n";
		writeFileSync(join(folder, "log.csv"), log);
		const kept = join(folder, "kept");
		const args = ["replay", join(folder, "log.csv"), "--catalog", join(folder, "replay.csv"), "--keep", kept];
		const { code, out } = await output(args);
		expect(code).toBe(0);
		expect(out).toMatch(/^gross +10\.00 USD$/m);
		expect(out).toMatch(/^cash +4\.25 USD$/m);
		expect(out).not.toContain("Minor");
		expect(readdirSync(kept).sort()).toEqual(["host", "t1"]);
		expect(out).toContain(`host --data ${join(kept, "host")}`);
		const store = openLocalStore({ folder: join(kept, "host"), merchant: "demo" });
		expect((await store.documents.totals()).sales).toBe(2);
		await store.close();
		const again = await output([...args, "--json"]);
		expect(JSON.parse(again.out)).toMatchObject({ error: { code: "FOLDER_NOT_EMPTY" } });

		const image = join(kept, "t1", "journal.flash");
		const text = (await output(["journal", "dump", image, "--format", "text"])).out;
		expect(text).toMatch(
			/ 2026-05-02T09:0\d:\d\dZ {2}sale +receipt 0001; 5\.75 USD; 1 x Apple, 1 x Bread; card 5\.75 USD/,
		);
		const { records } = JSON.parse((await output(["journal", "dump", image, "--json"])).out) as {
			records: { kind: number; body: { currency?: string; lines?: object[] } }[];
		};
		const sale = records.find(({ kind }) => kind === 16)!;
		expect(sale.body).toMatchObject({
			...{ currency: "USD", roundingMinor: 0, changeMinor: 0 },
			lines: [
				{ sku: "A", name: "Apple", quantity: 1, unitMinor: 150, amountMinor: 150 },
				{ sku: "B", name: "Bread", quantity: 1, unitMinor: 425, amountMinor: 425 },
			],
			tenders: [{ kind: 2, amountMinor: 575 }],
		});
		for (const record of records) expect(Object.keys(record.body).every((name) => !/^\d/.test(name))).toBe(true);
	});
});
