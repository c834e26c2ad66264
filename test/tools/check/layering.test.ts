// Creates a forbidden import for each rule of .dependency-cruiser.mjs in a scratch tree, and runs the real check on it.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cruiserArgs } from "../../../tools/check/steps.js";

const root = join(import.meta.dirname, "../../..");

/** File, what it imports, and the rules that refuse it. */
type Plant = readonly [file: string, imports: string, ...rules: string[]];

const registryRule = "till-registry-imports-flows";

const firmwarePlants: readonly Plant[] = [
	["firmware/core/a.ts", "firmware/wire/x.ts", "room-firmware-core"],
	["firmware/wire/a.ts", "firmware/journal/x.ts", "room-firmware-wire"],
	["firmware/journal/a.ts", "firmware/wire/x.ts", "room-firmware-journal"],
	["firmware/texts/a.ts", "firmware/wire/x.ts", "room-firmware-texts"],
	["firmware/catalog/a.ts", "firmware/till/x.ts", "room-firmware-catalog"],
	["firmware/pricing/a.ts", "firmware/catalog/x.ts", "room-firmware-pricing"],
	["firmware/policy/a.ts", "firmware/till/x.ts", "room-firmware-policy"],
	["firmware/rights/a.ts", "firmware/till/x.ts", "room-firmware-rights"],
	["firmware/words/a.ts", "firmware/wire/x.ts", "room-firmware-words"],
	["firmware/till/a.ts", "firmware/sync/x.ts", "room-firmware-till"],
	["firmware/sync/a.ts", "firmware/till/x.ts", "room-firmware-sync"],
	["firmware/drivers/a.ts", "firmware/wire/x.ts", "room-firmware-drivers"],
	["firmware/screens/a.ts", "firmware/catalog/x.ts", "room-firmware-screens"],
	["firmware/power/a.ts", "firmware/sync/x.ts", "room-firmware-power"],
	["firmware/terminal/a.ts", "firmware/device/x.ts", "room-firmware-terminal"],
	["firmware/device/a.ts", "host/x.ts", "room-firmware-device", "device-imports-board-modules"],
	["firmware/main.ts", "host/x.ts", "room-firmware-main-ts", "device-imports-board-modules"],
	["firmware/typings/a.ts", "firmware/core/x.ts", "room-firmware-typings"],
	["firmware/attic/a.ts", "firmware/core/x.ts", "in-no-room"],
	["firmware/till/session/a.ts", "firmware/till/flows/sale/x.ts", "till-session-knows-no-flow", registryRule],
	["firmware/till/session/c.ts", "firmware/till/till.ts", "till-session-knows-no-flow"],
	["firmware/till/flows/sale/a.ts", "firmware/till/flows/shift/x.ts", "till-flow-imports-flow"],
	[
		"firmware/till/flows/sale/b.ts",
		"firmware/till/flows/registry.ts",
		"till-flow-imports-flow",
		"till-imports-registry",
	],
	["firmware/till/till.ts", "firmware/till/flows/sale/x.ts", registryRule],
	["firmware/screens/b.ts", "firmware/till/flows/registry.ts", "till-imports-registry"],
	["firmware/till/b.ts", "node:fs", "firmware-imports-firmware"],
	["firmware/wire/b.ts", "cbor-x", "firmware-imports-firmware", "unresolvable"],
	["firmware/drivers/b.ts", "embedded:io/i2c", "firmware-imports-firmware", "board-modules"],
	["firmware/device/b.ts", "cbor-x", "device-imports-board-modules", "unresolvable"],
	["firmware/sync/packet.ts", "mqtt-packet", "firmware-imports-firmware", "unresolvable"],
	["firmware/sync/framer.ts", "buffer", "firmware-imports-firmware"],
	["firmware/sync/session.ts", "bl", "firmware-imports-firmware", "unresolvable"],
];

