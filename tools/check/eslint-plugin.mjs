// The project's own lint rules.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

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

export default {
	meta: {
		name: "tillmark",
		// ESLint's cache depends on a plugin's version, not on its code.
		version: createHash("sha256")
			.update(readFileSync(import.meta.filename))
			.digest("hex")
			.slice(0, 12),
	},
	rules: { "function-lines": functionLines },
};
