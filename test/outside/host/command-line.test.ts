// Issue 11, number 3: what the system refuses reaches people as a sentence with the fix, an exit code and a form for
// programs, never as a stack trace.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../../host/store/sqlite/open.js";
import { output } from "../../tools/command-output.js";
import { systemSentence } from "../../../tools/system-error.js";
import { patienceMs } from "../../patience.js";

const root = join(import.meta.dirname, "..", "..", "..");

interface Failed {
	readonly error: { readonly code: string };
}

function made(path: string): string {
	mkdirSync(join(path, "host"), { recursive: true });
	return path;
}

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
		"--merchant",
		"demo",
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

describe("a command that asks a host", () => {
	let stranger: HttpServer;
	let address: string;
	beforeAll(async () => {
		stranger = createHttpServer((_request, response) => response.end("<html></html>"));
		await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
		address = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
	});
	afterAll(() => void stranger.close());

	it.each([
		["nope", "HOST_URL", "http://127.0.0.1:8480"],
		["file:///etc/passwd", "HOST_URL", "http://127.0.0.1:8480"],
		["http://127.0.0.1:1", "HOST_SILENT", "tillmark host"],
		["stranger", "HOST_UNREADABLE", "not a Tillmark host"],
	])("says what is wrong with %s", async (url, code, part) => {
		for (const command of [
			["enrol", "till-1"],
			["firmware", "list"],
		]) {
			const args = [...command, "--url", url === "stranger" ? address : url, "--data", folder];
			const plain = await output(args);
			expect(plain).toMatchObject({ code: 1, out: "" });
			expect(plain.err).toContain(part);
			expect(plain.err).not.toMatch(/\n\s+at /);
			const { error } = JSON.parse((await output([...args, "--json"])).out) as { error: { code: string } };
			expect(error.code).toBe(code);
		}
	});
});

it("reports a file that is no journal, and an unknown command, to people and programs", async () => {
	const image = await output(["journal", "dump", join(folder, "file"), "--json"]);
	expect([image.code, (JSON.parse(image.out) as Failed).error.code]).toEqual([1, "IMAGE_UNREADABLE"]);
	expect(image.err).toContain("Name a raw dump of a terminal's journal partition.");
	const unknown = await output(["hosts", "--json"]);
	expect([unknown.code, (JSON.parse(unknown.out) as Failed).error.code]).toEqual([2, "USAGE"]);
	const { err } = await output(["host", "--utc-offset"]);
	expect(err).toContain("--help");
	expect((await output(["--help"])).out).toContain("Exit codes: 0 done, 1 failed, 2 wrong arguments.");
});

it("names the folder of a simulated terminal whose saved chips are damaged", async () => {
	mkdirSync(join(data, "till-1"), { recursive: true });
	writeFileSync(join(data, "till-1", "keys.json"), "{");
	const { code, out, err } = await output(["sim", "--data", data, "--port", "0", "--dashboard-port", "0", "--json"]);
	expect([code, (JSON.parse(out) as Failed).error.code]).toEqual([1, "TERMINAL_DAMAGED"]);
	expect(err).toContain(join(data, "till-1"));
	expect(err).not.toMatch(/\n\s+at /);
});

it("names the taken port of the simulator's page, and the folder that another simulator uses", async () => {
	const page = await output(["sim", "--memory", "--port", port, "--dashboard-port", "0", "--json"]);
	expect([page.code, (JSON.parse(page.out) as Failed).error.code]).toEqual([1, "EADDRINUSE"]);
	expect(page.err).toContain(`port ${port} is in use`);
	const first = await openStore({
		folder: join(made(data), "host"),
		merchant: "demo",
		isInThread: true,
		onTrouble: () => undefined,
	});
	const second = await output(["sim", "--data", data, "--port", "0", "--dashboard-port", "0", "--json"]);
	await first.close();
	expect([second.code, (JSON.parse(second.out) as Failed).error.code]).toEqual([1, "DATA_FOLDER_IN_USE"]);
});

it.skipIf(process.platform === "win32")("explains a restart on a full disk", async () => {
	const store = await openStore({
		folder: join(made(data), "host"),
		merchant: "demo",
		isInThread: true,
		onTrouble: () => undefined,
	});
	await store.close();
	const args = host("--data", join(data, "host"), "--json").join(" ");
	const start = `exec "${process.execPath}" --import ./tools/resolve.mjs tools/tillmark.ts ${args}`;
	const { status, stdout, stderr } = spawnSync("sh", ["-c", `ulimit -f 0; ${start}`], {
		...{ cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: patienceMs },
	});
	expect(status).toBe(1);
	expect(JSON.parse(stdout)).toHaveProperty("error.code", "DATA_FOLDER_UNUSABLE");
	expect(stderr).toContain("that its disk has room");
	expect(stderr).not.toMatch(/\n\s+at /);
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

describe("exit code 2 and the wrong value answer a setting of the host that cannot be used", () => {
	it.each([
		["--zone", "Mars/Olympus", "Mars/Olympus"],
		["--day-end", "25:00", "25:00"],
		["--country", "Germany", "GERMANY"],
		["--tax-class", "standard=abc", "abc"],
		["--receipt-address", "ftp://x", "ftp://x"],
		["--scale-label", "22IIIII", "22IIIII"],
		["--weight-prefix", "30", "--weight-prefix"],
		["--merchant", "Market Bakery", "Market Bakery"],
	])("%s %s", async (option, value, part) => {
		const args = option === "--merchant" ? ["host", "--data", join(folder, "new")] : host();
		const plain = await output([...args, option, value]);
		expect(plain).toMatchObject({ code: 2, out: "" });
		expect(plain.err).toContain(part);
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

it("names ports and folder in the doctor's findings", async () => {
	const { out } = await output(["doctor", "--json"]);
	const { findings } = JSON.parse(out) as { findings: { check: string; state: string; fix: string }[] };
	const named = findings.filter(({ check }) => check === "ports" || check === "data folder");
	expect(named).toHaveLength(2);
	for (const { state, fix } of named) expect(state === "ok" || fix.length > 20).toBe(true);
});
