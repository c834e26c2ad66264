// Issue 12: files that a command's user names may be anything: a disk's image of 5 GiB, a device without an end, a
// folder. A dump of 5 GiB ended in a stack trace (ERR_FS_FILE_TOO_LARGE), one of 1 GiB or /dev/zero in all memory.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { output } from "../../tools/command-output.js";

let folder: string;
let huge: string;
let small: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "tillmark-input-"));
	huge = join(folder, "huge");
	writeFileSync(huge, "");
	truncateSync(huge, 5 * 2 ** 30);
	small = join(folder, "small");
	writeFileSync(small, "sku,name,category,price,currency,tax_class\nA,Tea,,2.50,EUR,standard\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function failed(args: readonly string[]): Promise<{ code: number; error: { code: string; message: string } }> {
	const { code, out } = await output([...args, "--json"]);
	return { code, ...(JSON.parse(out) as { error: { code: string; message: string } }) };
}

const host = [
	"host",
	"--clock",
	"ipc",
	"--log",
	"silent",
	"--merchant",
	"demo",
	"--mqtt-port",
	"0",
	"--http-port",
	"0",
];
const commands: ReadonlyArray<readonly [string, (file: string) => string[]]> = [
	["journal dump", (file) => ["journal", "dump", file]],
	["journal stats", (file) => ["journal", "stats", file]],
	["journal verify", (file) => ["journal", "verify", file, "--merchant", "demo", "--terminal", "t"]],
	["replay", (file) => ["replay", file, "--catalog", small]],
	["replay --catalog", (file) => ["replay", small, "--catalog", file]],
	["sim --catalog", (file) => ["sim", "--memory", "--port", "0", "--dashboard-port", "0", "--catalog", file]],
	["host --logo", (file) => [...host, "--data", join(folder, "data"), "--logo", file]],
	[
		"host --web-tls-cert",
		(file) => [...host, "--data", join(folder, "data"), "--web-tls-cert", file, "--web-tls-key", file],
	],
	[
		"host --tls-cert",
		(file) => [
			...[...host, "--data", join(folder, "data"), "--public-host", "till.example"],
			...["--tls-cert", file, "--tls-key", file, "--tls-authority", file],
		],
	],
];

describe("a file that a command reads", () => {
	it.each(commands)("is refused unread where it has 5 GiB: %s", async (_name, args) => {
		const { code, error } = await failed(args(huge));
		expect([code, error.code]).toEqual([1, "FILE_TOO_LARGE"]);
		expect(error.message).toMatch(/huge has more than \d+ bytes, the most that an? .* may have\./);
	});

	it.each(commands)("is refused where it has no end: %s", async (_name, args) => {
		expect((await failed(args("/dev/zero"))).error.code).toBe("FILE_TOO_LARGE");
	});

	it.each(commands)("is named where it is a folder: %s", async (_name, args) => {
		const { code, error } = await failed(args(folder));
		expect([code, error.code]).toEqual([1, "EISDIR"]);
		expect(error.message).toBe(`${folder} is a folder, but a file is needed.`);
	});
});
