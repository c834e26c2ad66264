// The command line: the help of each command lists every option that it accepts.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bench, benchmarks } from "../../tools/bench/benchmarks.js";
import { choice, defineCommand, flag, parsed, text, texts, whole, wholeNumber } from "../../tools/command.js";
import { commands } from "../../tools/commands.js";
import { captured, output } from "./command-output.js";

const root = join(import.meta.dirname, "..", "..");

const leaves = [
	...Object.keys(commands).filter((name) => name !== "firmware" && name !== "journal"),
	...["publish", "list", "withdraw", "sample"].map((name) => `firmware ${name}`),
	...["dump", "verify", "stats"].map((name) => `journal ${name}`),
];

/** The operands and options that a command requires. */
const required: Readonly<Record<string, readonly string[]>> = {
	replay: ["log.csv", "--catalog", "c.csv"],
	enrol: ["t1"],
	pricing: ["rules.json", "--items", "c.csv"],
	verify: ["image", "--merchant", "m", "--terminal", "t"],
	build: ["--board", "desktop"],
	"firmware publish": ["image", "--board", "esp32", "--version", "1"],
	"firmware withdraw": ["--board", "esp32", "--version", "1"],
	"firmware sample": ["image", "--version", "1"],
	"journal dump": ["image"],
	"journal verify": ["image", "--merchant", "m", "--terminal", "t"],
	"journal stats": ["image"],
};

describe("the registry of commands", () => {
	it("lists each command with its summary in the help, and loads the command of that name", async () => {
		const { code, out } = await output(["--help"]);
		expect(code).toBe(0);
		for (const [name, { summary, load }] of Object.entries(commands)) {
			expect(out).toContain(name);
			expect(out).toContain(summary);
			expect((await load()).name).toBe(name);
		}
	});

	it("answers an unknown or missing command with the help on stderr and code 2", async () => {
		const unknown = await output(["hosts"]);
		expect([unknown.code, unknown.out]).toEqual([2, ""]);
		expect(unknown.err).toContain('There is no command "hosts"');
		expect(unknown.err).toContain("Usage: tillmark COMMAND");
		expect(await output([])).toMatchObject({ code: 2, out: "" });
		expect(await output(["toString"])).toMatchObject({ code: 2, out: "" });
	});
});

describe.each(leaves)("tillmark %s", (path) => {
	const args = path.split(" ");

	it("has --help and --json, and shows its usage", async () => {
		const { code, out, err } = await output([...args, "--help"]);
		expect([code, err]).toEqual([0, ""]);
		expect(out).toMatch(/^Usage: tillmark /);
		expect(out).toContain("--json");
		expect(out).toContain("--help");
	});

	it("refuses an unknown option with code 2", async () => {
		const { code, out, err } = await output([...args, ...(required[path] ?? []), "--no-such-option"]);
		expect([code, out]).toEqual([2, ""]);
		expect(err).toContain("--no-such-option");
	});
});

