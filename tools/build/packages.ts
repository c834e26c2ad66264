// Bundles the npm packages that the firmware uses for the SDK: one ES module with all of them, so that shared code is
// included once, and a small module for each name that the firmware imports. They are written to the build folder.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { bundlingForXs } from "../../simulator/engine/xs/bundling.js";

const root = dirname(dirname(import.meta.dirname));

/** Names that the firmware imports, by module. */
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
