// A note on its whole way: typed at the till, sold, sent to the host, shown there, erased everywhere (invariant 8).
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";

const closers: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

const originMs = Date.UTC(2026, 10, 21, 10);
const csv = "sku,name,category,price_minor,currency,tax_class\nCRO,Croissant,,240,EUR,standard\n";
const headers = { host: "localhost" };

it("a note reaches host and paper, and after its erasure no byte of it is left", async () => {
	const folder = mkdtempSync(join(tmpdir(), "tillmark-texts-"));
	closers.push(() => rmSync(folder, { recursive: true, force: true }));
	const world = new World(3);
	const log: string[] = [];
	const host = await Host.open({
		...{ dataDir: folder, isStoreInThread: true, clock: { now: () => Math.floor(originMs + world.nowMs) } },
		...{ logLevel: "debug", logStream: { write: (line) => void log.push(line) } },
	});
	closers.push(() => host.close());
	await host.publishCatalog(Buffer.from(csv));
	const dialer = dialInProcess((stream) => host.attach(stream));
	const terminal = await SimulatedTerminal.create({
		...{ world, engine: "v8", wallOriginMs: originMs, pixels: false, dialer },
	});
	closers.push(() => terminal.close());
	const stallholder = new Stallholder({ world, terminal });
	await stallholder.enrol((await host.enrol("t1", "Corner")).code);
	await world.pass(5_000);
	await stallholder.open();
	const tap = async (...texts: string[]): Promise<void> => {
		for (const text of texts) {
			await world.pass(600);
			terminal.tapText(text);
		}
		await world.pass(600);
	};
	terminal.scan("CRO");
	await world.pass(600);
	await tap("1", "1 × Croissant", english.note, "wxyz", "z", "def", "f", "def", "f", english.enter);
	expect(terminal.panel.readText()).toContain("Zff");
	const paths = (): string[] => readdirSync(folder).map((name) => join(folder, name));
	const imagesWithText = (): string[] => [
		...Object.entries({
			texts: terminal.textsFlash,
			journal: terminal.journalFlash,
			catalog: terminal.catalogFlash,
		})
			.filter(([, flash]) => Buffer.from(flash.cells).includes("Zff"))
			.map(([name]) => name),
		...paths().filter((path) => readFileSync(path).includes("Zff")),
		...log.filter((line) => line.includes("Zff")),
	];
	await tap(english.pay, english.tenders.cash, english.exact);
	await world.pass(10_000);
	expect(imagesWithText()).toEqual(["texts"]);
	const receipt = async () =>
		(await host.web.inject({ url: "/api/receipts/t1/1", headers })).json<{ lines: { note: string }[] }>();
	expect((await receipt()).lines[0]!.note).toBe("Zff");
	const erased = await host.web.inject({ method: "DELETE", url: "/api/receipts/t1/1/texts", headers });
	expect(erased.json()).toEqual({ erased: 1 });
	await world.pass(10_000);
	expect(imagesWithText()).toEqual([]);
	expect(await receipt()).toMatchObject({ lines: [{ note: "" }] });
	await world.pass(1_000);
	const digest = readFileSync(join(folder, "erasures.list"), "latin1").split(" ")[0]!;
	expect(digest).toMatch(/^[0-9a-f]{32}$/);
	// The terminal has reported it: nothing is asked of it again.
	terminal.power(false);
	await world.pass(1_000);
	terminal.power(true);
	await world.pass(10_000);
	expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
});
