// The table of docs/architecture.md as rules: which room may import from which. Run by `npm test` and `npm run check`;
// test/tools/check/layering.test.ts plants one trespass for each rule. Type-only imports count like all others, because
// a type that a room names is knowledge that it has.

import { entryPoints } from "./tools/check/entry-points.mjs";

/** Modules of the board, which XS resolves from its manifest. */
const boardModules =
	"^(embedded:|commodetto/|pins/|mc/config$|" +
	"(Resource|board|crypt|file|net|qrcode|resetReason|rng|sntp|time|timer|wifi)$)";
const folders = "^(firmware|host|simulator|tools|test)/";

/** A pattern for paths inside any of the given folders, or equal to any of the given files. */
function within(...rooms) {
	return `^(${rooms.map((room) => (/\.\w+$/.test(room) ? `${room.replace(".", "\\.")}$` : `${room}/`)).join("|")})`;
}

function forbid(name, comment, from, to) {
	return { name, comment, severity: "error", from, to };
}

const firmware = (...rooms) => rooms.map((room) => `firmware/${room}`);
const productRooms = firmware(
	...["core", "wire", "journal", "rights", "texts", "catalog", "pricing", "policy", "words", "till", "sync"],
	...["drivers", "screens", "power"],
);
const hostFirmware = firmware("core", "wire", "catalog", "pricing", "policy", "words");

/** Room, and what it may import from the repository besides itself. */
const rooms = [
	["firmware/core", []],
	["firmware/wire", firmware("core")],
	["firmware/journal", firmware("core")],
	["firmware/rights", firmware("core", "journal")],
	["firmware/texts", firmware("core", "journal")],
	["firmware/catalog", firmware("core", "wire", "pricing")],
	["firmware/pricing", firmware("core", "wire")],
	["firmware/policy", firmware("core", "wire")],
	["firmware/words", firmware("core")],
	["firmware/till", firmware("core", "wire", "journal", "rights", "catalog", "pricing", "policy", "words")],
	["firmware/sync", firmware("core", "wire", "journal", "catalog")],
	["firmware/drivers", firmware("core")],
	["firmware/screens", firmware("core", "till", "words")],
	["firmware/power", firmware("core", "till")],
	["firmware/terminal", productRooms],
	["firmware/device", [...productRooms, "firmware/terminal"]],
	["firmware/typings", []],
	["firmware/main.ts", ["firmware"]],
	["host", hostFirmware],
	["simulator", [...productRooms, "firmware/terminal", "host"]],
	["tools/journal", ["firmware/core", "tools/command.ts", "tools/input-file.ts", "tools/progress.ts"]],
	["tools", [...productRooms, "firmware/terminal", "host", "simulator"]],
];
/** Folders in which a module may stand; tests may import from everywhere but the benchmarks. */
const places = [...rooms.map(([room]) => room), "test"];

/** A room inside another has rules of its own, and the outer room's do not apply to it. */
function roomRule([room, allowed]) {
	const inner = rooms.map(([other]) => other).filter((other) => other.startsWith(`${room}/`));
	return forbid(
		`room-${room.replace(/\W/g, "-")}`,
		`${room} imports itself and ${allowed.join(", ") || "nothing else"}`,
		{ path: within(room), ...(inner.length > 0 && { pathNot: within(...inner) }) },
		{
			path: folders,
			pathNot: within(room, ...allowed, ...(room === "simulator" ? ["firmware/device/ed25519/ed25519.ts"] : [])),
		},
	);
}

/** Flows that another flow may import, because it does what the other offers: importer, imported. */
const flowImports = {
	"cash-movement": ["keypad", "receipt", "staff"],
	menu: ["no-sale", "receipt", "staff"],
	parking: ["payment"],
	payment: ["keypad", "parking", "receipt", "sale"],
	power: ["payment"],
	recovery: ["payment", "receipt"],
	sale: ["keypad", "parking", "payment", "staff"],
	settings: ["staff"],
	shift: ["keypad", "payment", "receipt", "staff"],
	staff: ["recovery"],
	vouchers: ["keypad", "payment"],
};

/** `from` is a pattern of flows, whose name is its first group. */
function flowRule(from, imported = []) {
	return forbid(
		"till-flow-imports-flow",
		"a page goes to another flow through the registry; exceptions are declared in flowImports",
		{ path: `^firmware/till/flows/${from}/` },
		{
			path: "^firmware/till/(flows/[^/]+/|flows/registry\\.ts$|till\\.ts$)",
			pathNot: ["^firmware/till/flows/$1/", ...imported.map((flow) => `^firmware/till/flows/${flow}/`)],
		},
	);
}

const till = [
	forbid(
		"till-session-knows-no-flow",
		"basket, payment and numbering do not know which flow uses them",
		{ path: within("firmware/till/session") },
		{ path: within("firmware/till/flows", "firmware/till/till.ts") },
	),
	flowRule(`(?!(?:${Object.keys(flowImports).join("|")})/)([^/]+)`),
	...Object.entries(flowImports).map(([flow, imported]) => flowRule(`(${flow})`, imported)),
	forbid(
		"till-registry-imports-flows",
		"only the registry knows every flow",
		{ path: within("firmware"), pathNot: "^firmware/till/flows/([^/]+/|registry\\.ts$)" },
		{ path: "^firmware/till/flows/[^/]+/", dependencyTypesNot: ["type-only"] },
	),
	forbid(
		"till-imports-registry",
		"flows are reached through till.ts and the terminal alone",
		{ path: folders, pathNot: within("firmware/till/till.ts", "firmware/terminal", "tools/bench/device", "test") },
		{ path: within("firmware/till/flows/registry.ts") },
	),
];

