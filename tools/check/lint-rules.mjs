// The project's own lint rules, a plugin of Oxlint. They use the interface of ESLint's rules.
const linesMax = 70;

/** Whether a function is the body of a test suite: `describe("…", f)`, `describe.each(…)("…", f)` and so on. */
function isSuiteBody(node) {
	const { parent } = node;
	if (parent?.type !== "CallExpression" || parent.callee === node) return false;
	let callee = parent.callee;
	while (callee.type === "CallExpression" || callee.type === "MemberExpression")
		callee = callee.callee ?? callee.object;
	return callee.type === "Identifier" && callee.name === "describe";
}

/**
 * Like ESLint's max-lines-per-function, but exempts the callback of `describe`: it only groups tests, and each test in
 * it is counted separately.
 */
const functionLines = {
	meta: {
		type: "suggestion",
		schema: [],
		messages: { long: "The function has {{ lines }} lines; at most {{ linesMax }} are allowed." },
	},
	create(context) {
		const check = (node) => {
			const { start, end } = node.loc;
			const lines = end.line - start.line + 1;
			if (lines > linesMax && !isSuiteBody(node))
				context.report({ node, messageId: "long", data: { lines, linesMax } });
		};
		return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
	},
};

/**
 * One rule for what a class keeps to itself: fields are #private; methods are `private`, because XS gives every
 * instance a slot for each #private method.
 */
const privateMembers = {
	meta: {
		type: "suggestion",
		schema: [],
		messages: { method: "Methods are `private`, not #private.", field: "Fields are #private." },
	},
	create(context) {
		return {
			MethodDefinition(node) {
				if (node.key.type === "PrivateIdentifier") context.report({ node: node.key, messageId: "method" });
			},
			PropertyDefinition(node) {
				if (node.accessibility === "private") context.report({ node, messageId: "field" });
			},
		};
	},
};

export default {
	meta: { name: "tillmark" },
	rules: { "function-lines": functionLines, "private-members": privateMembers },
};
