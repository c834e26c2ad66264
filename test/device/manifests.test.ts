import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative } from "node:path";
import { transform } from "esbuild";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { simulatedFlashBytes } from "../../simulator/terminal/terminal.js";
import { boardFlashBytes, boardNames, boardPartitions, type BoardName } from "../../tools/build/boards.js";
import { linkedModules } from "../../tools/build/linked.js";
import { build, report, type BuildReport } from "../../tools/build/main.js";
import { listModules } from "../../tools/build/modules.js";
import { frozenVariables } from "../../tools/build/report.js";
import { findIdf, knownVersions, versionWarnings, type Sdk } from "../../tools/build/sdk.js";
import type { ImageSizes } from "../../tools/build/sizes.js";
import { captured } from "../tools/command-output.js";

const root = join(import.meta.dirname, "..", "..");
const manifests = join(root, "manifests");
const sectorBytes = 4_096;
const slotAlignBytes = 65_536;
const mebibyte = 1_048_576;

const onFlash = boardNames.filter((name) => boardPartitions(name).length > 0);

const sizeOf = (board: BoardName, partition: string) =>
	boardPartitions(board).find((one) => one.name === partition)?.sizeBytes ?? 0;

interface BoardManifest {
	readonly include?: readonly string[];
	readonly build?: Record<string, string>;
	readonly config?: Record<string, unknown>;
	readonly defines?: Record<string, Record<string, unknown>>;
}

/** A manifest and those of ours that it includes, the outermost last. */
function manifestsOf(file: string): BoardManifest[] {
	const manifest = JSON.parse(readFileSync(file, "utf8")) as BoardManifest;
	const ours = (manifest.include ?? []).filter((path) => path.startsWith("."));
	return [...ours.flatMap((path) => manifestsOf(join(dirname(file), path))), manifest];
}

it("has a line for each folder of a board, and a folder for each line", () => {
	const folders = readdirSync(manifests).filter((name) => existsSync(join(manifests, name, "manifest.json")));
	expect([...folders].sort()).toEqual([...boardNames].sort());
});

describe.each(onFlash)("the partition table of %s", (board) => {
	it("has two image slots of equal size, a journal, and a catalog of two halves", () => {
		expect(sizeOf(board, "ota_0")).toBe(sizeOf(board, "ota_1"));
		expect(sizeOf(board, "ota_0")).toBeLessThanOrEqual(limits.firmwareImageBytesMax);
		expect(sizeOf(board, "catalog") % (2 * sectorBytes)).toBe(0);
		expect(boardPartitions(board).map((one) => one.name)).toContain("otadata");
	});

	it.runIf(boardFlashBytes(board) === 16 * mebibyte)("has room for years and for the largest catalog", () => {
		expect(sizeOf(board, "ota_0")).toBeGreaterThanOrEqual(5 * mebibyte);
		expect(sizeOf(board, "journal")).toBe(2 * mebibyte);
		expect(sizeOf(board, "catalog") / 2 - sectorBytes).toBeGreaterThanOrEqual(limits.catalogImageBytesMax);
	});

	it("fits in the chip without overlap, with aligned sectors and slots", () => {
		let end = 0x9000;
		for (const one of boardPartitions(board)) {
			expect(one.offset, one.name).toBeGreaterThanOrEqual(end);
			expect(one.offset % (one.type === "app" ? slotAlignBytes : sectorBytes), one.name).toBe(0);
			expect(one.sizeBytes % sectorBytes, one.name).toBe(0);
			end = one.offset + one.sizeBytes;
		}
		expect(end).toBeLessThanOrEqual(boardFlashBytes(board)!);
	});

	it("uses no pin twice", () => {
		const pins: number[] = [];
		const collect = (value: unknown, name: string): void => {
			const isPin = !["port", "baud", "width", "height", "hz"].includes(name);
			if (typeof value === "number" && value >= 0 && isPin) pins.push(value);
			else if (typeof value === "object" && value)
				for (const [key, inner] of Object.entries(value)) collect(inner, key);
		};
		for (const { config, defines } of manifestsOf(join(manifests, board, "manifest.json"))) {
			collect(config, "");
			collect({ ...defines, xs: undefined }, "");
		}
		expect(pins.length).toBeGreaterThanOrEqual(12);
		expect(pins.filter((pin, i) => pins.indexOf(pin) !== i)).toEqual([]);
	});

	it("is named by its manifest, with its own partition table and settings", () => {
		const all = manifestsOf(join(manifests, board, "manifest.json"));
		expect(all.at(-1)!.config?.["board"]).toBe(board);
		expect(all.at(-1)!.build).toMatchObject({ SDKCONFIGPATH: "./sdkconfig", PARTITIONS_FILE: "./partitions.csv" });
		// The SDK takes the innermost of these, not the outermost.
		expect(all.slice(0, -1).filter(({ build }) => build?.["SDKCONFIGPATH"] ?? build?.["PARTITIONS_FILE"])).toEqual(
			[],
		);
	});

	it("sends the log to a console, and restarts after a panic", () => {
		const settings = readFileSync(join(manifests, board, "sdkconfig", "sdkconfig.defaults"), "utf8");
		expect(settings).toContain("CONFIG_ESP_CONSOLE_NONE=n\n");
		expect(settings).toMatch(/^CONFIG_ESP_CONSOLE_(UART_DEFAULT|USB_SERIAL_JTAG)=y$/m);
		expect(settings).toContain("CONFIG_ESP_SYSTEM_PANIC_PRINT_REBOOT=y\n");
	});
});

