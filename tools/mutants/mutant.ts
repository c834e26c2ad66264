// A mutant: a bug that is planted on purpose, with the tests that must catch it. docs/testing.md describes the files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { applyHunks, type FilePatch, readPatch } from "./patch.js";

export interface NamedTest {
	/** Relative to the root of the tree. */
	readonly file: string;
	/** A regular expression for names of tests; undefined for all tests of the file. */
	readonly pattern: string | undefined;
}

export interface Mutant {
	/** "host/web/token-prefix" */
	readonly name: string;
	/** "host/web" */
	readonly room: string;
	/** What must hold, and does not where the mutant is planted. */
	readonly invariant: string;
	readonly tests: readonly NamedTest[];
	readonly patches: readonly FilePatch[];
}

export interface MutantFile {
	/** Relative to the root of the tree. */
	readonly path: string;
	readonly mutant: Mutant | undefined;
	/** Why it is no mutant, or cannot be planted; empty if it can. */
	readonly problem: string;
}

const folder = "tools/mutants/patches";
const sources = /^(firmware|host|simulator|tools)\//;

/** Every file of the folder, by name. */
export function readMutants(root: string): MutantFile[] {
	return [...filesBelow(join(root, folder))]
		.map((path) => relative(root, path).split(sep).join("/"))
		.sort()
		.map((path) => readMutantFile(root, path));
}

function readMutantFile(root: string, path: string): MutantFile {
	let mutant: Mutant | undefined;
	try {
		const name = relative(folder, path)
			.split(sep)
			.join("/")
			.replace(/\.patch$/, "");
		mutant = readMutant(name, readFileSync(join(root, path), "utf8"));
		for (const { file } of mutant.tests)
			if (!existsSync(join(root, file))) throw new Error(`there is no test ${file}`);
		for (const patch of mutant.patches) {
			if (!sources.test(patch.path)) throw new Error(`${patch.path} is no source of the product`);
			if (!existsSync(join(root, patch.path))) throw new Error(`there is no file ${patch.path}`);
			applyHunks(readFileSync(join(root, patch.path), "utf8"), patch);
		}
		return { path, mutant, problem: "" };
	} catch (error) {
		return { path, mutant, problem: error instanceof Error ? error.message : String(error) };
	}
}

/** Throws where a header is missing or the diff cannot be read. */
function readMutant(name: string, text: string): Mutant {
	const lines = text.split("\n");
	const start = lines.findIndex((line) => /^(diff |--- )/.test(line));
	if (start < 0) throw new Error("it has no diff");
	const headers = readHeaders(lines.slice(0, start));
	const value = (header: string): string => {
		const [found, ...others] = headers.filter(([key]) => key === header);
		if (!found || others.length > 0 || found[1] === "") throw new Error(`it needs one header "${header}:"`);
		return found[1];
	};
	const room = value("Room");
	if (room !== dirname(name)) throw new Error(`the room ${room} is not its folder ${dirname(name)}`);
	const tests = headers.filter(([key]) => key === "Tests").map(([, test]) => readTest(test));
	if (tests.length === 0) throw new Error('it needs a header "Tests:"');
	const patches = readPatch(lines.slice(start));
	if (patches.some(({ path }) => !path.startsWith(`${room}/`))) throw new Error(`it patches files outside ${room}`);
	return { name, room, invariant: value("Invariant"), tests, patches };
}

/** A line that begins with white space continues the header above it. */
function readHeaders(lines: readonly string[]): [key: string, value: string][] {
	const headers: [string, string][] = [];
	for (const line of lines) {
		const [, key, value] = /^([A-Z][a-z]+): *(.*)$/.exec(line) ?? [];
		const last = headers.at(-1);
		if (key !== undefined && value !== undefined) headers.push([key, value.trim()]);
		else if (/^\s+\S/.test(line) && last) last[1] += ` ${line.trim()}`;
		else if (line.trim() !== "") throw new Error(`"${line}" is no header`);
	}
	return headers;
}

function readTest(text: string): NamedTest {
	const [, file, pattern] = /^(test\/\S+\.test\.ts)(?: -t "(.+)")?$/.exec(text) ?? [];
	if (file === undefined) throw new Error(`"${text}" is not: test/FOLDER/NAME.test.ts [-t "PATTERN"]`);
	return { file, pattern };
}

function* filesBelow(path: string): Generator<string> {
	for (const entry of readdirSync(path, { withFileTypes: true })) {
		const below = join(path, entry.name);
		if (entry.isDirectory()) yield* filesBelow(below);
		else yield below;
	}
}
