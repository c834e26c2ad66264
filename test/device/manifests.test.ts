import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { build, report } from "../../tools/build/main.js";
import { listModules } from "../../tools/build/modules.js";
import { parsePartitions } from "../../tools/build/partitions.js";
import { frozenVariables } from "../../tools/build/report.js";

const root = join(import.meta.dirname, "..", "..");
const sectorBytes = 4_096;
const slotAlignBytes = 65_536;

const boards = readdirSync(join(root, "manifests")).filter((name) =>
	existsSync(join(root, "manifests", name, "partitions.csv")),
);

it("finds the boards that have a partition table", () => {
	expect(boards).toEqual(expect.arrayContaining(["esp32", "esp32s3"]));
});

describe.each(boards)("the partition table of %s", (board) => {
	const table = parsePartitions(readFileSync(join(root, "manifests", board, "partitions.csv"), "utf8"));
	const flashBytes = 8 * 1_048_576;

	it("has two image slots of equal size, a journal of 1 MiB and a catalog of two halves", () => {
		const size = (name: string) => table.find((one) => one.name === name)?.sizeBytes;
		expect(size("ota_0")).toBe(size("ota_1"));
		expect(size("journal")).toBe(1_048_576);
		expect(size("catalog")).toBe(2 * 262_144);
		expect(table.map((one) => one.name)).toContain("otadata");
	});

	it("fits in the chip without overlap, with aligned sectors and slots", () => {
		let end = 0x9000;
		for (const one of table) {
			expect(one.offset, one.name).toBeGreaterThanOrEqual(end);
			expect(one.offset % (one.type === "app" ? slotAlignBytes : sectorBytes), one.name).toBe(0);
			expect(one.sizeBytes % sectorBytes, one.name).toBe(0);
			end = one.offset + one.sizeBytes;
		}
		expect(end).toBeLessThanOrEqual(flashBytes);
	});

	it("uses no pin twice", () => {
		const { config, defines } = JSON.parse(
			readFileSync(join(root, "manifests", board, "manifest.json"), "utf8"),
		) as {
			config: Record<string, unknown>;
			defines: { spi: Record<string, number>; ili9341: Record<string, number> };
		};
		const pins: number[] = [
			...Object.values(defines.spi),
			...["cs_pin", "dc_pin", "rst_pin"].map((name) => defines.ili9341[name]!),
		];
		const collect = (value: unknown, name: string): void => {
			if (typeof value === "number" && name !== "port" && name !== "baud") pins.push(value);
			else if (typeof value === "object" && value)
				for (const [key, inner] of Object.entries(value)) collect(inner, key);
		};
		collect(config, "");
		expect(pins.filter((pin, i) => pins.indexOf(pin) !== i)).toEqual([]);
	});
});

describe("the modules of an image", () => {
	it("are all firmware sources except those of other kinds of board", () => {
		const names = listModules(root, "esp32");
		expect(names).toContain("firmware/terminal/terminal");
		expect(names).toContain("firmware/device/esp32/board");
		expect(names.filter((name) => name.startsWith("firmware/device/desktop/"))).toEqual([]);
		const folders = readdirSync(join(root, "firmware"), { withFileTypes: true }).filter((entry) =>
			entry.isDirectory(),
		);
		for (const { name } of folders) {
			const hasSources = readdirSync(join(root, "firmware", name), { recursive: true, encoding: "utf8" }).some(
				(file) => /(?<!\.d)\.ts$/.test(file),
			);
			if (hasSources) expect(names.some((module) => module.startsWith(`firmware/${name}/`))).toBe(true);
		}
	});

	it("names our own frozen variables", () => {
		const output = [
			"### warning: firmware/till/desk: Desk() count: no const",
			"### warning: ssl/session: Session() x: no const",
			"### warning: firmware/till/desk: table: not frozen",
			"### warning: firmware/catalog/image: CatalogImage() format: no const",
		].join("\n");
		const source = (module: string) =>
			module === "firmware/catalog/image" ? 'import * as format from "./format.js";' : "";
		expect(frozenVariables(output, source)).toEqual(["firmware/till/desk: Desk() count"]);
	});
});

describe("tillmark build", () => {
	let said: string;
	beforeEach(() => {
		said = "";
		const write = (text: string | Uint8Array): boolean => {
			said += String(text);
			return true;
		};
		vi.spyOn(process.stderr, "write").mockImplementation(write);
		vi.spyOn(process.stdout, "write").mockImplementation(write);
	});
	afterEach(() => {
		vi.restoreAllMocks();
		vi.unstubAllEnvs();
	});

	it("refuses an unknown board", async () => {
		expect(await build.run(["--board", "toaster"])).toBe(2);
		expect(said).toContain("esp32, esp32s3, desktop");
	});

	it.each([
		["is missing", undefined, "MODDABLE is not set"],
		["has no tools yet", tmpdir(), "has no tools yet"],
	])("prints the two commands that install the SDK if it %s", async (_what, folder, reason) => {
		vi.stubEnv("MODDABLE", folder);
		expect(await build.run(["--board", "esp32"])).toBe(3);
		expect(said).toContain(reason);
		expect(said.split("\n").filter((line) => line.startsWith("  "))).toEqual([
			"  npm install --global xs-dev",
			"  xs-dev setup",
		]);
	});

	it.each([
		["fits", 2_000_000, 0, "(69 %)"],
		["does not fit", 2_900_000, 1, "The image does not fit its partition."],
	])("reports an image that %s its partition", (_what, imageBytes, status, words) => {
		const folder = mkdtempSync(join(tmpdir(), "tillmark-image-"));
		try {
			const image = join(folder, "xs_esp32.bin");
			writeFileSync(image, new Uint8Array(imageBytes));
			expect(report("esp32", 1, { slots: 1, aliases: 1, warnings: [] }, image, true)).toBe(status);
			expect(said).toContain(`Image ${imageBytes} of 2883584 bytes`);
			expect(said).toContain(words);
			expect(said).toContain(`"imageBytes":${imageBytes},"partitionBytes":2883584`);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	it("fails if the linker freezes a variable of ours", () => {
		const link = { slots: 1, aliases: 1, warnings: ["firmware/till/desk: Desk() count"] };
		expect(report("esp32", 1, link, undefined, false)).toBe(1);
		expect(said).toContain("firmware/till/desk: Desk() count");
	});
});

const sdk = process.env["MODDABLE"];
const hasSdk = sdk !== undefined && existsSync(sdk);

describe(hasSdk ? "with the Moddable SDK" : "with the Moddable SDK (skipped: no SDK)", () => {
	it.skipIf(!hasSdk).each(["esp32", "esp32s3", "desktop"])(
		"every module compiles for %s and links, preloaded",
		async (board) => {
			const out = mkdtempSync(join(tmpdir(), "tillmark-build-"));
			try {
				expect(await build.run(["--board", board, "--out", out])).toBe(0);
			} finally {
				rmSync(out, { recursive: true, force: true });
			}
		},
		600_000,
	);
});
