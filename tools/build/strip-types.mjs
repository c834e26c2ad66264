// Replaces the TypeScript compiler for mcconfig, which calls it once per file: `-p FILE-tsconfig.json`. Types are
// replaced by spaces and private names by ordinary ones, so that lines and columns match the sources in the debugger.
// `npm test` checks types; running the compiler for each file would take minutes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, relative } from "node:path";
import { withoutPrivateNames } from "../../simulator/engine/xs/private-names.ts";

process.removeAllListeners("warning");
const [flag, configFile] = process.argv.slice(2);
if (flag !== "-p" || !configFile) throw new Error("usage: strip-types -p TSCONFIG");
const { compilerOptions, files } = JSON.parse(readFileSync(configFile, "utf8"));
for (const file of files) {
	const target = join(compilerOptions.outDir, relative(compilerOptions.rootDir, file).replace(/\.ts$/, ".js"));
	mkdirSync(dirname(target), { recursive: true });
	const script = stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" });
	writeFileSync(target, withoutPrivateNames(script));
}
