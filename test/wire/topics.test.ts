import { expect, it } from "vitest";
import { isTopicRoot, leafOf, terminalTopic, topicRoot } from "../../firmware/wire/topics.js";

it("gives each terminal a branch that is no other's, not even by its beginning", () => {
	const roots = Array.from({ length: 2_000 }, (_, number) => topicRoot(number + 1));
	expect(new Set(roots).size).toBe(roots.length);
	expect(roots.every(isTopicRoot)).toBe(true);
	for (const other of roots.slice(1).filter((root) => root.startsWith(roots[0]!)))
		expect(leafOf(roots[0]!, terminalTopic(other, "ack"))).toBeUndefined();
	expect(roots.some((root) => root !== roots[0] && root.startsWith(roots[0]!))).toBe(true);
});

it("reads the leaf of its own branch alone", () => {
	expect(leafOf("t/1/1", "t/1/1/ack")).toBe("ack");
	for (const topic of ["t/1/10/ack", "t/1/1", "t/1", "x/t/1/1/ack", ""])
		expect(leafOf("t/1/1", topic)).toBeUndefined();
});

it("takes nothing else for a branch", () => {
	for (const text of ["t/1", "t/1/1/", "t/1/+", "t/#", "t//1", "x/1/1", "t/1/A", "t/1/1\n", "t/123456/1"])
		expect(isTopicRoot(text), JSON.stringify(text)).toBe(false);
});
