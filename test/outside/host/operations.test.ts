// Issue 11, number 14: docs/operations.md followed literally. Its blocks run in order in a folder of their own, with
// /var/lib, /srv and the default ports replaced. "sh host" starts a host, "sh run" runs beside it, "sh stopped" without
// it. "sh proxied" runs behind a reverse proxy, and the blocks of the upgrade on a folder of an earlier version. "sh
// root" needs root: the unit is checked by systemd-analyze, and the image is built where Docker runs.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { type IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGoldenFolder, expectedFolder } from "../../compatibility/golden-folder.js";
import { hasOpenssl, makeCertificates } from "../../host/certificates.js";
import { hasNginx, type Proxy, startProxy } from "./reverse-proxy.js";
import { patienceMs } from "../../patience.js";

const root = join(import.meta.dirname, "..", "..", "..");
const text = readFileSync(join(root, "docs", "operations.md"), "utf8");
const blocks = [...text.matchAll(/^```sh (\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = "", body = ""]) => ({
	kind,
	body,
}));
const has = (command: string): boolean => spawnSync(command, ["--version"]).error === undefined;
const nginxBlock = /^```nginx\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? "";
const blockOf = (kind: string): string => blocks.find((block) => block.kind === kind)?.body ?? `no block of ${kind}`;
const missing = ["openssl", "sqlite3", "install", "sh"].filter((command) => !has(command) && command !== "sh");

const proxyKind = hasNginx ? "nginx" : "a reverse proxy";

let folder: string;
let host: ChildProcess | undefined;

/** `npm` of the blocks: the same command line, with free ports where a host would take the default ones. */
function shim(): void {
	const bin = join(folder, "bin");
	mkdirSync(bin);
	const file = (name: string): string => `"${join(root, "tools", name)}"`;
	const node = `"${process.execPath}" --import ${file("resolve.mjs")} ${file("tillmark.ts")}`;
	const ports = "--mqtt-port 0 $tls --http-port 0";
	const address = '--url "$(cat address)"';
	writeFileSync(
		join(bin, "npm"),
		[
			...[
				"#!/bin/sh",
				"shift 4",
				'case "$*" in *--tls-cert*) tls="--mqtts-port 0" ;; esac',
				`case "$1" in`,
				`host) exec ${node} "$@" ${ports} ;;`,
			],
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
		...{ cwd: folder, env: environment(), encoding: "utf8", timeout: patienceMs },
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

	it.skipIf(!hasOpenssl)(
		`serves the dashboard behind ${proxyKind}${hasOpenssl ? "" : " (skipped: no openssl)"}`,
		async () => {
			await start(blockOf("host"));
			const greeting = await start(blockOf("proxied"));
			const [, httpPort] = /Dashboard and API: {2}http:\/\/127\.0\.0\.1:(\d+)\//.exec(greeting) ?? [];
			const tls = makeCertificates("till.example");
			const proxy = await startProxy({ block: nginxBlock, folder, tls, httpPort: Number(httpPort) });
			try {
				await browse(proxy, tls.authority);
			} finally {
				await proxy.close();
			}
			// The host's own tools reach it as before.
			expect(run(blockOf("run"))).toContain("Show this to the scanner of stall-1");
		},
	);

	/** As a browser does, from the login to live events. */
	async function browse({ port }: Proxy, ca: string): Promise<void> {
		const token = readFileSync(join(folder, "lib", "tillmark", "operator-token"), "utf8").trim();
		const send = (path: string, headers: Record<string, string> = {}, body?: string): Promise<IncomingMessage> =>
			new Promise((resolve, reject) => {
				const own = { host: `till.example:${port}`, ...(body && { "content-type": "application/json" }) };
				const method = body === undefined ? "GET" : "POST";
				const address = { host: "127.0.0.1", port, path, method, ca, servername: "till.example", agent: false };
				request({ ...address, headers: { ...own, ...headers } }, resolve)
					.on("error", reject)
					.end(body);
			});
		const origin = `https://till.example:${port}`;
		const login = await send("/api/session", { origin }, JSON.stringify({ token }));
		expect(login.statusCode).toBe(204);
		const [cookie = ""] = login.headers["set-cookie"] ?? [];
		expect(cookie).toMatch(/^__Host-tillmark=.*; Secure/);
		const session = { cookie: cookie.split(";", 1)[0]! };
		expect((await send("/", session)).headers["content-type"]).toMatch(/^text\/html/);
		expect((await send("/api/overview", session)).statusCode).toBe(200);
		expect((await send("/api/overview")).statusCode).toBe(401);
		expect((await send("/api/overview", { ...session, host: "evil.example" })).statusCode).toBe(403);
		expect((await send("/api/session", { origin: "https://evil.example" }, "{}")).statusCode).toBe(403);
		// The first event arrives although the answer never ends.
		const events = await send("/api/events", session);
		const [first] = (await once(events, "data")) as [Buffer];
		expect(first.toString()).toMatch(/^(event|retry|:|id|data)/);
		events.destroy();
	}

	it.skipIf(missing.length > 0)("upgrades a folder of an earlier version, and leads back to it", async () => {
		await stop();
		const data = join(folder, "lib", "tillmark");
		rmSync(data, { recursive: true, force: true });
		mkdirSync(data, { mode: 0o700 });
		buildGoldenFolder(data);
		const version = (name: string): unknown => {
			const database = new Database(join(folder, "lib", name, "host.db"), { readonly: true });
			const found: unknown = database.pragma("user_version", { simple: true });
			database.close();
			return found;
		};
		const before = version("tillmark");
		run(blockOf("upgrade"));
		expect(await stateHash(blockOf("upgraded"), data)).toBe(expectedFolder().ledger.stateHash);
		await stop();
		const after = version("tillmark");
		expect(after).toBeGreaterThan(Number(before));
		run(blockOf("back"));
		expect(version("tillmark-before")).toBe(before);
		// What the version before sees in the folder, as this one would in that of the next.
		cpSync(data, join(folder, "lib", "next"), { recursive: true });
		const next = new Database(join(folder, "lib", "next", "host.db"));
		next.pragma(`user_version = ${Number(after) + 1}`);
		next.close();
		const onto = (name: string): string => blockOf("upgraded").replace("/lib/tillmark", `/lib/${name}`);
		await expect(start(onto("next"))).rejects.toThrow(/written by a newer host/);
		const back = `${onto("tillmark-before").trimEnd()} --restored`;
		expect(await stateHash(back, join(folder, "lib", "tillmark-before"))).toBe(expectedFolder().ledger.stateHash);
	});

	/** Of the ledger of a host that is started with this block. */
	async function stateHash(body: string, data: string): Promise<string> {
		await start(body);
		const token = readFileSync(join(data, "operator-token"), "utf8").trim();
		const address = readFileSync(join(folder, "address"), "utf8");
		const answer = await fetch(`${address}/api/ledger`, { headers: { authorization: `Bearer ${token}` } });
		return ((await answer.json()) as { stateHash: string }).stateHash;
	}

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

	const noSystemd = has("systemd-analyze") ? "" : " (skipped: no systemd-analyze)";
	it.skipIf(noSystemd !== "")(`has a unit that systemd accepts, but for the user and the folder${noSystemd}`, () => {
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

	const [, image = ""] = /^FROM (\S+)$/m.exec(readFileSync(join(root, "deploy", "Containerfile"), "utf8")) ?? [];
	const docker = (...args: string[]) => spawnSync("docker", args, { cwd: root, encoding: "utf8" });
	const noDocker =
		docker("info").status !== 0
			? " (skipped: no Docker daemon)"
			: docker("image", "inspect", image).status !== 0
				? ` (skipped: no image ${image})`
				: "";
	it.skipIf(noDocker !== "")(
		`has an image that builds and runs as documented${noDocker}`,
		{ timeout: 900_000 },
		() => {
			const rooted = blocks.find(({ kind, body }) => kind === "root" && body.includes("docker"))?.body ?? "";
			const name = `tillmark-test-${process.pid}`;
			const own = rooted
				.replaceAll(/(--tag|--name) tillmark\b/g, `$1 ${name}`)
				.replaceAll(/--volume tillmark:/g, `--volume ${name}:`)
				.replaceAll(/--publish (\d+):/g, "--publish 127.0.0.1::")
				.replace(" tillmark host", ` ${name} host`)
				.replace(/^docker exec tillmark (.*)$/m, `until docker exec ${name} $1 2>/dev/null; do sleep 1; done`);
			try {
				const { status, stdout, stderr } = spawnSync("sh", ["-ec", own], { cwd: root, encoding: "utf8" });
				expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
				expect(stdout).toMatch(/^[0-9a-f]{48}$/m);
			} finally {
				docker("rm", "--force", name);
				docker("volume", "rm", "--force", name);
				docker("image", "rm", "--force", name);
			}
		},
	);
});
