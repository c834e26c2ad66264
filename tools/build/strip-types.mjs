// Replaces the TypeScript compiler for mcconfig, which calls it once per file: `-p FILE-tsconfig.json`. For a release,
// modules are compacted. Otherwise types are replaced by spaces and private names by ordinary ones, so that lines and
// columns match the sources in the debugger. `npm test` checks types; running the compiler for each file would take
// minutes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, relative } from "node:path";
import "../resolve.mjs";

process.removeAllListeners("warning");
const [flag, configFile] = process.argv.slice(2);
if (flag !== "-p" || !configFile) throw new Error("usage: strip-types -p TSCONFIG");
const { compactModule } = await import("../../simulator/engine/xs/compact.ts");
const { withoutPrivateNames } = await import("../../simulator/engine/xs/private-names.ts");
const isRelease = process.env.TILLMARK_RELEASE === "1";

function strip(file) {
	return withoutPrivateNames(stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" }));
}

const { compilerOptions, files } = JSON.parse(readFileSync(configFile, "utf8"));
for (const file of files) {
	const target = join(compilerOptions.outDir, relative(compilerOptions.rootDir, file).replace(/\.ts$/, ".js"));
	mkdirSync(dirname(target), { recursive: true });
	writeFileSync(target, isRelease ? compactModule(file) : strip(file));
}
