// Makes modules smaller on XS without changing what they do: named numbers are written in their places, local
// variables and private properties get short names, and fields are set in the constructor. Names of classes,
// functions, methods and public properties stay. The simulator's engine and release builds of a board share this.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";
import { withoutPrivateNames } from "./private-names.js";

// Prettier and esbuild begin the outermost statements in the first column.
const statement = /^(?:import|export) (?:[^;"()=]* from )?"[^"]+";$|^export \{[^}]*\};$/gm;
const namedImport = /^import \{([^}]*)\} from "(\.[^"]+)\.js";$/;
const exportedDeclaration = /^export (default )?(?=(?:const|class|function\*?|async function\*?) (\w+))/gm;
const literal = String.raw`-?(?:0[xX][\da-fA-F_]+|[\d_]+(?:\.\d+)?(?:e\d+)?)`;
const number = new RegExp(String.raw`^(?:export )?const (\w+) = (${literal});$`, "gm");
const table = /^(?:export )?const (\w+) = \{([^{}]*)\} as const;$/gm;
/** Either of them, without types. */
const numberOrTable = new RegExp(String.raw`^(?:export )?const (\w+) = (?:${literal}|\{[^{}]*\});$`, "gm");
const tableEntry = new RegExp(String.raw`^(\w+): (${literal})$`);
const comment = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
const commentLine = /^\s*(?:\/\*|\*|\/\/).*$/gm;
const privateProperty = /(?<=\.|^\s*)\$[A-Za-z]\w*/gm;

/** `source` is TypeScript. Numbers by name, and those of constant tables that hold nothing else as `table.entry`. */
function numbersOf(source: string): Record<string, string> {
	const found: Record<string, string> = {};
	const take = (name: string, value: string): void => {
		found[name] = String(Number(value.replaceAll("_", "")));
	};
	const plain = source.replace(comment, "");
	for (const [, name, value] of plain.matchAll(number)) take(name!, value!);
	for (const [, name, body] of plain.matchAll(table)) {
		const entries = namesOf(body!).map((entry) => tableEntry.exec(entry));
		if (entries.includes(null)) continue;
		for (const entry of entries) take(`${name!}.${entry![1]!}`, entry![2]!);
	}
	return found;
}

/** The parts of a list with commas. */
function namesOf(list: string): string[] {
	return list
		.split(",")
		.map((name) => name.trim())
		.filter(Boolean);
}

/** The numbers that `file` declares or imports, by their names in it. */
function numbersIn(file: string, source: string, statements: readonly string[]): Record<string, string> {
	const known = numbersOf(source);
	for (const [, list, path] of statements.map((one) => namedImport.exec(one) ?? [])) {
		if (list === undefined) continue;
		const there = Object.entries(numbersOf(readFileSync(`${join(dirname(file), path!)}.ts`, "utf8")));
		for (const [name, local = name] of namesOf(list).map((one) => one.split(" as ") as [string, string?])) {
			for (const [key, value] of there)
				if (key === name || key.startsWith(`${name}.`)) known[local + key.slice(name.length)] = value;
		}
	}
	return known;
}

/** Private properties by number. No class with private names extends one of ours, so that numbers cannot meet. */
function shortProperties(script: string): Record<string, string> {
	const names = new Set(script.match(privateProperty));
	return Object.fromEntries([...names].map((name, index) => [name, `$${index}`]));
}

/** An import without the names that `script` does not use. */
function neededPart(one: string, used: ReadonlySet<string>): string {
	const [, list, path] = namedImport.exec(one) ?? [];
	if (list === undefined) return one;
	const names = namesOf(list).filter((name) => used.has(name.split(" as ").at(-1)!));
	return names.length === 0 ? "" : `import { ${names.join(", ")} } from "${path!}.js";`;
}

/**
 * The TypeScript module `file`, which Oxfmt has formatted, as a smaller JavaScript module. Reads the modules that it
 * imports for their numbers. Throws esbuild's messages, and for exports that it does not know.
 */
export function compactModule(file: string): string {
	const source = readFileSync(file, "utf8");
	const target = "es2022";
	let body = withoutPrivateNames(transformSync(source, { loader: "ts", target, charset: "utf8" }).code);
	const statements = body.match(statement) ?? [];
	body = body.replace(statement, "");
	const define = numbersIn(file, source, statements);
	const tables = new Set(Object.keys(define).map((name) => name.split(".")[0]));
	const numbers = new Map<string, string>();
	body = body.replace(numberOrTable, (declaration, name: string) => {
		if (!tables.has(name)) return declaration;
		numbers.set(name, declaration);
		return "";
	});
	const exported: string[] = [];
	body = body.replace(exportedDeclaration, (_, isDefault: string | undefined, name: string) => {
		exported.push(isDefault ? `${name} as default` : name);
		return "";
	});
	if (/^(?:import|export)\b/m.test(body)) throw new Error(`${file}: only declarations and lists can be exported`);
	// Without imports and exports, esbuild takes it for a script, whose outermost names it leaves alone.
	const { code } = transformSync(body, {
		...{ loader: "ts", target, charset: "utf8", define },
		...{ minifyIdentifiers: true },
		...{ mangleProps: /^\$[A-Za-z]/, mangleCache: shortProperties(body) },
		tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
	});
	const words = code.replace(commentLine, "").match(/[\w$]+/g) ?? [];
	// A property may have the name of a number.
	const used = new Set(words.filter((word) => !(word in define)));
	const imports = statements.map((one) => neededPart(one, used));
	const declarations = [...numbers].map(([name, text]) => (text.startsWith("export") || used.has(name) ? text : ""));
	const exports = exported.length > 0 ? `export { ${exported.join(", ")} };` : "";
	return `${[...imports, ...declarations, code, exports].filter(Boolean).join("\n")}\n`;
}
