// The static checks of `npm test` and `npm run check`: each is a command with its arguments. What a check found out
// about unchanged files is kept in node_modules/.cache/tillmark.
import { join } from "node:path";

export interface Step {
	readonly name: string;
	/** Arguments of Node: a script and its arguments. */
	readonly args: readonly string[];
}

const cache = "node_modules/.cache/tillmark";
const sources = ["firmware", "host", "simulator", "tools", "test"];

/** Script and arguments of the layering check; it reads the tree in the current folder. */
export function cruiserArgs(root: string, outputType: "err" | "json"): string[] {
	return [
		join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
		...sources,
		...["--config", join(root, ".dependency-cruiser.mjs"), "--output-type", outputType],
	];
}

function types(root: string, name: string, ...project: string[]): Step {
	const buildInfo = join(cache, `${name.replace(" ", "-")}.tsbuildinfo`);
	return {
		name,
		args: [
			join(root, "node_modules/typescript/bin/tsc"),
			...["--noEmit", "--incremental", "--tsBuildInfoFile", buildInfo],
			...project,
		],
	};
}

/** Quick checks come first, so that what they find is seen soon. */
export function staticSteps(root: string): Step[] {
	const ours = (file: string): string[] => ["--import", join(root, "tools/resolve.mjs"), join(root, file)];
	const kept = (name: string): string[] => ["--cache", "--cache-location", join(cache, name)];
	return [
		{ name: "line length", args: ours("tools/check/line-length.ts") },
		{ name: "unused exports", args: ours("tools/check/unused-exports.ts") },
		{ name: "layering", args: cruiserArgs(root, "err") },
		types(root, "types"),
		types(root, "device types", "-p", "firmware/device"),
		{
			name: "format",
			args: [
				join(root, "node_modules/prettier/bin/prettier.cjs"),
				...["--check", "--log-level", "warn", ...kept("prettier"), "--cache-strategy", "content", "."],
			],
		},
		{
			name: "lint",
			args: [
				join(root, "node_modules/eslint/bin/eslint.js"),
				...[...kept("eslint"), "--cache-strategy", "content", "."],
			],
		},
	];
}
