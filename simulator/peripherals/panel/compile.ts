// Compiles an AssemblyScript source and caches the module in node_modules/.cache under a hash of its inputs.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const cacheFolder = new URL("../../../node_modules/.cache/tillmark/", import.meta.url);
const flags = ["--runtime", "stub", "-O3", "--noAssert"];

/**
 * The wasm bytes of one source of `simulator/peripherals/assembly`, e.g. "raster". Throws with the compiler's message
 * when it does not compile.
 */
export async function compileAssembly(name: string): Promise<Uint8Array<ArrayBuffer>> {
	const source = readFileSync(new URL(`../assembly/${name}.ts`, import.meta.url), "utf8");
	const version = readFileSync(new URL("../../../node_modules/assemblyscript/package.json", import.meta.url), "utf8");
	const hash = createHash("sha256").update(source).update(version).update(flags.join(" ")).digest("hex").slice(0, 16);
	const cached = new URL(`${name}-${hash}.wasm`, cacheFolder);
	if (existsSync(cached)) return new Uint8Array(readFileSync(cached));
	const { default: asc } = await import("assemblyscript/asc");
	let wasm: Uint8Array | undefined;
	const { error, stderr } = await asc.main([`${name}.ts`, "--outFile", `${name}.wasm`, ...flags], {
		readFile: (path: string) => (path === `${name}.ts` ? source : null),
		writeFile: (path: string, contents: Uint8Array | string) => {
			if (path.endsWith(".wasm") && typeof contents !== "string") wasm = contents;
		},
		listFiles: () => [],
	});
	if (error !== null || wasm === undefined) throw new Error(`${name}.ts does not compile: ${stderr.toString()}`);
	mkdirSync(cacheFolder, { recursive: true });
	// Another process may be compiling the same source. The rename is atomic, and both write the same bytes.
	const partial = fileURLToPath(new URL(`${name}-${hash}.${process.pid}.partial`, cacheFolder));
	writeFileSync(partial, wasm);
	renameSync(partial, cached);
	return new Uint8Array(wasm);
}