it("simulates the flash of an esp32", () => {
	const partitions = Object.keys(simulatedFlashBytes).map((label) => [label, sizeOf("esp32", label)]);
	expect(simulatedFlashBytes).toEqual(Object.fromEntries(partitions));
});

describe("the modules of an image", () => {
	it("leave out, in a release, those of whose values only numbers are used", () => {
		const names = listModules(root, "esp32");
		const released = listModules(root, "esp32", true);
		expect(names.filter((name) => !released.includes(name))).toEqual([
			"firmware/core/limits",
			"firmware/core/ports",
			"firmware/pricing/rule-book",
		]);
		expect(released.filter((name) => !names.includes(name))).toEqual([]);
	});

	it("are those that the composition reaches, and only of its kind of board", () => {
		const names = listModules(root, "esp32");
		expect(names).toEqual(expect.arrayContaining(["firmware/main", "firmware/device/esp32/board"]));
		expect(names).toContain("firmware/terminal/terminal");
		expect(names.filter((name) => name.startsWith("firmware/device/desktop/"))).toEqual([]);
		// The host builds catalogs; terminals read them.
		expect(names).not.toContain("firmware/catalog/builder");
		expect(names).not.toContain("firmware/terminal/ports");
	});

	it("are what each of them imports at run time", async () => {
		const names = new Set(listModules(root, "desktop"));
		for (const name of names) {
			const { code } = await transform(readFileSync(join(root, `${name}.ts`), "utf8"), {
				loader: "ts",
				tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
			});
			for (const [, specifier] of code.matchAll(/\bfrom "(\.[^"]+)"/g))
				expect(names, name).toContain(posix.join(posix.dirname(name), specifier!.replace(/\.js$/, "")));
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
	afterEach(() => void vi.unstubAllEnvs());

	async function run(command: () => Promise<number> | number): Promise<number> {
		const { code, out, err } = await captured(command);
		said = err + out;
		return code;
	}

	it("refuses an unknown board", async () => {
		expect(await run(() => build.run(["--board", "toaster"]))).toBe(2);
		expect(said).toContain(boardNames.join(", "));
	});

	it.each([
		["is missing", undefined, "MODDABLE is not set"],
		["has no tools yet", tmpdir(), "has no tools yet"],
	])("prints the two commands that install the SDK if it %s", async (_what, folder, reason) => {
		vi.stubEnv("MODDABLE", folder);
		expect(await run(() => build.run(["--board", "esp32"]))).toBe(3);
		expect(said).toContain(reason);
		expect(said.split("\n").filter((line) => line.startsWith("  "))).toEqual([
			"  npm install --global xs-dev",
			"  xs-dev setup",
		]);
	});

	describe("with tools that only say how they were called", () => {
		let folder: string;
		beforeEach(() => {
			folder = mkdtempSync(join(tmpdir(), "tillmark-sdk-"));
			for (const host of ["lin", "mac"]) {
				const tools = join(folder, "build", "bin", host, "release");
				mkdirSync(tools, { recursive: true });
				writeFileSync(join(tools, "mcconfig"), '#!/bin/sh\necho "called with $*"\nexit 1\n', { mode: 0o755 });
			}
			vi.stubEnv("MODDABLE", folder);
			vi.stubEnv("IDF_PATH", undefined);
		});
		afterEach(() => rmSync(folder, { recursive: true, force: true }));

		it("takes --out as relative to the working folder", async () => {
			const out = relative(process.cwd(), join(folder, "out"));
			expect(await run(() => build.run(["--board", "esp32", "--out", out]))).toBe(1);
			expect(said).toContain(`-o ${join(folder, "out")} `);
		});

		it("says that the SDK's makefiles take no blank in a folder's name", async () => {
			const out = join(folder, "the build");
			expect(await run(() => build.run(["--board", "esp32", "--out", out]))).toBe(1);
			expect(said).toContain(out);
			expect(said).not.toContain("called with");
			expect(existsSync(out)).toBe(false);
		});
	});

	const built: BuildReport = {
		board: "esp32",
		moduleCount: 1,
		link: { slots: 1, aliases: 1, warnings: [] },
		sizes: undefined,
		imageFile: undefined,
		sdkVersion: knownVersions.sdk,
		idfVersion: undefined,
		asJson: true,
	};
	const filled = (roomBytes: number): ImageSizes => ({
		javascript: [
			{ name: "firmware/till", bytes: roomBytes, source: "measured" },
			{ name: "firmware/wire", bytes: 50_000, source: "measured" },
		],
		resources: [],
		native: [{ name: "ESP-IDF", bytes: 700_000, source: "estimated" }],
		totalBytes: roomBytes + 750_000,
		source: "estimated",
	});

	it("reports an image that fits, in total and by part", async () => {
		expect(await run(() => report({ ...built, sizes: filled(1_000_000) }))).toBe(0);
		expect(said).toMatch(/firmware\/till +1,000,000\n/);
		expect(said).toMatch(/ESP-IDF +700,000 {2}estimated\n/);
		expect(said).toMatch(/image slot +6,291,456\n +left +4,541,456 {2}estimated\n/);
		const json = JSON.parse(said.trim().split("\n").at(-1)!) as Record<string, unknown>;
		expect(json).toMatchObject({ board: "esp32", sdkVersion: "8.2.3", slotBytes: 6_291_456, leftBytes: 4_541_456 });
		expect(json).toMatchObject({ sizes: filled(1_000_000) });
	});

	it("fails for an image that does not fit, and names the largest parts", async () => {
		expect(await run(() => report({ ...built, sizes: filled(6_000_000) }))).toBe(1);
		expect(said).toContain("does not fit its slot of 6291456");
		expect(said).toContain("firmware/till 6000000, ESP-IDF 700000, firmware/wire 50000.");
		expect(await run(() => report({ ...built, board: "esp32c3", sizes: filled(2_200_000) }))).toBe(1);
		expect(said).toContain("does not fit its slot of 2883584");
	});

	it("fails if the linker freezes a variable of ours", async () => {
		const link = { slots: 1, aliases: 1, warnings: ["firmware/till/desk: Desk() count"] };
		expect(await run(() => report({ ...built, link }))).toBe(1);
		expect(said).toContain("firmware/till/desk: Desk() count");
	});
});

describe("ESP-IDF", () => {
	let folder: string;
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "tillmark-idf-"))));
	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
		vi.unstubAllEnvs();
	});

	const install = (version: string, ...folders: string[]): void => {
		for (const path of ["tools/cmake", ...folders]) mkdirSync(join(folder, path), { recursive: true });
		const [major, minor, patch] = version.split(".");
		const lines = [`MAJOR ${major}`, `MINOR ${minor}`, `PATCH ${patch}`].map(
			(line) => `set(IDF_VERSION_${line})\n`,
		);
		writeFileSync(join(folder, "tools", "cmake", "version.cmake"), lines.join(""));
	};
	const find = (path: string | undefined): ReturnType<typeof findIdf> => {
		vi.stubEnv("IDF_PATH", path);
		return findIdf();
	};

	it("is absent if IDF_PATH is not set", () => expect(find(undefined)).toBeUndefined());

	it("is told apart from an empty, a missing and a wrong folder, each with the fix", () => {
		expect(find("")).toMatch(/set, but to nothing[^]*xs-dev setup --device=esp32/);
		expect(find(join(folder, "gone"))).toMatch(/does not exist[^]*xs-dev setup/);
		expect(find(folder)).toMatch(/is an empty folder[^]*xs-dev setup/);
		writeFileSync(join(folder, "README.md"), "");
		expect(find(join(folder, "README.md"))).toMatch(/is not a folder[^]*xs-dev setup/);
		expect(find(folder)).toMatch(/is not an ESP-IDF[^]*xs-dev setup/);
		install("6.0.2");
		expect(find(folder)).toMatch(/without its submodules[^]*submodule update --init --recursive/);
	});

	it("is found with its version, and other versions than the known one are warned of", () => {
		const sdk: Sdk = { folder: "", host: "lin", tools: "", version: knownVersions.sdk };
		const lwip = "components/lwip/lwip/src";
		install("6.0.2", lwip);
		expect(find(folder)).toEqual({ folder, version: "6.0.2" });
		expect(versionWarnings(sdk, { folder, version: "6.0.2" })).toEqual([]);
		expect(versionWarnings(sdk, { folder, version: "6.1.0" })).toEqual([expect.stringContaining("expects v6.0")]);
		expect(versionWarnings({ ...sdk, version: "8.3.0" }, undefined)).toEqual([expect.stringContaining("is 8.3.0")]);
	});
});

