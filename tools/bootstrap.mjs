// The entry point of all scripts, which runs on any Node from 18 on. It installs the packages of the lock file, finds a
// Node that runs TypeScript without a build (22.18 or later; otherwise the 24.x binary among the optional packages),
// and starts the given script with it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, "node_modules");
const stamp = join(packages, ".cache", "tillmark", "installed");

function refuse(what, fix) {
	process.stderr.write(`${fix}\n  (${what})\n`);
	process.exit(1);
}

function runsTypeScript(version) {
	const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
	return major > 22 || (major === 22 && minor >= 18);
}

function install() {
	const lock = createHash("sha256")
		.update(readFileSync(join(root, "package-lock.json")))
		.digest("hex");
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
	if (lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) {
		// npm ci empties node_modules first, and through a link that is the folder of another checkout.
		const target = existsSync(packages) ? realpathSync(packages) : "nothing";
		refuse(
			`node_modules is a symbolic link to ${target}, and what is there does not match package-lock.json`,
			"Remove the link node_modules (not the folder it leads to), then run this command again to install here.",
		);
	}
	process.stderr.write("Installing the packages of package-lock.json (once) …\n");
	const npm = process.env.npm_execpath;
	const [command, before] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
	const done = spawnSync(command, [...before, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: root,
		stdio: ["ignore", 2, 2],
		shell: command === "npm" && process.platform === "win32",
	});
	if (done.status !== 0)
		refuse(
			"npm ci failed, see above",
			"Check the network connection to the npm registry, then run this command again.",
		);
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, lock);
}

/** The path of a Node that runs TypeScript: this one if it can, otherwise a packaged one. */
function modernNode() {
	if (runsTypeScript(process.version)) return process.execPath;
	const require = createRequire(import.meta.url);
	const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
	const binary = process.platform === "win32" ? "bin/node.exe" : "bin/node";
	for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
		try {
			const path = join(dirname(require.resolve(`${name}/package.json`)), binary);
			if (spawnSync(path, ["--version"]).status === 0) return path;
		} catch {
			// The package is optional and absent on other platforms.
		}
	}
	return refuse(
		`this is Node ${process.version} on ${process.platform}-${process.arch}, and no packaged Node fits it`,
		"Install Node 24 (or 22.18 and later), then run this command again.",
	);
}

if (Number(process.versions.node.split(".")[0]) < 18)
	refuse(`this is Node ${process.version}`, "Install Node 18 or later, then run this command again.");
const [first, ...rest] = process.argv.slice(2);
install();
const node = modernNode();
const hook = pathToFileURL(join(root, "tools", "resolve.mjs")).href;
// Node lets its heaps grow to many times what is in use (in MiB and percent here), and a host keeps that for good.
const heapOptions = ["--max-semi-space-size=4", "--initial-old-space-size=64", "--heap-growing-percent=40"];
const args =
	first === "--bin"
		? [join(root, "node_modules", ".bin", rest[0]), ...rest.slice(1)]
		: [...heapOptions, "--import", hook, join(root, first), ...rest];
const child = spawn(node, args, {
	stdio: "inherit",
	env: {
		...process.env,
		PATH: `${dirname(node)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`,
	},
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
