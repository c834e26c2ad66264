// What holds the heap of an XS machine: its objects by class, each with the bytes it takes and those that only it
// reaches. The code of the bundle is one root, because a board has it in flash.
import type { XsHeapGraph } from "./machine.js";

/** In the order of `kind…` in heap.c. */
const kinds = [
	"other",
	"instances",
	"plain objects",
	"functions",
	"environments",
	"arrays",
	"collections",
	"byte buffers",
	"variables",
] as const;

export type HeapKind = (typeof kinds)[number];

const boardSlotBytes = 16;
const fieldsPerObject = 5;
const root = 0;

/** All objects of a class, of a function's name, or of plain objects with the same first keys. */
export interface HeapClass {
	readonly kind: HeapKind;
	readonly name: string;
	readonly count: number;
	readonly slots: number;
	readonly chunkBytes: number;
	/** Slots × 16 + chunks. */
	readonly boardBytes: number;
	/** With everything that is only reached through an object of this class. */
	readonly retainedBytes: number;
	/**
	 * Board bytes by the class whose instance alone leads to the objects. Where several do, by the class of the
	 * nearest, with a "~" before its name; "" where the code holds them.
	 */
	readonly holders: Readonly<Record<string, number>>;
}

interface Sum {
	count: number;
	slots: number;
	chunkBytes: number;
	retainedBytes: number;
	readonly holders: Record<string, number>;
}

/** The dominators of a graph by node, by Cooper, Harvey and Kennedy's "A Simple, Fast Dominance Algorithm". */
function dominators(successors: readonly number[][]): { readonly order: number[]; readonly dominator: Int32Array } {
	const count = successors.length;
	const order = postorder(successors);
	const position = new Int32Array(count).fill(-1);
	order.forEach((node, at) => (position[node] = at));
	const predecessors: number[][] = successors.map(() => []);
	for (const node of order) for (const to of successors[node]!) predecessors[to]!.push(node);
	const dominator = new Int32Array(count).fill(-1);
	dominator[root] = root;
	const meet = (a: number, b: number): number => {
		while (a !== b) {
			while (position[a]! < position[b]!) a = dominator[a]!;
			while (position[b]! < position[a]!) b = dominator[b]!;
		}
		return a;
	};
	for (let changed = true; changed;) {
		changed = false;
		for (let at = order.length - 2; at >= 0; at--) {
			const node = order[at]!;
			let found = -1;
			for (const from of predecessors[node]!) {
				if (dominator[from] !== -1) found = found === -1 ? from : meet(from, found);
			}
			if (dominator[node] === found) continue;
			dominator[node] = found;
			changed = true;
		}
	}
	return { order, dominator };
}

function postorder(successors: readonly number[][]): number[] {
	const order: number[] = [];
	const seen = new Uint8Array(successors.length);
	const path: { readonly node: number; next: number }[] = [{ node: root, next: 0 }];
	seen[root] = 1;
	for (let step = path.at(-1); step; step = path.at(-1)) {
		const to = successors[step.node]![step.next++];
		if (to === undefined) {
			order.push(step.node);
			path.pop();
		} else if (!seen[to]) {
			seen[to] = 1;
			path.push({ node: to, next: 0 });
		}
	}
	return order;
}

/** By node, the node before it on a shortest path from the root. */
function shortestPaths(successors: readonly number[][]): Int32Array {
	const before = new Int32Array(successors.length).fill(-1);
	const queue = [root];
	before[root] = root;
	for (let node = queue[0], at = 0; node !== undefined; node = queue[++at]) {
		for (const to of successors[node]!) {
			if (before[to] !== -1) continue;
			before[to] = node;
			queue.push(to);
		}
	}
	return before;
}