const hostPlants: readonly Plant[] = [
	["host/a.ts", "firmware/journal/x.ts", "room-host"],
	["host/b.ts", "host/store/x.ts", "host-vocabulary"],
	["host/attic/a.ts", "host/faults.ts", "in-no-room-of-host"],
	["host/ledger/a.ts", "host/store/x.ts", "room-host-ledger"],
	["host/ledger/b.ts", "host/web/x.ts", "room-host-ledger"],
	["host/payments/a.ts", "host/web/x.ts", "room-host-payments"],
	["host/store/a.ts", "host/ingest/x.ts", "room-host-store"],
	["host/store/b.ts", "host/store/sqlite/x.ts", "host-store-shared"],
	["host/store/sqlite/a.ts", "host/store/other/x.ts", "host-store-engines-apart"],
	["host/ingest/a.ts", "host/web/x.ts", "room-host-ingest"],
	["host/ingest/b.ts", "host/transport/x.ts", "room-host-ingest"],
	["host/ingest/c.ts", "host/store/sqlite/x.ts", "host-store-engine"],
	["host/control/a.ts", "host/web/x.ts", "room-host-control"],
	["host/control/b.ts", "host/transport/embedded/x.ts", "host-transport-engine"],
	["host/transport/a.ts", "host/transport/embedded/x.ts", "host-transport-shared"],
	["host/transport/embedded/a.ts", "host/transport/external/x.ts", "host-transport-engines-apart"],
	["host/audit/a.ts", "host/web/x.ts", "room-host-audit"],
	["host/room/a.ts", "host/web/x.ts", "room-host-room"],
	["host/transport/b.ts", "host/web/x.ts", "room-host-transport"],
	["host/context.ts", "host/store/x.ts", "host-context-has-types-only"],
	["host/web/a.ts", "host/store/x.ts", "room-host-web"],
	["host/web/b.ts", "host/ingest/x.ts", "room-host-web"],
	["host/web/c.ts", "host/compose/x.ts", "room-host-web", "host-composed-from-outside"],
];

const otherPlants: readonly Plant[] = [
	["simulator/a.ts", "firmware/device/x.ts", "room-simulator"],
	["simulator/b.ts", "host/store/sqlite/x.ts", "host-store-engine"],
	["simulator/c.ts", "timer", "board-modules"],
	["tools/journal/a.ts", "firmware/journal/x.ts", "room-tools-journal"],
	["tools/a.ts", "firmware/device/x.ts", "room-tools"],
	["tools/b.ts", "test/x.ts", "room-tools"],
	["tools/c.ts", "tools/missing.ts", "unresolvable"],
	["tools/d.ts", "stray", "undeclared"],
	["test/b.ts", "tools/bench/x.ts", "tests-import-benchmark"],
];

const allowed: readonly Plant[] = [
	["firmware/till/session/b.ts", "firmware/till/view.ts"],
	["firmware/till/flows/sale/c.ts", "firmware/till/session/x.ts"],
	["firmware/till/flows/registry.ts", "firmware/till/flows/sale/x.ts"],
	["firmware/terminal/b.ts", "firmware/till/flows/registry.ts"],
	["firmware/screens/c.ts", "firmware/words/x.ts"],
	["firmware/device/c.ts", "embedded:io/i2c"],
	["firmware/device/d.ts", "firmware/terminal/x.ts"],
	["host/web/d.ts", "host/context.ts"],
	["host/web/e.ts", "host/faults.ts"],
	["host/store/sqlite/b.ts", "host/ledger/x.ts"],
	["host/compose/a.ts", "host/store/sqlite/x.ts"],
	["host/compose/b.ts", "host/transport/embedded/x.ts"],
	["simulator/d.ts", "node:net"],
	["simulator/engine/xs/a.ts", "firmware/device/ed25519/ed25519.ts"],
	["test/a.ts", "firmware/device/x.ts"],
	["test/tools/a.ts", "tools/bench/x.ts"],
];

const allowedTypes: readonly Plant[] = [["firmware/screens/d.ts", "firmware/till/flows/sale/x.ts"]];

const forbidden = [...firmwarePlants, ...hostPlants, ...otherPlants];

interface Violation {
	readonly from: string;
	readonly to: string;
	readonly rule: { readonly name: string };
}

