// Issue 11, number 3: what the system refuses reaches people as a sentence with the fix, an exit code and a form for
// programs, never as a stack trace.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { tillmark } from "../../../tools/commands.js";
import { systemSentence } from "../../../tools/system-error.js";

let folder: string;
let taken: Server;
let port: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "tillmark-command-"));
	writeFileSync(join(folder, "file"), "");
	taken = createServer();
	await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
	port = String((taken.address() as AddressInfo).port);
});
afterAll(() => {
	taken.close();
	rmSync(folder, { recursive: true, force: true });
});
let data: string;
beforeEach(() => (data = join(folder, `data-${readdirSync(folder).length}`)));

async function output(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
	let out = "";
	let err = "";
	vi.spyOn(process.stdout, "write").mockImplementation((chunk) => Boolean((out += String(chunk))));
	vi.spyOn(process.stderr, "write").mockImplementation((chunk) => Boolean((err += String(chunk))));
	try {
		return { code: await tillmark.run(args), out, err };
	} finally {
		vi.restoreAllMocks();
	}
}

const host = (...more: string[]): string[] => [
	...[
		"host",
		"--data",
		data,
		"--mqtt-port",
		"0",
		"--http-port",
		"0",
		"--clock",
		"ipc",
		"--log",
		"silent",
		"--no-token",
	],
	...more,
];

describe("a sentence, exit code 1 and a JSON form answer", () => {
	it.each<readonly [string, () => string[], string, string]>([
		["a broker's port that is taken", () => host("--mqtt-port", port), "PORT_UNUSABLE", "choose another port"],
		["an API's port that is taken", () => host("--http-port", port), "PORT_UNUSABLE", "choose another port"],
		[
			"an address of another machine",
			() => host("--mqtt-host", "192.0.2.1"),
			"PORT_UNUSABLE",
			"not this machine's",
		],
		[
			"a data folder that is a file",
			() => host("--data", join(folder, "file")),
			"DATA_FOLDER_UNUSABLE",
			"is a folder",
		],
		["a data folder below a file", () => host("--data", join(folder, "file", "x")), "ENOTDIR", "is a file"],
		["a data folder that cannot be made", () => host("--data", "/proc/tillmark"), "ENOENT", "/proc/tillmark"],
		[
			"TLS files that are not there",
			() => host("--tls-cert", "nope", "--tls-key", "nope", "--tls-authority", "nope"),
			"ENOENT",
			"There is no file nope.",
		],
		["a logo that is a folder", () => host("--logo", folder), "EISDIR", "is a folder, but a file is needed"],
	])("%s", async (_name, args, code, part) => {
		const plain = await output(args());
		expect(plain).toMatchObject({ code: 1, out: "" });
		expect(plain.err).toContain(part);
		expect(plain.err).not.toMatch(/\n\s+at /);
		const json = await output([...args(), "--json"]);
		const { error } = JSON.parse(json.out) as { error: { code: string; message: string } };
		expect([json.code, error.code]).toEqual([1, code]);
		expect(error.message).toContain(part);
	});
});

describe("exit code 2 and a JSON form answer wrong arguments", () => {
	it.each([
		["sim", "--terminals", "0"],
		["sim", "--engine", "foo"],
		["sim", "--port", "99999"],
		["host", "--utc-offset", "5.5"],
		["host", "--mqtt-port", "-1"],
		["host", "--tls-cert", "nope"],
	])("%s %s %s", async (...args) => {
		const plain = await output(args);
		expect(plain).toMatchObject({ code: 2, out: "" });
		expect(plain.err).toContain("--help");
		expect(plain.err).not.toMatch(/\n\s+at /);
		const { error } = JSON.parse((await output([...args, "--json"])).out) as { error: { code: string } };
		expect(error.code).toBe("USAGE");
	});
});

it.each(["ENOSPC", "EFBIG", "EDQUOT", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE", "EEXIST", "EADDRINUSE", "EXDEV"])(
	"has a sentence with the place for %s",
	(code) => {
		const error = Object.assign(new Error(`${code}: x`), { code, syscall: "open", path: "/data/host.db" });
		const { sentence } = systemSentence(new Error("fetch failed", { cause: error }))!;
		expect(sentence).toMatch(/^[A-Z/].{30,}\.$/);
		if (!code.endsWith("FILE")) expect(sentence).toContain("/data/host.db");
	},
);

it("names ports and folder in the doctor's findings", { timeout: 20_000 }, async () => {
	const { out } = await output(["doctor", "--json"]);
	const { findings } = JSON.parse(out) as { findings: { check: string; state: string; fix: string }[] };
	const named = findings.filter(({ check }) => check === "ports" || check === "data folder");
	expect(named).toHaveLength(2);
	for (const { state, fix } of named) expect(state === "ok" || fix.length > 20).toBe(true);
});