/** The objects that came after the code, by class, the largest first. The sums are those of the machine's meters. */
export function heapClasses(graph: XsHeapGraph): HeapClass[] {
	const { labels, fields, edges } = graph;
	const field = (object: number, at: number): number => fields[object * fieldsPerObject + at]!;
	// Node 0 is the root and all of the code; object n is node n + 1.
	const nodeOf = (object: number): number => (object < 0 || field(object, 1) === 1 ? root : object + 1);
	const successors: number[][] = Array.from({ length: labels.length + 1 }, () => []);
	for (let i = 0; i < edges.length; i += 2) {
		const [from, to] = [nodeOf(edges[i]!), nodeOf(edges[i + 1]!)];
		if (to !== root && from !== to) successors[from]!.push(to);
	}
	const reached = new Set(postorder(successors));
	// Whatever else the engine keeps, such as weak references.
	for (let object = 0; object < labels.length; object++)
		if (!reached.has(nodeOf(object))) successors[root]!.push(nodeOf(object));
	const { order, dominator } = dominators(successors);
	const bytesOf = (object: number): number => field(object, 2) * boardSlotBytes + field(object, 3) + field(object, 4);
	const retained = new Float64Array(labels.length + 1);
	for (const node of order) {
		if (node === root) continue;
		retained[node]! += bytesOf(node - 1);
		retained[dominator[node]!]! += retained[node]!;
	}
	const nearer = shortestPaths(successors);
	const instanceAbove = (object: number, parents: Int32Array): number | undefined => {
		for (let node = parents[object + 1]!; node !== root; node = parents[node]!)
			if (kinds[field(node - 1, 0)] === "instances") return node - 1;
		return undefined;
	};
	return tally(graph, {
		retainedBytes(object, key) {
			// An object that another of its class holds is counted with that one.
			for (let node = dominator[object + 1]!; node !== root; node = dominator[node]!)
				if (keyOf(graph, node - 1) === key) return 0;
			return retained[object + 1]!;
		},
		holder(object) {
			const alone = instanceAbove(object, dominator);
			if (alone !== undefined) return nameOf(graph, alone);
			const nearest = instanceAbove(object, nearer);
			return nearest === undefined ? "" : `~${nameOf(graph, nearest)}`;
		},
	});
}

function nameOf({ labels }: XsHeapGraph, object: number): string {
	// The name that esbuild gives a class that refers to itself.
	return labels[object]!.replace(/^_(?=[A-Z])/, "");
}

function keyOf(graph: XsHeapGraph, object: number): string {
	const kind = graph.fields[object * fieldsPerObject]!;
	const isCode = graph.fields[object * fieldsPerObject + 1] === 1;
	const name = nameOf(graph, object);
	return isCode ? `other:the code's ${name || "objects"}` : `${kinds[kind]}:${name}`;
}

interface Places {
	retainedBytes(object: number, key: string): number;
	holder(object: number): string;
}

function tally(graph: XsHeapGraph, places: Places): HeapClass[] {
	const { labels, fields } = graph;
	const field = (object: number, at: number): number => fields[object * fieldsPerObject + at]!;
	const sums = new Map<string, Sum>();
	const strings = newSum();
	for (let object = 0; object < labels.length; object++) {
		const [isCode, slots, chunkBytes] = [field(object, 1) === 1, field(object, 2), field(object, 3)];
		strings.chunkBytes += field(object, 4);
		strings.retainedBytes += field(object, 4);
		if (isCode && slots === 0 && chunkBytes === 0) continue;
		const key = keyOf(graph, object);
		const boardBytes = slots * boardSlotBytes + chunkBytes;
		const holder = isCode ? "" : places.holder(object);
		const sum = sums.get(key) ?? newSum();
		sums.set(key, sum);
		sum.holders[holder] = (sum.holders[holder] ?? 0) + boardBytes;
		sum.count++;
		sum.slots += slots;
		sum.chunkBytes += chunkBytes;
		sum.retainedBytes += isCode ? boardBytes : places.retainedBytes(object, key);
	}
	sums.set("other:strings", strings);
	return [...sums]
		.map(([key, sum]): HeapClass => {
			const [kind, name] = [key.slice(0, key.indexOf(":")) as HeapKind, key.slice(key.indexOf(":") + 1)];
			const holders = Object.fromEntries(Object.entries(sum.holders).sort(([, a], [, b]) => b - a));
			return { kind, name, ...sum, boardBytes: sum.slots * boardSlotBytes + sum.chunkBytes, holders };
		})
		.sort((a, b) => b.boardBytes - a.boardBytes);
}

function newSum(): Sum {
	return { count: 0, slots: 0, chunkBytes: 0, retainedBytes: 0, holders: {} };
}
