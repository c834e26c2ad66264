// `tillmark build`: builds the firmware for a board with the Moddable SDK.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { CommandFault } from "../command-fault.js";
import { choice, defineCommand, flag, text, whole } from "../command.js";
import { boardFlashBytes, boardFolder, boardNames, boardPartitions, boardSpec, type BoardName } from "./boards.js";
import { writeModules } from "./modules.js";
import { linkReport, type LinkReport } from "./report.js";
import { findIdf, findSdk, idfAdvice, runTool, versionWarnings, type Idf, type Sdk } from "./sdk.js";
import { imageSizes, largestParts, sizeTable, type ImageSizes } from "./sizes.js";

const root = dirname(dirname(import.meta.dirname));

const portMax = 65_535;
const noSdkExitCode = 3;
const dayMs = 86_400_000;
/** The image's file, by the SDK's makefile for every chip. */
const imageName = "xs_esp32.bin";
/** How many parts are named when an image does not fit. */
const largestShown = 6;

export const build = defineCommand({
	name: "build",
	description:
		"Builds the firmware for a board with the Moddable SDK that MODDABLE names and the ESP-IDF that IDF_PATH " +
		"names, and reports what fills the image slot; without ESP-IDF the native part is estimated. Fails if the " +
		`image does not fit. Exit code ${noSdkExitCode} if there is no SDK or IDF_PATH is wrong.`,
	options: {
		board: choice(boardNames, "16 MiB of flash unless it says 8mib; desktop is the SDK's simulator, mcsim", {
			required: true,
		}),
		debug: flag("for the debugger xsbug; a board then also writes its log to the serial port of its console"),
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
	ignored: ({ board }) => {
		const reason = `with --board ${board}`;
		return board === "desktop"
			? { version: reason }
			: { run: reason, files: reason, printerPort: reason, scannerPort: reason };
	},
	json: "print one JSON object as the last line",
	notes:
		"On the desktop, a program that connects to a port acts as the peripheral. To scan:\n" +
		"  printf 'CODE\\r' | nc 127.0.0.1 9101",
	async run({ board, debug, run: runs, files, printerPort, scannerPort, version, out, json }) {
		const sdk = findSdk();
		if (typeof sdk === "string") throw new CommandFault("SDK_MISSING", sdk, "", noSdkExitCode);
		const idf = board === "desktop" ? undefined : findIdf();
		if (typeof idf === "string") throw new CommandFault("SDK_MISSING", idf, "", noSdkExitCode);
		for (const warning of versionWarnings(sdk, idf)) process.stderr.write(`Warning: ${warning}\n`);
		const folder = files === undefined ? {} : { folder: join(resolve(files), sep) };
		const forBoard = board === "desktop" ? { printerPort, scannerPort, ...folder } : { firmwareVersion: version };
		const config = { ...forBoard, builtMs: builtMs() };
		// The SDK's tools run in the board's folder.
		const target = resolve(out ?? join(root, ".cache", "firmware", board));
		const blank = [root, target].find((path) => /\s/.test(path));
		if (blank !== undefined) {
			process.stderr.write(`The SDK's makefiles take no blanks in the names of folders: ${blank}\n`);
			return 1;
		}
		return make({ sdk, idf }, board, { out: target, config, isDebug: debug, runs, asJson: json });
	},
});

/** The day of the build, or of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/). */
function builtMs(): number {
	const given = Number(process.env["SOURCE_DATE_EPOCH"]);
	const ms = given > 0 ? given * 1_000 : Date.now();
	return ms - (ms % dayMs);
}

interface MakeOptions {
	readonly out: string;
	readonly config: object;
	readonly isDebug: boolean;
	readonly runs: boolean;
	readonly asJson: boolean;
}

interface Toolchain {
	readonly sdk: Sdk;
	readonly idf: Idf | undefined;
}

async function make(toolchain: Toolchain, name: BoardName, options: MakeOptions): Promise<number> {
	const { sdk, idf } = toolchain;
	const { out, isDebug } = options;
	const parts = join(out, "parts");
	mkdirSync(parts, { recursive: true });
	const moduleCount = writeModules(root, boardSpec(name).kind, parts, {
		config: options.config,
		isRelease: !isDebug,
	});
	// The SDK looks up certificate authorities by the digest of their key. Each terminal gets its own authority at
	// enrolment, so the image contains one entry that matches none.
	writeFileSync(join(parts, "ca.ski"), new Uint8Array(20));

	const platform = boardSpec(name).platform ?? sdk.host;
	process.stderr.write(`${moduleCount} modules for ${name} …\n`);
	const folder = outputFolder(sdk, name, out, isDebug);
	const made = runMake(toolchain, name, options, folder);
	if (!made.isDone) {
		process.stderr.write(`${made.output.split("\n").slice(-40).join("\n")}\nThe SDK's build failed; see above.\n`);
		return 1;
	}
	const link = linkReport(folder, made.output, (module) => readFileSync(join(root, `${module}.ts`), "utf8"));
	const image = join(out, "bin", platform, isDebug ? "debug" : "release", "tillmark", imageName);
	const imageFile = idf && existsSync(image) ? image : undefined;
	const sizes = name === "desktop" ? undefined : imageSizes(folder, imageFile);
	const status = report({
		...{ board: name, moduleCount, link, sizes, imageFile, asJson: options.asJson },
		...{ sdkVersion: sdk.version, idfVersion: idf?.version },
	});
	if (name !== "desktop" && idf === undefined) process.stderr.write(`${idfAdvice}\n`);
	if (options.runs && name === "desktop" && status === 0) return run(sdk, out, isDebug);
	return status;
}

/** Where the SDK writes the makefile and the linker's output. */
export function outputFolder(sdk: Sdk, name: BoardName, out: string, isDebug = false): string {
	const kind = isDebug ? "debug" : "release";
	const platform = boardSpec(name).platform ?? sdk.host;
	return join(out, "tmp", platform, ...(name === "desktop" ? ["mc"] : []), kind, "tillmark");
}

function runMake(
	{ sdk, idf }: Toolchain,
	name: BoardName,
	{ out, isDebug }: MakeOptions,
	output: string,
): ReturnType<typeof runTool> {
	const makesImage = name === "desktop" || idf !== undefined;
	const environment: Record<string, string> = {
		TILLMARK: root,
		TILLMARK_BUILD: join(out, "parts"),
		// For strip-types.mjs. A compacted module holds numbers of others, so all are compiled anew.
		TILLMARK_RELEASE: isDebug ? "0" : "1",
		...(idf ? {} : { IDF_PATH: "none" }),
	};
	const folder = boardFolder(name);
	const platform = boardSpec(name).platform ?? sdk.host;
	// The linker keeps the names of earlier builds in this file, and puts them into the image.
	rmSync(isDebug ? join(output, "modules", "mc.xsi") : join(output, "modules"), { recursive: true, force: true });
	const flags = [...(isDebug ? ["-d"] : []), ...(makesImage ? ["-m", "-t", "build"] : []), "-p", platform, "-o", out];
	const configured = runTool(sdk, { tool: "mcconfig", args: [...flags, "manifest.json"], folder, environment });
	if (!configured.isDone || makesImage) return configured;
	// The makefile begins by asking for ESP-IDF, but these targets do not need it.
	const targets = ["mc.xs.c", "mc.resources.c"].map((file) => join(output, file));
	const given = ["IDF_VERSION=none", "SDKCONFIG_H="];
	return runTool(sdk, {
		tool: "make",
		args: ["-f", join(output, "makefile"), ...given, ...targets],
		...{ folder, environment },
	});
}

export interface BuildReport {
	readonly board: BoardName;
	readonly moduleCount: number;
	readonly link: LinkReport;
	/** Undefined for the desktop. */
	readonly sizes: ImageSizes | undefined;
	/** Undefined without ESP-IDF. */
	readonly imageFile: string | undefined;
	readonly sdkVersion: string | undefined;
	readonly idfVersion: string | undefined;
	readonly asJson: boolean;
}

/** Reports the build. Returns 1 if the image must not be installed on a board. */
export function report(built: BuildReport): number {
	const { board, moduleCount, link, sizes, imageFile } = built;
	const slotBytes = boardPartitions(board).find((one) => one.name === "ota_0")?.sizeBytes;
	const flashBytes = boardFlashBytes(board);
	const aliasBytes = link.aliases * 4;
	const flash = flashBytes === undefined ? "" : `, ${flashBytes / 1_048_576} MiB of flash`;
	const lines = [
		`${board}${flash}: ${moduleCount} modules compiled, linked and preloaded.`,
		`Moddable SDK ${built.sdkVersion ?? "unknown"}, ESP-IDF ${built.idfVersion ?? "absent"}.`,
		...(sizes ? sizeTable(sizes, slotBytes) : []),
		`In RAM: ${aliasBytes} bytes for objects that are not frozen (${link.slots} slots are in flash).`,
		...(imageFile ? [`Image: ${imageFile}`] : []),
	];
	process.stdout.write(`${lines.join("\n")}\n`);
	if (built.asJson) {
		const { sdkVersion, idfVersion } = built;
		const leftBytes = sizes && slotBytes !== undefined ? slotBytes - sizes.totalBytes : undefined;
		const figures = { slots: link.slots, aliasBytes, flashBytes, slotBytes, leftBytes, sizes };
		const versions = { sdkVersion, idfVersion, imageFile };
		const found = { board, modules: moduleCount, ...versions, ...figures, frozenVariables: link.warnings };
		process.stdout.write(`${JSON.stringify(found)}\n`);
	}
	const isTooLarge = sizes !== undefined && slotBytes !== undefined && sizes.totalBytes > slotBytes;
	if (isTooLarge) {
		const largest = largestParts(sizes, largestShown).map(({ name, bytes }) => `${name} ${bytes}`);
		process.stderr.write(
			`The image of ${sizes.totalBytes} bytes (${sizes.source}) does not fit its slot of ${slotBytes}. ` +
				`The largest parts are: ${largest.join(", ")}.\n`,
		);
	}
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
