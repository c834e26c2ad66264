// The board's C files, compiled against ESP-IDF's headers with the flags of the makefile that the SDK generates.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { build, outputFolder } from "../../tools/build/main.js";
import { findIdf, findSdk } from "../../tools/build/sdk.js";
import { captured } from "../tools/command-output.js";

const root = join(import.meta.dirname, "..", "..");
const natives = ["ed25519", "esp32"].flatMap((folder) =>
	readdirSync(join(root, "firmware", "device", folder)).filter((name) => name.endsWith(".c")),
);

const idf = findIdf();
const sdk = findSdk();

interface Compiler {
	readonly board: "esp32" | "esp32s3" | "esp32c3";
	readonly command: string;
	readonly flags: readonly string[];
	/** How ESP-IDF's settings name chip and C library. */
	readonly settings: readonly string[];
}

/** Espressif's compilers, and Debian's for RISC-V; Debian has none for the Xtensa of these chips. */
const compilers: readonly Compiler[] = [
	{ board: "esp32", command: "xtensa-esp32-elf-gcc", flags: [], settings: ["LIBC_NEWLIB"] },
	{ board: "esp32s3", command: "xtensa-esp32s3-elf-gcc", flags: [], settings: ["LIBC_NEWLIB"] },
	{ board: "esp32c3", command: "riscv32-esp-elf-gcc", flags: [], settings: ["LIBC_NEWLIB"] },
	{
		board: "esp32c3",
		command: "riscv64-unknown-elf-gcc",
		flags: ["-mabi=ilp32", "--specs=picolibc.specs"],
		settings: ["LIBC_PICOLIBC"],
	},
];

/** Only what the headers need: ESP-IDF's own configuration step writes the rest. */
function settingsFor({ board, settings }: Compiler): string {
	const isRiscv = board === "esp32c3";
	const flags = [
		`IDF_TARGET_${board.toUpperCase()}`,
		`IDF_TARGET_ARCH_${isRiscv ? "RISCV" : "XTENSA"}`,
		...["LWIP_IPV4", "LWIP_IPV6", "LWIP_TCP_OVERSIZE_MSS", "FREERTOS_UNICORE", ...settings],
	];
	const values = [
		...["FREERTOS_HZ 1000", "FREERTOS_NUMBER_OF_CORES 1", "FREERTOS_MAX_TASK_NAME_LEN 16"],
		...["FREERTOS_IDLE_TASK_STACKSIZE 1024", "FREERTOS_ISR_STACKSIZE 2100", "FREERTOS_TIMER_QUEUE_LENGTH 10"],
		...["FREERTOS_TIMER_TASK_PRIORITY 1", "FREERTOS_TIMER_TASK_STACK_DEPTH 2048", "FREERTOS_QUEUE_REGISTRY_SIZE 0"],
		...["FREERTOS_TASK_NOTIFICATION_ARRAY_ENTRIES 1", "FREERTOS_THREAD_LOCAL_STORAGE_POINTERS 1"],
		...["LOG_MAXIMUM_LEVEL 2", "LOG_DEFAULT_LEVEL 2", "LWIP_DHCP_COARSE_TIMER_SECS 1", "LWIP_IPV6_NUM_ADDRESSES 3"],
		`IDF_TARGET "${board}"`,
	];
	const lines = [...flags.map((name) => `${name} 1`), ...values].map((line) => `#define CONFIG_${line}`);
	return `#pragma once\n${lines.join("\n")}\n`;
}

const isThere = ({ command }: Compiler): boolean => spawnSync(command, ["--version"]).status === 0;
const found = typeof idf === "object" && typeof sdk === "object" ? compilers.filter(isThere) : [];

function whyNone(): string {
	if (typeof sdk === "string") return " (skipped: no Moddable SDK)";
	if (typeof idf !== "object") return ` (skipped: ${idf ?? "IDF_PATH is not set"})`;
	return found.length === 0 ? " (skipped: no cross compiler)" : "";
}

describe(`the native code of a board${whyNone()}`, () => {
	afterEach(() => void vi.unstubAllEnvs());

	it("has functions of each file that the test compiles", () => {
		expect(natives).toEqual([
			...["ed25519-native.c", "edwards25519.c"],
			...["boot-native.c", "console-native.c", "pwm-native.c", "watchdog-native.c"],
		]);
	});

	it.skipIf(found.length === 0).each(found.map((compiler) => [compiler.command, compiler.board, compiler] as const))(
		"compiles with %s for %s without a warning",
		async (command, board, compiler) => {
			if (typeof idf !== "object" || typeof sdk !== "object") return;
			const out = mkdtempSync(join(tmpdir(), "tillmark-natives-"));
			try {
				// Without IDF_PATH the modules are compiled and the makefile is written, but no image is made.
				vi.stubEnv("IDF_PATH", undefined);
				await captured(() => build.run(["--board", board, "--out", out]));
				const output = outputFolder(sdk, board, out);
				const config = join(output, `xsProj-${board}`, "build", "config");
				mkdirSync(config, { recursive: true });
				writeFileSync(join(config, "sdkconfig.h"), settingsFor(compiler));
				const done = spawnSync(
					"make",
					[
						...["-f", join(output, "makefile"), "IDF_VERSION=known", "SDKCONFIG_H="],
						`CC=${[command, ...compiler.flags, "-Wall", "-Wno-unused-function"].join(" ")}`,
						...natives.map((name) => join(output, `${name}.o`)),
					],
					{
						cwd: join(root, "manifests", board),
						encoding: "utf8",
						env: {
							...process.env,
							...{
								MODDABLE: sdk.folder,
								IDF_PATH: idf.folder,
								TILLMARK: root,
								TILLMARK_BUILD: join(out, "parts"),
							},
							PATH: [sdk.tools, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
						},
					},
				);
				const text = `${done.stdout}${done.stderr}`;
				expect(done.status, text).toBe(0);
				const ours = text
					.split("\n")
					.filter((line) => /(-native|25519)\.c:\d+:\d+: (warning|error)/.test(line));
				expect(ours).toEqual([]);
			} finally {
				rmSync(out, { recursive: true, force: true });
			}
		},
		600_000,
	);
});
