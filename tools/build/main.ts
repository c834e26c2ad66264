// `tillmark build`: builds the firmware for a board with the Moddable SDK.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { choice, defineCommand, flag, text, whole } from "../command.js";
import { writeModules } from "./modules.js";
import { parsePartitions } from "./partitions.js";
import { linkReport, type LinkReport } from "./report.js";
import { findSdk, idfAdvice, runTool, type Sdk } from "./sdk.js";

const root = dirname(dirname(import.meta.dirname));

const boards = {
	esp32: { kind: "esp32", platform: "esp32" },
	esp32s3: { kind: "esp32", platform: "esp32/esp32s3" },
	esp32c3: { kind: "esp32", platform: "esp32/esp32c3" },
	desktop: { kind: "desktop", platform: undefined },
} as const;

type BoardName = keyof typeof boards;
const boardNames = Object.keys(boards) as readonly BoardName[];

const portMax = 65_535;
const noSdkExitCode = 3;

export const build = defineCommand({
	name: "build",
	description:
		"Builds the firmware for a board with the Moddable SDK that MODDABLE names, and reports the image's size " +
		`against its partition. Exit code ${noSdkExitCode} if there is no SDK.`,
	options: {
		board: choice(boardNames, "desktop is the SDK's simulator, mcsim", { required: true }),
		debug: flag("with the debugger's information"),
		run: flag("desktop: start it in mcsim when it is built"),
		files: text(
			"DIR",
			"desktop: folder for flash and keys, in files that begin with tillmark- (default the SDK's file root, " +
				"/tmp on Linux)",
		),
		printerPort: whole("desktop: the TCP port in place of the printer's serial line", {
			...{ min: 1, max: portMax, default: 9_100 },
		}),
		scannerPort: whole("desktop: the TCP port in place of the scanner's serial line", {
			...{ min: 1, max: portMax, default: 9_101 },
		}),
		version: whole("increases with each published image; a terminal installs only a version above its own", {
			...{ min: 1, max: 0xffffffff, default: 1 },
		}),
		out: text("DIR", "folder for the build (default .cache/firmware/BOARD)"),
	},
	json: "print one JSON object as the last line",
	notes:
		"On the desktop, a program that connects to a port acts as the peripheral. To scan:\n" +
		"  printf 'CODE\\r' | nc 127.0.0.1 9101",
	async run({ board, debug, run: runs, files, printerPort, scannerPort, version, out, json }) {
		const sdk = findSdk();
		if (typeof sdk === "string") {
			process.stderr.write(`${sdk}\n`);
			return noSdkExitCode;
		}
		const folder = files === undefined ? {} : { folder: join(resolve(files), sep) };
		const config = board === "desktop" ? { printerPort, scannerPort, ...folder } : { firmwareVersion: version };
		const target = out ?? join(root, ".cache", "firmware", board);
		return make(sdk, board, { out: target, config, isDebug: debug, runs, asJson: json });
	},
});

interface MakeOptions {
	readonly out: string;
	readonly config: object;
	readonly isDebug: boolean;
	readonly runs: boolean;
	readonly asJson: boolean;
}

