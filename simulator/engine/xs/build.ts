// Builds the XS engine into a Node-API module from the C sources that @agoric/xsnap ships. The build takes about half a
// minute; the result is cached in node_modules/.cache under a hash of all its inputs.
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const project = join(here, "../../..");

const NODE_API_VERSION = 8;
const lockPollMs = 200;
const lockStaleMs = 300_000;
// Without mxDebug, because a board's release build has none and its line marks would be metered. Without TextEncoder,
// which is not a global on a board. The other options are those of XS's desktop build.
const options = [
	"-std=gnu11",
	"-O2",
	"-fPIC",
	"-fno-common",
	"-fvisibility=hidden",
	"-w",
	"-DINCLUDE_XSPLATFORM",
	'-DXSPLATFORM="xsnapPlatform.h"',
	"-DmxMetering=1",
	"-DmxNoConsole=1",
	"-DmxBoundsCheck=1",
	"-DmxParse=1",
	"-DmxRun=1",
	"-DmxSloppy=1",
	"-DmxRegExpUnicodePropertyEscapes=1",
	"-DmxStringNormalize=1",
	"-DmxMinusZero=1",
];
const defaultCompilers = [...(process.env["CC"] ? [process.env["CC"]] : []), "cc", "gcc", "clang"];
const ownFiles = ["values.c", "machine.c", "script.c", "heap.c", "memory.c", "module.c"];
/** The firmware's native code that is the same on boards and here. */
const nativesFolder = join(project, "firmware/device/ed25519");
const natives = ["edwards25519.c", "ed25519-native.c"];
const linkOptions =
	process.platform === "darwin" ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared", "-lm", "-lpthread"];

interface Sources {
	readonly files: string[];
	readonly includes: string[];
}

function findSources(): Sources {
	const xsnap = dirname(require.resolve("@agoric/xsnap/package.json"));
	const headers = join(dirname(require.resolve("node-api-headers/package.json")), "include");
	const xs = join(xsnap, "moddable/xs");
	return {
		files: [
			...readdirSync(join(xs, "sources"))
				.filter((name) => name.endsWith(".c"))
				.sort()
				.map((name) => join(xs, "sources", name)),
			...ownFiles.map((name) => join(here, name)),
			...natives.map((name) => join(nativesFolder, name)),
		],
		includes: ["includes", "platforms", "sources"]
			.map((name) => join(xs, name))
			.concat(join(xsnap, "xsnap-native/xsnap/sources"), headers, here, nativesFolder),
	};
}

function hashOf(sources: Sources): string {
	const hash = createHash("sha256");
	hash.update(JSON.stringify([process.platform, process.arch, NODE_API_VERSION, options, linkOptions]));
	const headers = sources.includes.flatMap((folder) =>
		readdirSync(folder)
			.filter((name) => name.endsWith(".h"))
			.sort()
			.map((name) => join(folder, name)),
	);
	for (const file of [...sources.files, ...headers]) hash.update(`${basename(file)}\0`).update(readFileSync(file));
	return hash.digest("hex").slice(0, 16);
}

async function findCompiler(names: readonly string[]): Promise<string | undefined> {
	for (const name of names) {
		try {
			await run(name, ["--version"]);
			return name;
		} catch {
			continue;
		}
	}
	return undefined;
}

/** The path of the built module, whether or not it exists yet. Throws when the sources are not installed. */
export function xsModulePath(): string {
	return join(
		project,
		"node_modules/.cache/tillmark",
		`xs-${process.platform}-${process.arch}-${hashOf(findSources())}.node`,
	);
}

/** Compiles the engine to the file `target`. On failure rejects with the reason and removes all its files. */
export async function compileXs(target: string, compilers: readonly string[] = defaultCompilers): Promise<void> {
	const compiler = await findCompiler(compilers);
	if (!compiler) throw new Error(`the XS engine needs a C compiler and found none (tried ${compilers.join(", ")})`);
	const { files, includes } = findSources();
	const folder = `${target}.${randomUUID()}`;
	mkdirSync(folder, { recursive: true });
	try {
		// Our own files first, because errors are most likely there; then the largest, so that the cores finish at
		// about the same time.
		const queue = files
			.map((file) => ({ file, order: file.startsWith(here) ? Infinity : readFileSync(file).length }))
			.sort((a, b) => a.order - b.order || 0);
		const objects = files.map((file) => join(folder, `${basename(file, ".c")}.o`));
		const work = async (): Promise<void> => {
			for (let next = queue.pop(); next; next = queue.pop()) {
				const object = join(folder, `${basename(next.file, ".c")}.o`);
				await run(compiler, [
					...options,
					...includes.map((path) => `-I${path}`),
					"-c",
					next.file,
					"-o",
					object,
				]);
			}
		};
		await Promise.all(Array.from({ length: Math.min(8, Math.max(2, availableParallelism())) }, work));
		const linked = join(folder, "xs.node");
		await run(compiler, [...objects, ...linkOptions, "-o", linked]);
		renameSync(linked, target);
	} catch (error) {
		const detail = error instanceof Error ? error.message : String(error);
		throw new Error(`the XS engine could not be compiled: ${detail.split("\n").slice(0, 6).join("\n")}`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** When several processes need the engine at once, such as test workers, one compiles and the others wait. */
async function compileAlone(target: string): Promise<void> {
	const lock = `${target}.lock`;
	mkdirSync(dirname(target), { recursive: true });
	for (;;) {
		try {
			mkdirSync(lock);
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
		await setTimeout(lockPollMs);
		if (existsSync(target)) return;
		// The process that held the lock was killed.
		if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > lockStaleMs)
			rmSync(lock, { recursive: true, force: true });
	}
	try {
		if (!existsSync(target)) await compileXs(target);
	} finally {
		rmSync(lock, { recursive: true, force: true });
	}
}

let building: Promise<string> | undefined;

/** Returns the path of the module, which is built if it is missing. Rejects with the reason when the build fails. */
export function buildXs(): Promise<string> {
	building ??= (async () => {
		const target = xsModulePath();
		if (!existsSync(target)) await compileAlone(target);
		return target;
	})();
	return building;
}

if (process.argv[1] === import.meta.filename) {
	const startedMs = Date.now();
	console.log(await buildXs(), `${Date.now() - startedMs} ms`);
}
