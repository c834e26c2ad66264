// Refuses exports that no other module imports. It parses syntax without types, so it takes only a few seconds. An
// interface or type counts as used if its own module names it, since it then describes an export that is used. In
// firmware and host, an export that only tests import is refused too, unless the comment above it contains `@forTests`
// and a reason.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { entryPoints } from "./entry-points.mjs";
import { writtenFiles } from "./line-length.js";

export interface UnusedExport {
	/** "host/limits.ts:12" */
	readonly place: string;
	readonly name: string;
	readonly why: "unused" | "used by its own module only" | "used by tests only";
}

interface Export {
	readonly name: string;
	readonly line: number;
	readonly isType: boolean;
	readonly isForTests: boolean;
}

interface Module {
	readonly file: string;
	readonly exports: readonly Export[];
	/** How often the module itself writes each name. */
	readonly written: ReadonlyMap<string, number>;
	/** Imported files and names; "*" means all names. */
	readonly imports: ReadonlyArray<readonly [file: string, name: string]>;
}

/** Modules whose exports are used from outside: entry points, and configuration files of tools. */
const usedFromOutside = [...entryPoints, "^[^/]*\\.(mjs|cjs|js|ts)$", "\\.cjs$"].map((pattern) => new RegExp(pattern));

/** Finds unused exports in the given files, whose paths are relative to `root`. */
export function findUnusedExports(root: string, files: readonly string[]): UnusedExport[] {
	const modules = files.map((file) => readModule(root, file));
	const users = new Map<string, Set<"product" | "test">>();
	for (const { file, imports } of modules) {
		for (const [target, name] of imports) {
			const key = `${target}#${name}`;
			users.set(key, (users.get(key) ?? new Set()).add(file.startsWith("test/") ? "test" : "product"));
		}
	}
	return modules.flatMap((module) => {
		if (usedFromOutside.some((pattern) => pattern.test(module.file))) return [];
		return module.exports.flatMap((entry) => {
			const why = whyUnused(module, entry, users);
			return why ? [{ place: `${module.file}:${entry.line}`, name: entry.name, why }] : [];
		});
	});
}

function whyUnused(
	{ file, written }: Module,
	{ name, isType, isForTests }: Export,
	users: ReadonlyMap<string, ReadonlySet<string>>,
): UnusedExport["why"] | undefined {
	const by = new Set([...(users.get(`${file}#${name}`) ?? []), ...(users.get(`${file}#*`) ?? [])]);
	const isNamedInside = (written.get(name) ?? 0) > 1;
	if (isType && isNamedInside) return undefined;
	if (by.has("product") || (by.has("test") && (isForTests || !/^(firmware|host)\//.test(file)))) return undefined;
	if (by.has("test")) return "used by tests only";
	return isNamedInside ? "used by its own module only" : "unused";
}

function readModule(root: string, file: string): Module {
	const kind = file.endsWith("x") ? ts.ScriptKind.TSX : undefined;
	const text = readFileSync(join(root, file), "utf8");
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, kind);
	const exports: Export[] = [];
	const written = new Map<string, number>();
	const imports: [string, string][] = [];
	const namespaces = new Map<string, string>();

	const visit = (node: ts.Node): void => {
		if (ts.isIdentifier(node)) written.set(node.text, (written.get(node.text) ?? 0) + 1);
		if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
			const target = resolve(root, file, node.moduleSpecifier);
			if (target) addImports(node, target, imports, namespaces);
		} else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			const target = resolve(root, file, node.arguments[0]);
			if (target) imports.push([target, "*"]);
		} else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			const target = resolve(root, file, node.argument.literal);
			if (target) imports.push([target, node.qualifier?.getText().split(".")[0] ?? "*"]);
		} else if (ts.isModuleDeclaration(node) && node.body) {
			// What a file adds to another module's interface is written with that module's own names.
			const target = resolve(root, file, node.name);
			if (target) for (const name of identifiersIn(node.body)) imports.push([target, name]);
		} else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
			const target = namespaces.get(node.expression.text);
			if (target) imports.push([target, node.name.text]);
		}
		if (ts.isStatement(node) && node.parent === source) exports.push(...exportsOf(node, text, source));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return { file, exports, written, imports };
}

function identifiersIn(node: ts.Node): string[] {
	if (ts.isIdentifier(node)) return [node.text];
	const names: string[] = [];
	ts.forEachChild(node, (child) => void names.push(...identifiersIn(child)));
	return names;
}

function addImports(
	node: ts.ImportDeclaration | ts.ExportDeclaration,
	target: string,
	imports: [string, string][],
	namespaces: Map<string, string>,
): void {
	if (ts.isExportDeclaration(node)) {
		if (!node.exportClause || !ts.isNamedExports(node.exportClause)) return void imports.push([target, "*"]);
		for (const { name, propertyName } of node.exportClause.elements)
			imports.push([target, (propertyName ?? name).text]);
		return;
	}
	if (node.importClause?.name) imports.push([target, "default"]);
	const bindings = node.importClause?.namedBindings;
	if (bindings && ts.isNamespaceImport(bindings)) namespaces.set(bindings.name.text, target);
	if (bindings && ts.isNamedImports(bindings))
		for (const { name, propertyName } of bindings.elements) imports.push([target, (propertyName ?? name).text]);
}

/** The file that a relative specifier refers to; undefined for packages. */
function resolve(root: string, file: string, specifier: ts.Node | undefined): string | undefined {
	if (!specifier || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith(".")) return undefined;
	const path = join(root, dirname(file), specifier.text);
	const candidates = [path.replace(/\.js$/, ".ts"), path.replace(/\.js$/, ".tsx"), path];
	const found = candidates.find((candidate) => existsSync(candidate));
	return found && relative(root, found).split(sep).join("/");
}

function exportsOf(statement: ts.Statement, text: string, source: ts.SourceFile): Export[] {
	const line = source.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
	const isForTests = text.slice(statement.getFullStart(), statement.getStart()).includes("@forTests");
	const entry = (name: string, isType: boolean): Export => ({ name, line, isType, isForTests });
	if (ts.isExportAssignment(statement)) return [entry("default", false)];
	if (ts.isExportDeclaration(statement)) {
		const clause = statement.exportClause;
		return clause && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => entry(name.text, false)) : [];
	}
	const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
	if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
	if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return [entry("default", false)];
	if (ts.isVariableStatement(statement))
		return statement.declarationList.declarations.flatMap(({ name }) =>
			ts.isIdentifier(name) ? [entry(name.text, false)] : [],
		);
	const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
	const { name } = statement as ts.DeclarationStatement;
	return name && ts.isIdentifier(name) ? [entry(name.text, isType)] : [];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	const root = process.cwd();
	const files = [...writtenFiles(root)].filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file) && !file.endsWith(".d.ts"));
	const found = findUnusedExports(root, files);
	for (const { place, name, why } of found) process.stderr.write(`${place}: export ${name} is ${why}\n`);
	process.exitCode = found.length > 0 ? 1 : 0;
}
