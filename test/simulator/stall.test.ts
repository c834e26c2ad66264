// A stall that is kept in a folder between runs, also one whose terminal has the smaller chip of an earlier board.
import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Stall } from "../../simulator/stall.js";
import { patienceMs } from "../patience.js";

const name = "counter";
const small = { journal: 1_048_576, catalog: 524_288 };
const sectorBytes = 4_096;

let dataDir: string;
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), "tillmark-stall-"))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function visit(until: string): Promise<string> {
	const stall = await Stall.open({
		...{ dataDir, terminals: [name], engine: "v8", seed: 1 },
		host: { httpPort: 0, logLevel: "silent" },
	});
	const terminal = stall.terminals.get(name)!;
	await vi.waitFor(() => expect(terminal.panel.shows(until)).toBe(true), patienceMs);
	const text = terminal.panel.readText();
	await stall.close();
	return text;
}

/** Cuts off what lies behind the partitions of an 8 MiB board; nothing has been written there. */
function shrink(): void {
	const folder = join(dataDir, name);
	truncateSync(join(folder, "journal.flash"), small.journal);
	truncateSync(join(folder, "catalog.flash"), small.catalog);
	truncateSync(join(folder, "journal.wear"), (small.journal / sectorBytes) * 4);
	truncateSync(join(folder, "catalog.wear"), (small.catalog / sectorBytes) * 4);
}

it("opens again with the chips that it was saved with", async () => {
	expect(await visit("open shift")).toContain("open shift");
	shrink();
	expect(await visit("open shift")).toContain("open shift");
	expect(readFileSync(join(dataDir, name, "journal.flash"))).toHaveLength(small.journal);
	expect(readFileSync(join(dataDir, name, "catalog.flash"))).toHaveLength(small.catalog);
});