describe("a command's declaration", () => {
	let seen: unknown;
	const sample = defineCommand({
		name: "sample",
		description: "Does nothing.",
		operands: { file: "a file" },
		options: {
			zone: text("NAME", "a zone", { default: "UTC" }),
			country: text("CC", "a country"),
			headerLine: texts("LINE", "a line"),
			port: whole("a port", { min: 0, max: 65_535, default: 1 }),
			limit: whole("a limit", { min: 1, max: 5 }),
			level: choice(["low", "high"], "a level", "low"),
			key: parsed("HEX", "a key", (value) => wholeNumber(value, 7, 7)),
			noToken: flag("no token"),
			isQuick: flag("be quick"),
		},
		json: "print JSON",
		async run(options, operands) {
			seen = { ...options, ...operands };
			return 0;
		},
	});

	it("shows every option of the table in the help", async () => {
		const { out } = await captured(() => sample.run(["--help"]));
		expect(sample.flags.length).toBe(10);
		for (const flags of sample.flags) expect(out).toContain(flags);
		expect(out).toContain('default: "UTC"');
		expect(out).not.toContain("[]");
	});

	it("gives every option its value or its default", async () => {
		expect(await sample.run(["f.csv"])).toBe(0);
		expect(seen).toEqual({
			...{ zone: "UTC", country: undefined, headerLine: [], port: 1, limit: undefined, level: "low" },
			...{ key: undefined, noToken: false, isQuick: false, json: false, file: "f.csv" },
		});
		const given = ["--header-line", "a", "--port", "0", "--header-line", "b", "--level", "high", "--limit=5"];
		expect(await sample.run([...given, "--key", "7", "--no-token", "--is-quick", "--json", "x"])).toBe(0);
		expect(seen).toEqual({
			...{ zone: "UTC", country: undefined, headerLine: ["a", "b"], port: 0, limit: 5, level: "high" },
			...{ key: 7, noToken: true, isQuick: true, json: true, file: "x" },
		});
	});

	it.each([
		[["f", "--port", "65536"], "--port"],
		[["f", "--port", "1.5"], "--port"],
		[["f", "--port", ""], "--port"],
		[["f", "--limit", "0"], "--limit"],
		[["f", "--level", "middle"], "--level"],
		[["f", "--key", "8"], "--key"],
		[["f", "--token", "x"], "--token"],
		[["f", "--zone"], "--zone"],
		[[], "FILE"],
		[["f", "g"], "argument"],
	])("refuses %j with code 2 and names the wrong argument", async (args, named) => {
		seen = undefined;
		const { code, err } = await captured(() => sample.run(args));
		expect([code, seen]).toEqual([2, undefined]);
		expect(err).toContain(named);
	});

	it("explains a failure and ends with code 1", async () => {
		const run = async (): Promise<number> => {
			throw Object.assign(new Error("open"), { code: "ENOENT", path: "/none" });
		};
		const failing = defineCommand({ name: "x", description: "", options: {}, json: "", run });
		expect(await captured(() => failing.run([]))).toEqual({ code: 1, out: "", err: "There is no file /none.\n" });
	});
});

it("no command parses its arguments in any other way", () => {
	const folder = join(root, "tools");
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
	const parsing = files.filter((file) => /\bparseArgs\b/.test(readFileSync(join(folder, file), "utf8")));
	expect(parsing).toEqual([]);
});

describe("benchmarks", () => {
	it("registers every module of its folder under the module's name", () => {
		const files = readdirSync(join(root, "tools", "bench")).filter((file) => file.endsWith(".ts"));
		const modules = files
			.map((file) => file.slice(0, -3))
			.filter((name) => !["main", "benchmark", "benchmarks"].includes(name));
		expect(Object.keys(benchmarks).sort()).toEqual(modules.sort());
	});

	it("lists every benchmark in the help", async () => {
		const { code, out } = await captured(() => bench.run(["--help"]));
		expect(code).toBe(0);
		expect(out).toMatch(/^Usage: bench /);
		for (const [name, { summary }] of Object.entries(benchmarks)) {
			expect(out).toContain(name);
			expect(out.replaceAll(/\s+/g, " ")).toContain(summary);
		}
	});

	it("has --full, --trace and --json, and refuses an unknown option with code 2", async () => {
		const { code, out } = await captured(() => bench.run(["till", "--help"]));
		expect(code).toBe(0);
		for (const option of ["--full", "--trace <FILE>", "--json"]) expect(out).toContain(option);
		const refused = await captured(() => bench.run(["till", "--no-such-option"]));
		expect([refused.code, refused.out]).toEqual([2, ""]);
		expect(refused.err).toContain("--no-such-option");
	});

	it.each([
		["till", "--full"],
		["device", "--full"],
		["till", "--trace", "FILE"],
		["payments", "--trace", "FILE"],
		["siege", "--trace", "FILE"],
	])("refuse an option that would do nothing: bench %s %s", async (...args) => {
		const { code, out, err } = await captured(() => bench.run([...args, "--json"]));
		expect([code, JSON.parse(out)]).toMatchObject([2, { error: { code: "USAGE" } }]);
		expect(err).toContain(`${args[1]} has no effect on the benchmark ${args[0]}`);
	});
});

it.each([
	["tools/tillmark.ts", "--help"],
	["tools/start.ts", "--help"],
	["tools/bench/main.ts", "--help"],
])("%s ends with 141 and without a message when the reader of its output closes the pipe", async (file, argument) => {
	const child = spawn(process.execPath, ["--import", join(root, "tools", "resolve.mjs"), join(root, file), argument]);
	child.stdout.destroy();
	let message = "";
	child.stderr.setEncoding("utf8").on("data", (chunk: string) => (message += chunk));
	const [code] = (await once(child, "close")) as [number | null];
	expect([code, message]).toEqual([141, ""]);
});