describe("the bytes of modules", () => {
	const slot = (at: number, rest: string): string => `/* ${String(at).padStart(4, "0")} */\t{ ${rest} },`;
	const linked = [
		"static const txSlot gxHeap[mxHeapCount];",
		"static const txScript gxScripts[mxScriptsCount] = {",
		'\t{ NULL, NULL, 0, (txS1*)gxCode1, 429, NULL, 0, "late", { 1, 2, 3, 0 } },',
		"};",
		"static const txSlot gxHeap[mxHeapCount] = {",
		slot(0, "(txSlot*)&gxHeap[1], {.ID = XS_NO_ID, .flag = 0x81, .kind = XS_INSTANCE_KIND}, .value = { 0 }"),
		slot(1, "NULL, {.ID = 6, .flag = 0x81, .kind = XS_MODULE_KIND}, .value = { .module = { NULL, 1 } }"),
		slot(2, "(txSlot*)&gxHeap[3], {.ID = XS_NO_ID, .flag = 0x81, .kind = XS_INSTANCE_KIND}, .value = { 0 }"),
		slot(
			3,
			"(txSlot*)&gxHeap[4], {.ID = xsID_run, .flag = 0x8b, .kind = XS_CODE_X_KIND}, " +
				'.value = { .code = { (txByte*)"\\x0c\\x00A", NULL } }',
		),
		slot(
			4,
			"NULL, {.ID = 12 /* Symbol.toStringTag */, .flag = 0x8b, .kind = XS_HOME_KIND}, " +
				".value = { .home = { NULL, (txSlot*)&gxHeap[0] } }",
		),
		slot(
			5,
			"NULL, {.ID = 0, .flag = 0x8b, .kind = XS_REFERENCE_KIND}, .value = { .reference = (txSlot*)&gxHeap[2] }",
		),
		slot(6, 'NULL, {.ID = 1, .flag = 0x87, .kind = XS_KEY_X_KIND}, .value = { .key = { "firmware/a", 0x1 } }'),
		"};",
		"static const txSlot gxStack[mxStackCount] = {",
		"\t{ NULL, {.ID = 0, .flag = 0x0, .kind = XS_REFERENCE_KIND}, .value = { .reference = (txSlot*)&gxHeap[5] } },",
		"};",
		"static const txSlot* const gxKeys[mxKeysCount] ICACHE_FLASH1_ATTR = {",
		"\tNULL,",
		"\t(txSlot*)&gxHeap[6]",
		"};",
		"",
	].join("\n");

	it("are those of a module's functions wherever they are reached from", () => {
		const { modules, builtInBytes, nameBytes } = linkedModules(linked);
		expect(Object.fromEntries(modules)).toEqual({ "firmware/a": 5 * 16 + 3, late: 429 });
		expect(builtInBytes).toBe(16);
		expect(nameBytes).toBe(16 + "firmware/a".length + 1 + 6);
	});

	it("are refused if the linker's output is not understood", () => {
		expect(() => linkedModules(linked.replace("{.ID = 6", "[.ID = 6"))).toThrow("not a slot of this linker");
	});
});

const sdk = process.env["MODDABLE"];
const hasSdk = sdk !== undefined && existsSync(sdk);

describe(hasSdk ? "with the Moddable SDK" : "with the Moddable SDK (skipped: no SDK)", () => {
	it.skipIf(!hasSdk).each(["esp32", "esp32s3", "esp32c3", "desktop"])(
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
