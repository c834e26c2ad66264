// The static checks of `npm test` and `npm run check`, each a command with its arguments.
import { join } from "node:path";

export interface Step {
	readonly name: string;
	/** Arguments for Node: a script and its arguments. */
	readonly args: readonly string[];
}

const sources = ["firmware", "host", "simulator", "tools", "test"];

/** Script and arguments of the layering check. It reads the tree in the current folder. */
export function cruiserArgs(root: string, outputType: "err" | "json"): string[] {
	return [
		join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
		...sources,
		...["--config", join(root, ".dependency-cruiser.mjs"), "--output-type", outputType],
	];
}

/** The compiler in native code takes a quarter of the processor time of the one in JavaScript. */
function types(root: string, name: string, ...project: string[]): Step {
	return { name, args: [join(root, "node_modules/typescript-native/bin/tsc"), "--noEmit", ...project] };
}

/** Quick checks come first, so that their findings appear early. */
export function staticSteps(root: string): Step[] {
	const ownScript = (file: string): string[] => ["--import", join(root, "tools/resolve.mjs"), join(root, file)];
	return [
		{ name: "line length", args: ownScript("tools/check/line-length.ts") },
		{ name: "unused exports", args: ownScript("tools/check/unused-exports.ts") },
		{ name: "mutants", args: ownScript("tools/check/mutants.ts") },
		{ name: "layering", args: cruiserArgs(root, "err") },
		types(root, "types"),
		types(root, "device types", "-p", "firmware/device"),
		{ name: "format", args: [join(root, "node_modules/oxfmt/bin/oxfmt"), "--list-different", "."] },
		{
			name: "lint",
			args: [join(root, "node_modules/oxlint/bin/oxlint"), "--deny-warnings", "--format=stylish", "."],
		},
	];
}