async function make(sdk: Sdk, name: BoardName, { out, config, isDebug, runs, asJson }: MakeOptions): Promise<number> {
	const board = boards[name];
	const parts = join(out, "parts");
	mkdirSync(parts, { recursive: true });
	const moduleCount = writeModules(root, board.kind, parts, config);
	// The SDK looks up certificate authorities by the digest of their key. Each terminal gets its own authority at
	// enrolment, so the image contains one entry that matches none.
	writeFileSync(join(parts, "ca.ski"), new Uint8Array(20));

	const platform = board.platform ?? sdk.host;
	const hasIdf = process.env["IDF_PATH"] !== undefined && existsSync(process.env["IDF_PATH"]);
	const makesImage = name === "desktop" || hasIdf;
	const environment: Record<string, string> = {
		TILLMARK: root,
		TILLMARK_BUILD: parts,
		...(hasIdf ? {} : { IDF_PATH: "none" }),
	};
	const folder = join(root, "manifests", name);
	const flags = [...(isDebug ? ["-d"] : []), ...(makesImage ? ["-m", "-t", "build"] : []), "-p", platform, "-o", out];
	process.stderr.write(`${moduleCount} modules for ${name} …\n`);
	let made = runTool(sdk, { tool: "mcconfig", args: [...flags, "manifest.json"], folder, environment });
	const outputFolder = join(
		out,
		"tmp",
		platform,
		...(name === "desktop" ? ["mc"] : []),
		isDebug ? "debug" : "release",
		"tillmark",
	);
	if (made.isDone && !makesImage) {
		// The makefile begins by asking for ESP-IDF, but these targets do not need it.
		const targets = ["mc.xs.c", "mc.resources.c"].map((file) => join(outputFolder, file));
		const given = ["IDF_VERSION=none", "SDKCONFIG_H="];
		made = runTool(sdk, {
			tool: "make",
			args: ["-f", join(outputFolder, "makefile"), ...given, ...targets],
			folder,
			environment,
		});
	}
	if (!made.isDone) {
		process.stderr.write(`${made.output.split("\n").slice(-40).join("\n")}\nThe SDK's build failed; see above.\n`);
		return 1;
	}
	const link = linkReport(outputFolder, made.output, (module) => readFileSync(join(root, `${module}.ts`), "utf8"));
	const image =
		name !== "desktop" && hasIdf
			? join(out, "bin", platform, isDebug ? "debug" : "release", "tillmark", "xs_esp32.bin")
			: undefined;
	const status = report(name, moduleCount, link, image, asJson);
	if (!makesImage) process.stderr.write(`${idfAdvice}\n`);
	if (runs && name === "desktop" && status === 0) return run(sdk, out, isDebug);
	return status;
}

/** Reports the build. Returns 1 if the image must not be installed on a board. `image` is undefined without ESP-IDF. */
export function report(
	name: BoardName,
	moduleCount: number,
	link: LinkReport,
	image: string | undefined,
	asJson: boolean,
): number {
	const slotBytes = link.slots * 16;
	const aliasBytes = link.aliases * 4;
	const lines = [
		`${name}: ${moduleCount} modules compiled, linked and preloaded.`,
		`In the board's flash: ${link.slots} slots, ${slotBytes} bytes.`,
		`In its RAM: ${aliasBytes} bytes for objects that are not frozen.`,
	];
	let imageBytes: number | undefined;
	let partitionBytes: number | undefined;
	if (image && existsSync(image)) {
		imageBytes = statSync(image).size;
		const table = parsePartitions(readFileSync(join(root, "manifests", name, "partitions.csv"), "utf8"));
		partitionBytes = table.find((one) => one.name === "ota_0")!.sizeBytes;
		const percent = ((imageBytes / partitionBytes) * 100).toFixed(0);
		lines.push(`Image ${imageBytes} of ${partitionBytes} bytes (${percent} %): ${image}`);
	}
	process.stdout.write(`${lines.join("\n")}\n`);
	if (asJson) {
		const sizes = { slots: link.slots, slotBytes, aliasBytes, imageBytes, partitionBytes };
		process.stdout.write(`${JSON.stringify({ board: name, modules: moduleCount, ...sizes })}\n`);
	}
	const isTooLarge = imageBytes !== undefined && partitionBytes !== undefined && imageBytes > partitionBytes;
	if (isTooLarge) process.stderr.write("The image does not fit its partition.\n");
	for (const warning of link.warnings) process.stderr.write(`Preloading freezes a variable: ${warning}\n`);
	return isTooLarge || link.warnings.length > 0 ? 1 : 0;
}

function run(sdk: Sdk, out: string, isDebug: boolean): number {
	process.stderr.write("The simulator runs until its window is closed.\n");
	return runTool(sdk, { tool: "mcsim", args: simulatorArguments(sdk, out, isDebug), folder: root, environment: {} })
		.isDone
		? 0
		: 1;
}

/** Arguments of mcsim: the folder of our display, and the program that `build` made in `out`. */
export function simulatorArguments(sdk: Sdk, out: string, isDebug = false): string[] {
	const library = join(
		out,
		"bin",
		sdk.host,
		"mc",
		isDebug ? "debug" : "release",
		"tillmark",
		sdk.host === "win" ? "mc.dll" : "mc.so",
	);
	return [join(root, "manifests", "desktop", "simulator"), library];
}
