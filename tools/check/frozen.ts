// Finds writes to the state of modules by their types. Preloaded modules are frozen in flash, so that such a write
// works in the simulator but throws on a board. Writes during the evaluation of a module are allowed, because that
// happens when the image is built.
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";

const mutators = new Set(
	[
		"set",
		"add",
		"delete",
		"clear",
		"push",
		"pop",
		"shift",
		"unshift",
		"splice",
		"sort",
		"reverse",
		"fill",
		"copyWithin",
	].concat(
		["Int8", "Int16", "Int32", "Uint8", "Uint16", "Uint32", "Float32", "Float64", "BigInt64", "BigUint64"].map(
			(kind) => `set${kind}`,
		),
	),
);
const containers = /^(Map|Set|WeakMap|WeakSet|Array|DataView|Buffer|(Big)?(Int|Uint|Float)\d+(Clamped)?Array)$/;
/** A buffer that is created empty is meant to be written. */
const buffers = /^(ArrayBuffer|DataView|(Big)?(Int|Uint|Float)\d+(Clamped)?Array)$/;

export interface FrozenWrite {
	/** "firmware/till/sale-session.ts:12" */
	readonly place: string;
	readonly code: string;
}

/** `files` are the absolute paths of all modules. */
export function findFrozenWrites(root: string, files: readonly string[]): FrozenWrite[] {
	const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
		config: object;
	};
	const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, root);
	const program = ts.createProgram(files, options);
	const checker = program.getTypeChecker();
	const found: FrozenWrite[] = [];

	/** Whether a node names something declared at the top level of one of the modules. */
	const isModuleState = (node: ts.Node): boolean => {
		if (!ts.isIdentifier(node)) return false;
		let symbol = checker.getSymbolAtLocation(node);
		if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
		const declaration = symbol?.valueDeclaration;
		if (!declaration || !files.includes(declaration.getSourceFile().fileName)) return false;
		if (ts.isVariableDeclaration(declaration)) return ts.isSourceFile(declaration.parent.parent.parent);
		return (
			(ts.isClassDeclaration(declaration) || ts.isFunctionDeclaration(declaration)) &&
			ts.isSourceFile(declaration.parent)
		);
	};
	const isKept = (target: ts.Expression, isStatic: boolean): boolean => {
		const base = baseOf(target);
		return isModuleState(base) || (isStatic && base.kind === ts.SyntaxKind.ThisKeyword && base !== target);
	};

	for (const file of files) {
		const source = program.getSourceFile(file)!;
		const report = (node: ts.Node): void => {
			const { line } = source.getLineAndCharacterOfPosition(node.getStart());
			found.push({
				place: `${relative(root, file).split(sep).join("/")}:${line + 1}`,
				code: node.getText().split("\n")[0]!,
			});
		};
		const visit = (node: ts.Node, runsLater: boolean, isStatic: boolean): void => {
			if (runsLater) {
				const target = targetOf(node);
				if (target && isKept(target, isStatic)) report(node);
				if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
					const { expression: receiver, name } = node.expression;
					const type = checker.getTypeAtLocation(receiver).getSymbol()?.name ?? "";
					if (mutators.has(name.text) && containers.test(type) && isKept(receiver, isStatic)) report(node);
				}
			} else if (
				ts.isVariableDeclarationList(node) &&
				ts.isVariableStatement(node.parent) &&
				ts.isSourceFile(node.parent.parent)
			) {
				if (!(node.flags & ts.NodeFlags.Const)) report(node);
				for (const { initializer } of node.declarations)
					if (initializer && isEmptyBuffer(initializer)) report(node);
			}
			const begins = ts.isFunctionLike(node);
			const beginsStatic = begins && ts.canHaveModifiers(node) && hasStatic(node);
			// A function has its own `this`; an arrow function does not.
			const staysStatic = begins && !ts.isArrowFunction(node) ? beginsStatic : isStatic;
			// Initializers of instance fields run for each instance; those of static fields run once, at build time.
			const isField = ts.isPropertyDeclaration(node) && !hasStatic(node);
			ts.forEachChild(node, (child) => visit(child, runsLater || begins || isField, staysStatic));
		};
		visit(source, false, false);
	}
	return found;
}

/** The target of a write; undefined for other nodes. */
function targetOf(node: ts.Node): ts.Expression | undefined {
	if (ts.isBinaryExpression(node)) {
		const { kind } = node.operatorToken;
		return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? node.left : undefined;
	}
	if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
		return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
			? node.operand
			: undefined;
	}
	return ts.isDeleteExpression(node) ? node.expression : undefined;
}

/** `a` of `a.b[c]!.d`. */
function baseOf(expression: ts.Expression): ts.Expression {
	let at = expression;
	while (
		ts.isPropertyAccessExpression(at) ||
		ts.isElementAccessExpression(at) ||
		ts.isNonNullExpression(at) ||
		ts.isParenthesizedExpression(at) ||
		ts.isAsExpression(at)
	)
		at = at.expression;
	return at;
}

function hasStatic(node: ts.HasModifiers): boolean {
	return ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

function isEmptyBuffer(node: ts.Expression): boolean {
	if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || !buffers.test(node.expression.text))
		return false;
	const [first] = node.arguments ?? [];
	return !first || !ts.isArrayLiteralExpression(first);
}
