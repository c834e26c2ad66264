// The npm packages that firmware uses, for the SDK: one ES module that holds them all, so that they share what they have in common, and one small
// module for each name that the firmware imports. They go into the build folder and are no source of ours.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const root = dirname(dirname(import.meta.dirname));
const shims = join(root, "simulator", "engine", "xs", "shims");

/** What the firmware imports, by module. */
const exported = {
	buffer: ["Buffer"],
	"mqtt-packet": ["generate", "parser", "writeToStream"],
	"cbor-x": ["Encoder"],
} as const;

export async function bundlePackages(folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const source = `
		export { Buffer } from "buffer";
		export { generate, parser, writeToStream } from "mqtt-packet";
		export { Encoder } from "cbor-x/index-no-eval";`;
	await build({
		stdin: { contents: source, resolveDir: root, loader: "js" },
		outfile: join(folder, "packages.js"),
		bundle: true,
		format: "esm",
		platform: "neutral",
		mainFields: ["module", "main"],
		target: "es2022",
		charset: "ascii",
		legalComments: "none",
		logLevel: "silent",
		alias: {
			buffer: join(dirname(require.resolve("buffer/package.json")), "index.js"),
			bl: require.resolve("bl/BufferList"),
			events: join(shims, "events.cjs"),
			debug: join(shims, "debug.cjs"),
			"process-nextick-args": join(shims, "process-nextick-args.cjs"),
		},
	});
	for (const [name, names] of Object.entries(exported)) {
		writeFileSync(join(folder, `${name}.js`), `export { ${names.join(", ")} } from "packages";\n`);
	}
}
