// Finds the Moddable SDK and ESP-IDF on this machine and calls the SDK's tools.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const hosts: Readonly<Record<string, string>> = { linux: "lin", darwin: "mac", win32: "win" };

/** The versions that the firmware was built with and that the sizes were recorded for. */
export const knownVersions = { sdk: "8.2.3", idf: "6.0" } as const;

export interface Sdk {
	readonly folder: string;
	/** The SDK's name for this kind of computer: lin, mac or win. */
	readonly host: string;
	readonly tools: string;
	/** Undefined if the SDK does not say. */
	readonly version: string | undefined;
}

const install = `Install it with these two commands, then open a new terminal:
  npm install --global xs-dev
  xs-dev setup`;

/** The SDK, or instructions to install it. */
export function findSdk(): Sdk | string {
	const folder = process.env["MODDABLE"];
	const host = hosts[process.platform];
	if (!host) return `The Moddable SDK does not run on ${process.platform}.`;
	if (!folder) return `The Moddable SDK was not found: MODDABLE is not set.\n${install}`;
	const tools = join(folder, "build", "bin", host, "release");
	const mcconfig = join(tools, host === "win" ? "mcconfig.exe" : "mcconfig");
	if (!existsSync(mcconfig))
		return `The Moddable SDK at ${folder} has no tools yet: there is no ${mcconfig}.\n${install}`;
	const file = join(folder, "tools", "VERSION");
	return { folder, host, tools, version: existsSync(file) ? readFileSync(file, "utf8").trim() : undefined };
}

export interface Idf {
	readonly folder: string;
	/** For example "6.0.2". */
	readonly version: string;
}

const idfInstall = `  xs-dev setup --device=esp32
  source "$IDF_PATH/export.sh"`;
const without = "To build without an image: unset IDF_PATH";

/** ESP-IDF, which makes the images; undefined without IDF_PATH; what is wrong with IDF_PATH, and the fix. */
export function findIdf(): Idf | undefined | string {
	const folder = process.env["IDF_PATH"];
	if (folder === undefined) return undefined;
	const fix = `Install ESP-IDF v${knownVersions.idf} with these two commands:\n${idfInstall}\n${without}`;
	if (folder === "") return `IDF_PATH is set, but to nothing.\n${fix}`;
	if (!existsSync(folder)) return `IDF_PATH is ${folder}, which does not exist.\n${fix}`;
	if (!statSync(folder).isDirectory()) return `IDF_PATH is ${folder}, which is not a folder.\n${fix}`;
	if (readdirSync(folder).length === 0) return `IDF_PATH is ${folder}, which is an empty folder.\n${fix}`;
	const file = join(folder, "tools", "cmake", "version.cmake");
	if (!existsSync(file)) return `IDF_PATH is ${folder}, which is not an ESP-IDF: there is no ${file}.\n${fix}`;
	if (!existsSync(join(folder, "components", "lwip", "lwip", "src"))) {
		return (
			`IDF_PATH is ${folder}, an ESP-IDF without its submodules. Fetch them:\n` +
			`  git -C "${folder}" submodule update --init --recursive\n${without}`
		);
	}
	const text = readFileSync(file, "utf8");
	const parts = ["MAJOR", "MINOR", "PATCH"].map((part) => new RegExp(`IDF_VERSION_${part} (\\d+)`).exec(text)?.[1]);
	return { folder, version: parts.map((part) => part ?? "?").join(".") };
}

/** Said when a build ended without an image. */
export const idfAdvice = `IDF_PATH is not set: the modules were built, but without ESP-IDF there is no image.
Install ESP-IDF v${knownVersions.idf} with these two commands:
${idfInstall}`;

/** Why a build with these versions may fail or differ from the recorded one; empty for the known versions. */
export function versionWarnings(sdk: Sdk, idf: Idf | undefined): string[] {
	const warnings: string[] = [];
	if (sdk.version !== knownVersions.sdk) {
		const version = sdk.version ?? "of an unknown version";
		warnings.push(`The Moddable SDK is ${version}; Tillmark was built with ${knownVersions.sdk}.`);
	}
	if (idf && !`${idf.version}.`.startsWith(`${knownVersions.idf}.`)) {
		warnings.push(`ESP-IDF is v${idf.version}; Moddable SDK ${knownVersions.sdk} expects v${knownVersions.idf}.`);
	}
	return warnings;
}

/** Runs one of the SDK's tools until it ends. Returns its exit status and output. */
export function runTool(
	sdk: Sdk,
	options: { tool: string; args: string[]; folder: string; environment: Record<string, string> },
): {
	isDone: boolean;
	output: string;
} {
	// Build steps run Node, and the SDK's tools call each other by name.
	const path = [sdk.tools, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
	const done = spawnSync(options.tool, options.args, {
		cwd: options.folder,
		env: { ...process.env, MODDABLE: sdk.folder, PATH: path, ...options.environment },
		encoding: "utf8",
		maxBuffer: 64 * 1_048_576,
	});
	if (done.error) throw done.error;
	return { isDone: done.status === 0, output: `${done.stdout}${done.stderr}` };
}
