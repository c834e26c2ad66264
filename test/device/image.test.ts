// The image with ESP-IDF: linked for each board whose compiler is installed, and the reading of the linker's map.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boardPartitions } from "../../tools/build/boards.js";
import { build, outputFolder } from "../../tools/build/main.js";
import { nativeParts } from "../../tools/build/map.js";
import { findIdf, findSdk } from "../../tools/build/sdk.js";
import type { ImageSizes } from "../../tools/build/sizes.js";
import { captured } from "../tools/command-output.js";

const sdk = findSdk();
const idf = findIdf();
/** The compilers as ESP-IDF's export.sh puts them on the path. */
const compilers = {
	esp32: "xtensa-esp32-elf-gcc",
	esp32s3: "xtensa-esp32s3-elf-gcc",
	esp32c3: "riscv32-esp-elf-gcc",
} as const;
/** A whole ESP-IDF is compiled. */
const longMs = 3_600_000;

/** Why an image for a board can't be linked here; undefined if it can. */
function missing(compiler: string): string | undefined {
	if (typeof sdk === "string") return "no SDK";
	if (idf === undefined) return "IDF_PATH is not set";
	if (typeof idf === "string") return idf.split("\n")[0];
	const probe = ["-xc", "-", "-o", join(tmpdir(), "tillmark-probe"), "-nostdlib", "-Wl,--entry=start"];
	const made = spawnSync(compiler, probe, { input: "void start(void) {}\n", encoding: "utf8" });
	return made.status === 0 ? undefined : `${compiler} does not link`;
}

describe.each(Object.entries(compilers))("the image of %s", (board, compiler) => {
	const skipped = missing(compiler);
	let folder: string;

	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "tillmark-image-"))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it.skipIf(skipped)(
		`links with both C files, fits its slot, and its parts are measured${skipped ? ` (skipped: ${skipped})` : ""}`,
		{ timeout: longMs },
		async () => {
			if (typeof sdk === "string") return;
			const { code, out, err } = await captured(() => build.run(["--board", board, "--out", folder, "--json"]));
			expect(code, err).toBe(0);
			const output = outputFolder(sdk, board as keyof typeof compilers, folder);
			for (const name of ["boot-native", "watchdog-native"]) {
				expect(existsSync(join(output, `${name}.c.o`)), name).toBe(true);
			}
			const { sizes } = JSON.parse(out.trim().split("\n").at(-1)!) as { sizes: ImageSizes };
			expect(sizes.source).toBe("measured");
			expect(sizes.native.map(({ name }) => name)).toEqual(
				expect.arrayContaining(["JavaScript engine", "native modules", "ESP-IDF: Wi-Fi", "ESP-IDF: TCP/IP"]),
			);
			const slot = boardPartitions(board as keyof typeof compilers).find(({ name }) => name === "ota_0")!;
			expect(sizes.totalBytes).toBeLessThan(slot.sizeBytes);
		},
	);
});

describe("the linker's map", () => {
	const map = [
		"Discarded input sections",
		" .text.unused   0x00000000     0x1000 esp-idf/lwip/liblwip.a(netif.c.obj)",
		"Linker script and memory map",
		".iram0.text     0x40380000       0x30",
		" .iram1.0       0x40380000       0x30 esp-idf/freertos/libfreertos.a(tasks.c.obj)",
		".dram0.bss      0x3fc90000      0x400",
		" .bss.buffer    0x3fc90000      0x400 xs_esp32c3.a(xsMemory.c.o)",
		".flash.text     0x42000020      0x300",
		" .text.fxRunID  0x42000020      0x100 xs_esp32c3.a(xsRun.c.o)",
		" .text.tillmark_boot_commit_with_a_long_name",
		"                0x42000120       0x20 xs_esp32c3.a(boot-native.c.o)",
		" .text          0x42000140       0x40 /idf/components/esp_wifi/lib/esp32c3/libnet80211.a(wl_cnx.o)",
		" *fill*         0x42000180        0x2 ",
		" .text.tcp_in   0x42000182       0x10 esp-idf/lwip/liblwip.a(tcp_in.c.obj)",
		".flash.rodata   0x3c100020      0x500",
		" .rodata.gxHeap 0x3c100020      0x400 xs_esp32c3.a(mc.xs.c.o)",
		".debug_info     0x00000000   0x100000",
		" .debug_info    0x00000000   0x100000 xs_esp32c3.a(xsRun.c.o)",
	].join("\n");

	it("counts what is in the image, by library, for the libraries it knows", () => {
		expect(Object.fromEntries(nativeParts(map))).toEqual({
			"JavaScript engine": 0x100,
			"native modules": 0x20,
			"ESP-IDF: Wi-Fi": 0x40,
			"ESP-IDF: TCP/IP": 0x10,
		});
	});
});
