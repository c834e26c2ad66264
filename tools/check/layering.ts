// The table of docs/architecture.md as code: which room may import from which. Run by `npm test`.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

const rooms = [
	"core",
	"wire",
	"journal",
	"catalog",
	"pricing",
	"policy",
	"till",
	"sync",
	"drivers",
	"screens",
	"power",
	"words",
].map((room) => `firmware/${room}`);

/** Longest prefix wins. A room may always import from itself. */
const allowed: ReadonlyArray<readonly [room: string, from: readonly string[]]> = [
	["firmware/core", []],
	["firmware/wire", ["firmware/core"]],
	["firmware/journal", ["firmware/core"]],
	["firmware/pricing", ["firmware/core", "firmware/wire"]],
	["firmware/catalog", ["firmware/core", "firmware/wire", "firmware/pricing"]],
	["firmware/policy", ["firmware/core", "firmware/wire"]],
	["firmware/till", ["core", "wire", "journal", "catalog", "pricing", "policy"].map((room) => `firmware/${room}`)],
	["firmware/sync", ["firmware/core", "firmware/wire", "firmware/journal", "firmware/catalog"]],
	["firmware/drivers", ["firmware/core"]],
	["firmware/words", ["firmware/core"]],
	["firmware/screens", ["firmware/core", "firmware/till", "firmware/words"]],
	["firmware/power", ["firmware/core", "firmware/till"]],
	["firmware/device", ["firmware"]],
	["firmware/main.ts", ["firmware"]],
	["firmware/terminal", rooms],
	["host", ["firmware/core", "firmware/wire", "firmware/catalog", "firmware/pricing", "firmware/words"]],
	["simulator", ["firmware", "host"]],
	["tools/journal", ["firmware/core", "tools/progress.ts"]],
	["tools", ["firmware", "host", "simulator"]],
	["test", ["firmware", "host", "simulator", "tools"]],
];
const forbidden: ReadonlyArray<readonly [room: string, from: string]> = [
	["simulator", "firmware/device"],
	["tools", "firmware/device"],
];
/** Stands with the board, where nothing native does its work, but needs nothing of it: the bench measures it. */
const portable = "firmware/device/ed25519";
/** Only these may name modules of the board. */
const boardModules = /^(embedded:|commodetto\/|timer$|crypt$|pins\/|Resource$|wifi$|net$|sntp$)/;

export interface Trespass {
	readonly file: string;
	readonly imports: string;
	readonly why: string;
}

function inside(path: string, room: string): boolean {
	return path === room || path.startsWith(`${room}/`);
}

function* sources(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			if (entry.name !== "node_modules" && entry.name !== "typings") yield* sources(path);
		} else if (/\.(ts|tsx)$/.test(entry.name) && !entry.name.endsWith(".d.ts")) yield path;
	}
}

/** Every import below `root` that the table forbids. */
export function findTrespasses(root: string): Trespass[] {
	const found: Trespass[] = [];
	for (const top of ["firmware", "host", "simulator", "tools", "test"]) {
		for (const path of sources(join(root, top))) {
			const file = relative(root, path).split(sep).join("/");
			const rule = allowed.filter(([room]) => inside(file, room)).sort((a, b) => b[0].length - a[0].length)[0];
			if (!rule) {
				found.push({ file, imports: "", why: "stands in no room of the table" });
				continue;
			}
			for (const [, specifier = ""] of readFileSync(path, "utf8").matchAll(
				/(?:^|\n)\s*(?:import|export)\b[^;"']*["']([^"']+)["']/g,
			)) {
				const why = judge(file, rule, specifier);
				if (why) found.push({ file, imports: specifier, why });
			}
		}
	}
	return found;
}

function judge(
	file: string,
	[room, from]: readonly [string, readonly string[]],
	specifier: string,
): string | undefined {
	if (!specifier.startsWith(".")) {
		if (file.startsWith("firmware/") && specifier.startsWith("node:")) return "firmware knows no Node";
		if (file.startsWith("firmware/") && specifier.startsWith("cbor-x")) return "firmware has its own codec";
		if (boardModules.test(specifier) && !inside(file, "firmware/device") && file !== "firmware/main.ts")
			return "only firmware/device may";
		return undefined;
	}
	const target = join(dirname(file), specifier).split(sep).join("/").replace(/\.js$/, "");
	const barred = forbidden.find(([who, what]) => inside(file, who) && inside(target, what));
	if (target === portable && inside(file, "tools/bench")) return undefined;
	if (barred) return `${barred[0]} may not import ${barred[1]}`;
	const own = room.endsWith(".ts") ? file : room;
	if (inside(target, own) || from.some((other) => inside(target, other) || `${target}.ts` === other))
		return undefined;
	return `${room} may not import it`;
}
