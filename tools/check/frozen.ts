// What is preloaded lies in flash and is frozen: a write to a module's own state works in the simulator and throws on a
// board. Found here by the types, without a board. Writes while the module is evaluated are no concern: that happens
// when the image is built.
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
/** Made empty, it can only be meant to be written. */
const buffers = /^(ArrayBuffer|DataView|(Big)?(Int|Uint|Float)\d+(Clamped)?Array)$/;

export interface FrozenWrite {
	/** "firmware/till/sale-session.ts:12" */
	readonly place: string;
	readonly code: string;
}

/** `files` are absolute paths of modules, all of them together. */
export function findFrozenWrites(root: string, files: readonly string[]): FrozenWrite[] {
	const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
		config: object;
	};
	const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, root);
	const program = ts.createProgram(files, options);
	const checker = program.getTypeChecker();
	const found: FrozenWrite[] = [];

	/** A name that a module declares at its top, here or where it was imported from. */
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
			// A plain function has a `this` of its own; an arrow has not.
			const staysStatic = begins && !ts.isArrowFunction(node) ? beginsStatic : isStatic;
			// A field's initial value is made for each instance; a static one's once, at build time.
			const isField = ts.isPropertyDeclaration(node) && !hasStatic(node);
			ts.forEachChild(node, (child) => visit(child, runsLater || begins || isField, staysStatic));
		};
		visit(source, false, false);
	}
	return found;
}

/** What a node writes to, where it is a write. */
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
