// Finds the Moddable SDK on this machine and calls its tools.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const hosts: Readonly<Record<string, string>> = { linux: "lin", darwin: "mac", win32: "win" };

export interface Sdk {
	readonly folder: string;
	/** The SDK's name for this kind of computer: lin, mac or win. */
	readonly host: string;
	readonly tools: string;
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
	return { folder, host, tools };
}

/** ESP-IDF makes the images for ESP32. Without it, modules are compiled and linked but there is no image. */
export const idfAdvice = `ESP-IDF was not found: IDF_PATH is not set. Without it there is no image.
Install it with these two commands:
  xs-dev setup --device=esp32
  source "$IDF_PATH/export.sh"`;

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
