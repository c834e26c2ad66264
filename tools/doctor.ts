// `tillmark doctor`: checks this machine for common problems and prints how to fix each.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { access, constants, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineCommand } from "./command.js";
import { systemSentence } from "./system-error.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const freeBytesMin = 512 * 1024 * 1024;

interface Finding {
	readonly check: string;
	readonly state: "ok" | "warning" | "failed";
	readonly found: string;
	/** What to do; empty if nothing is wrong. */
	readonly fix: string;
}

function ok(check: string, found: string): Finding {
	return { check, state: "ok", found, fix: "" };
}

function textOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return systemSentence(error)?.sentence ?? error.message;
}

function commandVersion(command: string, ...args: string[]): string | undefined {
	const done = spawnSync(command, args, { encoding: "utf8", timeout: 10_000 });
	return done.status === 0 ? (`${done.stdout}${done.stderr}`.split("\n")[0] ?? "").trim() : undefined;
}

function checkNode(): Finding {
	return ok("Node", `${process.version} at ${process.execPath}`);
}

function checkOptional(check: string, command: string, args: string[], without: string, fix: string): Finding {
	const version = commandVersion(command, ...args);
	return version === undefined
		? { check, state: "warning", found: `not found: ${without}`, fix }
		: ok(check, version);
}

async function checkSqlite(): Promise<Finding> {
	const check = "SQLite";
	const folder = await mkdtemp(join(tmpdir(), "tillmark-doctor-"));
	try {
		const { default: Database } = await import("better-sqlite3");
		const database = new Database(join(folder, "probe.db"));
		const version = database.prepare("select sqlite_version() as version").get() as { version: string };
		database.close();
		return ok(check, version.version);
	} catch (error) {
		return { check, state: "failed", found: textOf(error), fix: "Delete node_modules, then run npm start again." };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function checkDisk(): Promise<Finding> {
	const check = "disk";
	const { bavail, bsize } = await statfs(root);
	const free = bavail * bsize;
	const found = `${Math.floor(free / 2 ** 20)} MiB free`;
	return free < freeBytesMin
		? {
				check,
				state: "warning",
				found,
				fix: "Free some disk space: the host stops storing sales when the disk is full.",
			}
		: ok(check, found);
}

async function checkWritable(): Promise<Finding> {
	const check = "cache";
	const folder = join(root, "node_modules");
	try {
		await access(folder, constants.W_OK);
		return ok(check, "writable");
	} catch {
		return {
			check,
			state: "failed",
			found: `${folder} is not writable`,
			fix: "Make node_modules writable: build results are cached there.",
		};
	}
}

async function checkLoopback(): Promise<Finding> {
	const check = "loopback";
	const server = createServer();
	try {
		await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
		return ok(check, "a port can be opened on 127.0.0.1");
	} catch (error) {
		return { check, state: "failed", found: textOf(error), fix: "Allow programs to listen on 127.0.0.1." };
	} finally {
		server.close();
	}
}

/** The default ports of the host and the simulator's page. */
const defaultPorts = { MQTT: 1_883, API: 8_480, simulator: 8_080 } as const;

async function checkPorts(): Promise<Finding> {
	const check = "ports";
	const used: string[] = [];
	for (const [name, port] of Object.entries(defaultPorts)) {
		const server = createServer();
		try {
			await new Promise<void>((resolve, reject) =>
				server.once("error", reject).listen(port, "127.0.0.1", resolve),
			);
		} catch {
			used.push(`${port} (${name})`);
		} finally {
			server.close();
		}
	}
	if (used.length === 0) return ok(check, `${Object.values(defaultPorts).join(", ")} are free`);
	const fix = "Unless that is your running host, stop the program or choose --mqtt-port, --http-port or --port.";
	return { check, state: "warning", found: `in use: ${used.join(", ")}`, fix };
}

/** The folder of the simulator's and the host's data, if there is one, or where it will be made. */
async function checkFolder(): Promise<Finding> {
	const check = "data folder";
	const folder = resolve(".tillmark");
	const isThere = existsSync(folder);
	const place = isThere ? folder : dirname(folder);
	try {
		if (!statSync(place).isDirectory()) throw new Error("a file");
		await access(place, constants.R_OK | constants.W_OK | constants.X_OK);
		return ok(check, isThere ? folder : `${folder} can be made`);
	} catch {
		const fix = "Make it a folder that this user may read and write, or choose another with --data.";
		return { check, state: "failed", found: `${place} cannot be used`, fix };
	}
}

function checkClock(): Finding {
	const year = new Date().getFullYear();
	return year < 2025
		? { check: "clock", state: "failed", found: `the year ${year}`, fix: "Set this machine's clock." }
		: ok("clock", new Date().toISOString());
}

async function checkAll(): Promise<Finding[]> {
	return [
		checkNode(),
		await checkSqlite(),
		await checkWritable(),
		await checkDisk(),
		await checkLoopback(),
		await checkPorts(),
		await checkFolder(),
		checkClock(),
		checkOptional(
			"C compiler",
			"cc",
			["--version"],
			"the XS engine is skipped, everything else works",
			"Install gcc or clang (Debian: apt-get install gcc libc6-dev).",
		),
		checkOptional(
			"Chromium",
			"chromium",
			["--version"],
			"browser tests are skipped",
			"Install it (Debian: apt-get install chromium).",
		),
		checkOptional("git", "git", ["--version"], "versions cannot be determined", "Install git."),
		checkSdk(),
	];
}

function checkSdk(): Finding {
	const check = "Moddable SDK";
	if (process.env["MODDABLE"])
		return checkOptional(check, "mcconfig", ["-h"], "boards cannot be built", "Add the SDK's tools to PATH.");
	return {
		check,
		state: "warning",
		found: "MODDABLE is not set: boards cannot be built",
		fix: "See docs/bring-up.md.",
	};
}

const marks = { ok: "✓", warning: "!", failed: "✗" } as const;

export const doctor = defineCommand({
	name: "doctor",
	description: "Checks this machine for common problems. Exit code 1 if one of them must be fixed.",
	options: {},
	json: 'print {"findings":[…]} as one line',
	async run({ json }) {
		const findings = await checkAll();
		if (json) process.stdout.write(`${JSON.stringify({ findings })}\n`);
		else
			for (const { check, state, found, fix } of findings) {
				process.stdout.write(`${marks[state]} ${check.padEnd(13)} ${found}\n`);
				if (fix) process.stdout.write(`  ${fix}\n`);
			}
		return findings.some(({ state }) => state === "failed") ? 1 : 0;
	},
});
