// The npm packages that firmware uses, for the SDK: one ES module that holds them all, so that they share what they
// have in common, and one small module for each name that the firmware imports. They go into the build folder and are
// no source of ours.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { bundlingForXs } from "../../simulator/engine/xs/bundling.js";

const root = dirname(dirname(import.meta.dirname));

/** What the firmware imports, by module. */
const exported = {
	buffer: ["Buffer"],
	"mqtt-packet": ["generate", "parser", "writeToStream"],
} as const;

export async function bundlePackages(folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const source = `
		export { Buffer } from "buffer";
		export { generate, parser, writeToStream } from "mqtt-packet";`;
	await build({
		...bundlingForXs,
		stdin: { contents: source, resolveDir: root, loader: "js" },
		outfile: join(folder, "packages.js"),
		format: "esm",
	});
	for (const [name, names] of Object.entries(exported)) {
		writeFileSync(join(folder, `${name}.js`), `export { ${names.join(", ")} } from "packages";\n`);
	}
}