function isOurs(module: string): boolean {
	return module.endsWith(".ts");
}

/** The specifier as in the sources: relative, and ending in .js. */
function specifierOf(file: string, target: string): string {
	if (!isOurs(target)) return target;
	return `${"../".repeat(file.split("/").length - 1)}${target.replace(/\.ts$/, ".js")}`;
}

describe("the layering check", () => {
	const tree = mkdtempSync(join(tmpdir(), "tillmark-layering-"));
	let violations: readonly Violation[] = [];

	function write(file: string, text: string): void {
		mkdirSync(dirname(join(tree, file)), { recursive: true });
		writeFileSync(join(tree, file), text);
	}

	beforeAll(() => {
		for (const [, target] of [...forbidden, ...allowed, ...allowedTypes])
			if (isOurs(target) && target !== "tools/missing.ts") write(target, "export const x = 1;\n");
		for (const [file, target] of [...forbidden, ...allowed])
			write(file, `import { x } from "${specifierOf(file, target)}";\nexport const y = x;\n`);
		for (const [file, target] of allowedTypes) {
			const text = `import type { x } from "${specifierOf(file, target)}";\nexport type Y = typeof x;\n`;
			write(file, text);
		}
		write("simulator/round/a.ts", 'import type { B } from "./b.js";\nexport type A = B;\n');
		write("simulator/round/b.ts", 'import type { A } from "./a.js";\nexport type B = A;\n');
		write("host/store/unused.ts", 'import { x } from "./x.js";\nexport const unused = x;\n');
		write("host/store/tests-only.ts", "export const y = 1;\n");
		write("test/host/only.test.ts", 'import { y } from "../../host/store/tests-only.js";\nexport const z = y;\n');
		copyFileSync(join(root, "tsconfig.json"), join(tree, "tsconfig.json"));
		write("package.json", "{}");
		write("node_modules/stray/index.js", "export const x = 1;\n");
		const [bin, ...args] = cruiserArgs(root, "json");
		const done = spawnSync(process.execPath, [bin!, ...args], { cwd: tree, encoding: "utf8" });
		violations = (JSON.parse(done.stdout) as { summary: { violations: Violation[] } }).summary.violations;
	});
	afterAll(() => rmSync(tree, { recursive: true, force: true }));

	const rulesFor = (file: string): string[] =>
		violations
			.filter(({ from, rule }) => from === file && !/^(dead|tests-only)-module$/.test(rule.name))
			.map(({ rule }) => rule.name)
			.sort();

	it.each(forbidden)("refuses an import of %s → %s", (file, _target, ...rules) => {
		expect(rulesFor(file)).toEqual([...rules].sort());
	});

	it.each([...allowed, ...allowedTypes])("allows an import of %s → %s", (file) => {
		expect(rulesFor(file)).toEqual([]);
	});

	it("finds a cycle of type-only imports whose specifiers end in .js", () => {
		const cycles = violations.filter(({ rule }) => rule.name === "cycle").map(({ from, to }) => [from, to].sort());
		expect(cycles).toEqual([["simulator/round/a.ts", "simulator/round/b.ts"]]);
	});

	it("finds modules without importers, and product modules that only tests import", () => {
		const dead = (name: string): string[] =>
			violations.filter(({ rule }) => rule.name === name).map(({ from }) => from);
		expect(dead("dead-module")).toContain("host/store/unused.ts");
		expect(dead("dead-module")).not.toContain("host/store/tests-only.ts");
		expect(dead("tests-only-module")).toContain("host/store/tests-only.ts");
	});

	it("has a forbidden import for every rule", async () => {
		const { default: config } = (await import(join(root, ".dependency-cruiser.mjs"))) as {
			default: { forbidden: readonly { name: string }[] };
		};
		const planted = new Set([
			...forbidden.flatMap(([, , ...rules]) => rules),
			...violations.map((v) => v.rule.name),
		]);
		const missing = config.forbidden.map(({ name }) => name).filter((name) => !planted.has(name));
		expect(missing).toEqual([]);
	});
});
