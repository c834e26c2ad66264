// Attributes the bytes of the linker's output to modules. `mc.xs.c` has one table of slots, of 16 bytes each on a
// 32-bit board, with byte code and strings in them. Every function names the module it was written in, and every
// module is an instance of its own; what neither names belongs to the module that it is first reached from.

const slotBytes = 16;
/** An entry in the linker's tables of names: a pointer and an identifier's colour. */
const keyBytes = 4 + 2;

interface Slot {
	readonly kind: string;
	readonly bytes: number;
	/** The next slot of the same object. */
	readonly next: number | undefined;
	readonly points: readonly number[];
	/** The module that a function was written in, as its instance. */
	readonly home: number | undefined;
	/** The identifier of a module. */
	readonly module: number | undefined;
	/** Elements that follow an array's first slot. */
	readonly elements: number;
	readonly text: string;
}

export interface LinkedModules {
	/** Bytes of each module, by the name it is imported with. */
	readonly modules: ReadonlyMap<string, number>;
	/** The engine's built-in objects and functions, and the names of properties. */
	readonly builtInBytes: number;
	readonly nameBytes: number;
}

const row = new RegExp(
	String.raw`^/\* \d+ \*/\t\{ (?:\(txSlot\*\)&gxHeap\[(\d+)\]|[^,]*), ` +
		String.raw`\{\.ID = .*?, \.flag = \w+, \.kind = XS_(\w+)\}, (.*)$`,
);

/** `source` is the text of `mc.xs.c`. */
export function linkedModules(source: string): LinkedModules {
	const slots = readSlots(section(source, "gxHeap[mxHeapCount]"));
	const keys = pointers(section(source, "gxKeys[mxKeysCount]"));
	const units = joinObjects(slots);
	const owners = new Map<number, string>();
	let front: number[] = [];
	const claim = (slot: number, owner: string): void => {
		const unit = units[slot];
		if (unit === undefined || owners.has(unit)) return;
		owners.set(unit, owner);
		front.push(unit);
	};
	const nameOf = (id: number): string => slots[keys[id] ?? -1]?.text ?? "";
	const moduleNames = new Map<number, string>();
	slots.forEach((slot, at) => {
		if (slot.module === undefined) return;
		moduleNames.set(units[at]!, nameOf(slot.module));
		claim(at, nameOf(slot.module));
	});
	slots.forEach((slot, at) => {
		if (slot.home !== undefined) claim(at, moduleNames.get(units[slot.home] ?? -1) ?? engine);
	});
	for (const slot of pointers(section(source, "gxStack[mxStackCount]"))) if (slot !== undefined) claim(slot, engine);

	const members = new Map<number, number[]>();
	slots.forEach((_, at) => {
		const unit = units[at]!;
		const list = members.get(unit);
		if (list) list.push(at);
		else members.set(unit, [at]);
	});
	while (front.length > 0) {
		const reached = front;
		front = [];
		for (const unit of reached) {
			const owner = owners.get(unit)!;
			for (const at of members.get(unit)!) for (const to of slots[at]!.points) claim(to, owner);
		}
	}
	return total(source, slots, units, owners);
}

const engine = "";

function total(
	source: string,
	slots: readonly Slot[],
	units: readonly number[],
	owners: ReadonlyMap<number, string>,
): LinkedModules {
	const modules = new Map<string, number>();
	const add = (name: string, bytes: number): void => void modules.set(name, (modules.get(name) ?? 0) + bytes);
	let nameBytes = 0;
	slots.forEach((slot, at) => {
		if (slot.kind === "KEY_X_KIND") nameBytes += slot.bytes + keyBytes;
		else add(owners.get(units[at]!) ?? engine, slot.bytes);
	});
	// Modules that are not preloaded are kept as byte code.
	for (const [, bytes, name] of source.matchAll(/\(txS1\*\)gxCode\d+, (\d+), [^"]*"([^"]*)"/g)) {
		add(name!, Number(bytes));
	}
	const builtInBytes = modules.get(engine) ?? 0;
	modules.delete(engine);
	return { modules, builtInBytes, nameBytes };
}

function section(source: string, name: string): string[] {
	const start = source.search(new RegExp(`^static const .*${name.replace(/[[\]]/g, "\\$&")}.* = \\{$`, "m"));
	if (start < 0) return [];
	const lines = source.slice(start, source.indexOf("};\n", start)).split("\n");
	return lines.slice(1).filter((line) => line !== "");
}

function pointers(lines: readonly string[]): (number | undefined)[] {
	return lines.map((line) => {
		const found = /&gxHeap\[(\d+)\]/.exec(line);
		return found ? Number(found[1]) : undefined;
	});
}

function readSlots(lines: readonly string[]): Slot[] {
	return lines.map((line) => {
		const found = row.exec(line);
		if (!found) throw new Error(`not a slot of this linker: ${line.slice(0, 120)}`);
		const [, next, kind = "", value = ""] = found;
		const literal = /"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
		const bare = literal === undefined ? value : value.replace(`"${literal}"`, "");
		const points = [...bare.matchAll(/&gxHeap\[(\d+)\]/g)].map(([, to]) => Number(to));
		return {
			kind,
			bytes: slotBytes + literalBytes(kind, literal) + dataBytes(bare),
			next: next === undefined ? undefined : Number(next),
			points,
			home: kind === "HOME_KIND" ? points.at(-1) : undefined,
			module: kind === "MODULE_KIND" ? Number(/, (\d+) \}/.exec(bare)?.[1]) : undefined,
			elements: Number(/\.integer = (\d+) \* sizeof\(txSlot\)/.exec(bare)?.[1] ?? 0),
			text: literal ?? "",
		};
	});
}

/** Byte code has no terminating zero; strings have one. */
function literalBytes(kind: string, literal: string | undefined): number {
	if (literal === undefined) return 0;
	const characters = literal.replace(/\\x[0-9a-fA-F]{2}|\\[0-7]{3}|\\./g, "_").length;
	return kind === "CODE_X_KIND" ? characters : characters + 1;
}

/** Digits of big integers, four bytes each. */
function dataBytes(value: string): number {
	return 4 * Number(/gxBigIntData\[\d+\], \.size = (\d+)/.exec(value)?.[1] ?? 0);
}

/** For each slot, one slot that stands for its whole object: the slots joined by `next`, and an array's elements. */
function joinObjects(slots: readonly Slot[]): number[] {
	const parents = slots.map((_, at) => at);
	const find = (at: number): number => {
		let top = at;
		while (parents[top] !== top) top = parents[top]!;
		while (parents[at] !== top) [parents[at], at] = [top, parents[at]!];
		return top;
	};
	const join = (one: number, other: number): void => {
		if (other < slots.length) parents[find(one)] = find(other);
	};
	slots.forEach((slot, at) => {
		if (slot.next !== undefined) join(at, slot.next);
		for (let i = 1; i <= slot.elements; i++) join(at, at + i);
		if (slot.kind === "ARRAY_KIND") for (const first of slot.points) join(at, first);
	});
	return slots.map((_, at) => find(at));
}
