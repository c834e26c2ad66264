// Issue 11, number 14: docs/operations.md followed literally. Its blocks run in order in a folder of their own, with
// /var/lib, /srv and the default ports replaced. "sh host" starts a host, "sh run" runs beside it, "sh stopped" without
// it. "sh root" needs root, systemd or Docker, which a test has not: the unit and its paths are checked instead.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const text = readFileSync(join(root, "docs", "operations.md"), "utf8");
const blocks = [...text.matchAll(/^```sh (\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = "", body = ""]) => ({
	kind,
	body,
}));
const has = (command: string): boolean => spawnSync(command, ["--version"]).error === undefined;
const missing = ["openssl", "sqlite3", "install", "sh"].filter((command) => !has(command) && command !== "sh");

let folder: string;
let host: ChildProcess | undefined;

/** `npm` of the blocks: the same command line, with free ports where a host would take the default ones. */
function shim(): void {
	const bin = join(folder, "bin");
	mkdirSync(bin);
	const file = (name: string): string => `"${join(root, "tools", name)}"`;
	const node = `"${process.execPath}" --import ${file("resolve.mjs")} ${file("tillmark.ts")}`;
	const ports = "--mqtt-port 0 --mqtts-port 0 --http-port 0";
	const address = '--url "$(cat address)"';
	writeFileSync(
		join(bin, "npm"),
		[
			...["#!/bin/sh", "shift 4", `case "$1" in`, `host) exec ${node} "$@" ${ports} ;;`],
			...[`*) exec ${node} "$@" ${address} ;;`, "esac", ""],
		].join("\n"),
	);
	chmodSync(join(bin, "npm"), 0o755);
}

function local(body: string): string {
	return body.replaceAll("/var/lib/", `${folder}/lib/`).replaceAll("/srv/", `${folder}/srv/`);
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, PATH: `${folder}/bin:${process.env["PATH"]}` });

async function stop(): Promise<void> {
	if (!host || host.exitCode !== null) return;
	const ended = once(host, "exit");
	host.kill("SIGTERM");
	await ended;
	host = undefined;
}

/** Resolves with the greeting, once the host accepts terminals. */
async function start(body: string): Promise<string> {
	await stop();
	const child = spawn("sh", ["-ec", `exec ${local(body)}`], { cwd: folder, env: environment() });
	host = child;
	let printed = "";
	let errors = "";
	child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
	await new Promise<void>((resolve, reject) => {
		child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
			printed += chunk;
			if (printed.includes("Operator token")) resolve();
		});
		child.once("exit", () => reject(new Error(errors)));
	});
	const [, scheme, port] = /Dashboard and API: {2}(https?):\/\/\S+:(\d+)\//.exec(printed) ?? [];
	writeFileSync(join(folder, "address"), `${scheme}://127.0.0.1:${port}`);
	return printed;
}

function run(body: string): string {
	const { status, stdout, stderr } = spawnSync("sh", ["-ec", local(body)], {
		...{ cwd: folder, env: environment(), encoding: "utf8", timeout: 60_000 },
	});
	expect([body, status, status === 0 ? "" : stderr]).toEqual([body, 0, ""]);
	return stdout;
}

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "tillmark-operations-"));
	mkdirSync(join(folder, "lib"));
	mkdirSync(join(folder, "srv"));
	shim();
});
afterAll(async () => {
	await stop();
	rmSync(folder, { recursive: true, force: true });
});

describe("docs/operations.md", () => {
	it.skipIf(missing.length > 0)(
		`leads through start, enrolment, backup, restore and TLS${missing.map((each) => ` (no ${each})`).join("")}`,
		{ timeout: 180_000 },
		async () => {
			const greetings: string[] = [];
			const outputs: string[] = [];
			for (const { kind, body } of blocks) {
				if (kind === "stopped") await stop();
				if (kind === "host") greetings.push(await start(body));
				if (kind === "run" || kind === "stopped") outputs.push(run(body));
			}
			expect(outputs[0]).toContain("Show this to the scanner of stall-1");
			expect(outputs[1]).toBe("ok\n");
			expect(greetings[0]).toMatch(/Terminals connect: {2}till\.example:\d+\n/);
			expect(greetings[2]).toMatch(/Dashboard and API: {2}https:/);
			expect(greetings[2]).toMatch(/till\.example:\d+ by TLS, enrol at port \d+/);
			const key = (name: string): string => readFileSync(join(folder, "lib", name, "host.key"), "utf8");
			expect(key("tillmark-restored")).toBe(key("tillmark"));
			expect(statSync(join(folder, "srv", "backup", "host.key")).mode & 0o077).toBe(0);
			expect(greetings).toHaveLength(3);
		},
	);

	it("names files that are there, and options that the host has", () => {
		const unit = readFileSync(join(root, "deploy", "tillmark.service"), "utf8");
		const container = readFileSync(join(root, "deploy", "Containerfile"), "utf8");
		for (const file of ["tools/bootstrap.mjs", "tools/tillmark.ts", "tools/resolve.mjs"])
			expect(existsSync(join(root, file))).toBe(true);
		expect(unit).toContain("tools/bootstrap.mjs tools/tillmark.ts host --data /var/lib/tillmark");
		expect(container).toContain('"./tools/resolve.mjs", "tools/tillmark.ts"');
		const rooted = blocks.filter(({ kind }) => kind === "root").map(({ body }) => body);
		expect(rooted.join("")).toContain("deploy/tillmark.service");
		expect(rooted.join("")).toContain("deploy/Containerfile");
		const help = spawnSync(process.execPath, [
			...["--import", join(root, "tools", "resolve.mjs"), join(root, "tools", "tillmark.ts"), "host", "--help"],
		]).stdout.toString();
		const options = blocks.flatMap(({ body }) =>
			body.split("\n").filter((line) => /tillmark|TILLMARK|--mqtt|--tls/.test(line)),
		);
		for (const [option] of options.join("\n").matchAll(/--(?:merchant|mqtt|public|tls|http|web|host)[a-z-]*/g))
			expect(help).toContain(option);
	});

	const hasSystemd = has("systemd-analyze");
	it.skipIf(!hasSystemd)("has a unit that systemd accepts, but for the user and the folder it names", () => {
		const { stderr } = spawnSync("systemd-analyze", ["verify", join(root, "deploy", "tillmark.service")], {
			encoding: "utf8",
		});
		const complaints = stderr
			.split("\n")
			.filter(
				(line) =>
					line.includes("tillmark.service") && !/not executable|No such file|Unit .* not found/.test(line),
			);
		expect(complaints).toEqual([]);
	});
});
