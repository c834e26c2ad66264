// What each feature of the till takes on XS: heap while its fullest page is shown, operations to open it, byte code.
import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { build, type Plugin } from "esbuild";
import { bundlingForXs } from "../../../simulator/engine/xs/bundling.js";
import { XsBench } from "../../../simulator/engine/xs/measure.js";
import { XsMachine } from "../../../simulator/engine/xs/machine.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { nodeDigest } from "../../../simulator/terminal/crypto.js";
import { loafCatalog } from "../../../simulator/fixtures/loaf-catalog.js";
import { storeCatalog } from "../../../simulator/fixtures/stored-catalog.js";

export interface FeatureFigures {
	/** Its folder of firmware/till/flows, or "self-test". */
	readonly name: string;
	/** Of the page and its body, on a board; without the blocks that the screen makes of them. */
	readonly heapBytes: number;
	/** From the touch that leads there to the page's body. */
	readonly operations: number;
	/** Byte code of the folder's modules, names that they share with other modules included. */
	readonly imageBytes: number;
}

const firmware = join(import.meta.dirname, "../../../firmware");
const catalogFlashBytes = 589_824;
const journalFlashBytes = 1_048_576;

export async function measureFeatures(): Promise<FeatureFigures[]> {
	const figures: FeatureFigures[] = [];
	for (const name of await featureNames()) {
		const { heapBytes, operations } = await measurePage(name);
		figures.push({ name, heapBytes, operations, imageBytes: await measureImage(name) });
	}
	return figures;
}

async function openBench(): Promise<XsBench> {
	const catalogFlash = new NorFlash({ sizeBytes: catalogFlashBytes });
	storeCatalog(catalogFlash, loafCatalog);
	return XsBench.open(join(import.meta.dirname, "features-guest.ts"), {
		ports: {
			catalogFlash,
			journalFlash: new NorFlash({ sizeBytes: journalFlashBytes }),
			digest: nodeDigest,
		},
	});
}

async function featureNames(): Promise<string[]> {
	const bench = await openBench();
	try {
		return String(bench.call("names")).split(" ");
	} finally {
		bench.close();
	}
}

/** Operations of one try of a PIN on XS; SHA-256 is native on a board and counts as a call. */
export async function measurePin(): Promise<number> {
	const bench = await openBench();
	try {
		bench.call("tryPin");
		return bench.measure("tryPin").operations;
	} finally {
		bench.close();
	}
}

/** On an engine of its own, so that no feature counts what another left behind. */
async function measurePage(name: string): Promise<{ heapBytes: number; operations: number }> {
	const bench = await openBench();
	try {
		bench.call("boot");
		bench.call("prepare", name);
		const { heap, operations } = bench.measure("open", name);
		return { heapBytes: Math.max(0, heap.boardBytes), operations };
	} finally {
		bench.close();
	}
}

/** The modules of the folder alone, compiled as one script. */
async function measureImage(name: string): Promise<number> {
	// It must run before enrolment, so it is a part of the terminal.
	const folder = join(firmware, name === "self-test" ? "terminal" : "till/flows", name);
	const modules = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
	const outside: Plugin = {
		name: "outside",
		setup: ({ onResolve }) =>
			onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) =>
				kind === "entry-point" || join(resolveDir, path).startsWith(folder + sep)
					? undefined
					: { path, external: true },
			),
	};
	const result = await build({
		...bundlingForXs,
		stdin: {
			contents: modules.map((file) => `export * from "./${file.split(sep).join("/")}";`).join("\n"),
			resolveDir: folder,
		},
		write: false,
		format: "iife",
		globalName: "feature",
		plugins: [...bundlingForXs.plugins, outside],
	});
	const machine = new XsMachine({ onCall: () => 0 });
	try {
		return machine.compile(result.outputFiles[0]!.text, name).length;
	} finally {
		machine.close();
	}
}