/** Files directly in host/ (limits, faults, log, zone, csv-reader) are for every inner room. */
const hostRooms = [
	["host/ledger", ["host/payments"]],
	["host/payments", ["host/ledger", "host/store"]],
	["host/store", ["host/ledger", "host/payments"]],
	["host/ingest", ["host/store", "host/ledger", "host/payments"]],
	["host/audit", ["host/store", "host/ledger", "host/payments"]],
	["host/control", ["host/store", "host/ingest", "host/ledger", "host/payments", "host/transport"]],
	["host/room", ["host/store", "host/ledger"]],
	["host/transport", []],
	["host/web", []],
];
const engines = ["store", "transport"];

const host = [
	...hostRooms.map(([room, allowed]) =>
		forbid(
			`room-${room.replace("/", "-")}`,
			`inside host, ${room} imports itself, the files of host/ and ${allowed.join(", ") || "no other room"}`,
			{ path: within(room) },
			{ path: "^host/[^/]+/", pathNot: within(room, ...allowed) },
		),
	),
	forbid(
		"host-vocabulary",
		"what every room may use knows no room at run time",
		{ path: "^host/[^/]+\\.ts$", pathNot: within("host/context.ts") },
		{ path: "^host/([^/]+/|context\\.ts$)" },
	),
	forbid(
		"host-context-has-types-only",
		"context.ts declares the interfaces that routes get; it holds no code",
		{ path: within("host/context.ts") },
		{ path: "^host/", dependencyTypesNot: ["type-only"] },
	),
	...engines.map((room) =>
		forbid(
			`host-${room}-engine`,
			`only host/compose knows which ${room} runs`,
			{ path: folders, pathNot: within("host/compose", `host/${room}`, "test") },
			{ path: `^host/${room}/[^/]+/` },
		),
	),
	...engines.flatMap((room) => [
		forbid(
			`host-${room}-engines-apart`,
			`an engine of ${room} knows no other engine`,
			{ path: `^host/${room}/([^/]+)/` },
			{ path: `^host/${room}/[^/]+/`, pathNot: `^host/${room}/$1/` },
		),
		forbid(
			`host-${room}-shared`,
			`what the engines of ${room} share knows none of them`,
			{ path: `^host/${room}/[^/]+$` },
			{ path: `^host/${room}/[^/]+/` },
		),
	]),
	forbid(
		"host-composed-from-outside",
		"host/compose is the last step: no room of host knows how it is composed",
		{ path: within("host"), pathNot: within("host/compose") },
		{ path: within("host/compose") },
	),
];

const packages = [
	forbid(
		"firmware-imports-firmware",
		"XS has no Node, and the firmware has its own codecs of CBOR and MQTT: it takes no package",
		{ path: within("firmware"), pathNot: within("firmware/device", "firmware/main.ts", "firmware/typings") },
		{ pathNot: within("firmware") },
	),
	forbid(
		"device-imports-board-modules",
		"firmware/device adds the modules of the board, and nothing else",
		{ path: within("firmware/device", "firmware/main.ts", "firmware/typings") },
		{ pathNot: [within("firmware"), boardModules] },
	),
	forbid(
		"board-modules",
		"only firmware/device may name modules of the board",
		{ pathNot: within("firmware/device", "firmware/main.ts", "firmware/typings") },
		// `net` and `timers` are also modules of Node, which the cruiser names without their "node:".
		{ path: boardModules, dependencyTypesNot: ["core"] },
	),
	forbid("unresolvable", "the module does not exist", {}, { couldNotResolve: true, pathNot: boardModules }),
	forbid(
		"undeclared",
		"package.json does not name the package",
		{},
		{
			dependencyTypes: ["npm-no-pkg", "npm-unknown"],
		},
	),
];

const dead = [
	{
		name: "dead-module",
		comment: "nobody imports this module: remove it, or name it among the entry points",
		severity: "error",
		from: {},
		module: { path: folders, pathNot: entryPoints, numberOfDependentsLessThan: 1 },
	},
	{
		name: "tests-only-module",
		comment: "only tests import this module of the product: remove it, or use it",
		severity: "error",
		from: { pathNot: within("test") },
		module: { path: within("firmware", "host"), pathNot: entryPoints, numberOfDependentsLessThan: 1 },
	},
];

const fixtures = [
	forbid(
		"tests-import-benchmark",
		"only tests of the benchmarks import one; what tests share with them is in simulator/fixtures",
		{ path: within("test"), pathNot: within("test/tools") },
		{ path: within("tools/bench") },
	),
];

const placed = [
	forbid(
		"in-no-room",
		"the folder is missing in the table of rooms",
		{ path: folders, pathNot: within(...places) },
		{},
	),
	forbid(
		"in-no-room-of-host",
		"the folder is missing in the table of host's rooms",
		{ path: "^host/[^/]+/", pathNot: within("host/compose", ...hostRooms.map(([room]) => room)) },
		{},
	),
];

export default {
	forbidden: [
		...rooms.map(roomRule),
		...till,
		...host,
		...packages,
		...fixtures,
		...placed,
		...dead,
		forbid("cycle", "modules that import each other cannot be understood apart", {}, { circular: true }),
	],
	options: {
		doNotFollow: { path: "node_modules" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "node", "default"] },
	},
};
