// `tillmark sim` and `npm start`: simulated terminals with their page, and a host in the same process or a running one.
import { once } from "node:events";
import { join, resolve } from "node:path";
import { isIdentifier } from "../firmware/wire/reader.js";
import { columnsText } from "../host/catalog-columns.js";
import { makeFolder } from "../host/durable-file.js";
import { hostLimits } from "../host/limits.js";
import { buildDashboard } from "../host/web/dashboard/build.js";
import { xsUnavailable } from "../simulator/engine/xs/machine.js";
import { dialTcp } from "../simulator/network/dialer.js";
import { lockFolder } from "../simulator/folder-lock.js";
import { HostWatch } from "../simulator/page/host-watch.js";
import type { PageHost } from "../simulator/page/page-host.js";
import { Page } from "../simulator/page/server.js";
import { Stall } from "../simulator/stall.js";
import { StallClock } from "../simulator/stall-clock.js";
import { StallTerminals } from "../simulator/stall-terminals.js";
import { World } from "../simulator/world.js";
import { choice, defineCommand, flag, invalid, text, whole } from "./command.js";
import { hostAddress, operatorToken } from "./host-api.js";
import { readInput } from "./input-file.js";
import { JoinedHost } from "./joined-host.js";

const terminalsMax = 8;
const syncEveryMs = 2_000;
const portMax = 65_535;

const options = {
	data: text("DIR", "folder for sales and flash contents", { default: ".tillmark" }),
	memory: flag("keep all data in memory only"),
	terminals: whole("how many terminals", { min: 1, max: terminalsMax, default: 1 }),
	name: text("NAME", "what the terminals are called, with a number behind it (default till, with --host sim)"),
	engine: choice(["v8", "xs"], "which engine runs the firmware", "v8"),
	catalog: text("FILE", `CSV to publish in place of the demo: ${columnsText}`),
	port: whole("the page's port; 0 for a free one", { min: 0, max: portMax, default: 8_080 }),
	dashboardPort: whole("the dashboard's port; 0 for a free one", { min: 0, max: portMax, default: 8_081 }),
	host: text("URL", "join the host that runs there, such as http://127.0.0.1:8480, instead of starting one"),
	token: text("TOKEN", "that host's operator token (or TILLMARK_TOKEN in the environment)"),
} as const;

type Values = Parameters<Parameters<typeof defineCommand<typeof options>>[0]["run"]>[0];

/** What the page shows, and what ends with it. */
interface Running {
	readonly stall: Pick<StallTerminals, "originMs" | "pacer" | "sync" | "terminals" | "world">;
	readonly host: PageHost;
	readonly dashboard: string;
	close(): Promise<void>;
}

export const sim = defineCommand({
	name: "sim",
	description:
		"Starts a host and simulated terminals that run the real firmware, and prints the page's address. With " +
		"--host the terminals enrol with a host that already runs, over its real MQTT.",
	options,
	ignored: ({ host, memory }) =>
		host === undefined
			? { token: "without --host", ...(memory && { data: "with --memory" }) }
			: { dashboardPort: "with --host" },
	json: 'print {"page":…,"dashboard":…} as one line',
	async run(values) {
		const prefix = values.name ?? (values.host === undefined ? "till" : "sim");
		if (!isIdentifier(`${prefix}-1`))
			throw invalid("--name takes lower case letters, digits and hyphens, such as till.");
		const names = Array.from({ length: values.terminals }, (_, i) => `${prefix}-${i + 1}`);
		const { catalog } = values;
		const csv = catalog === undefined ? undefined : await readInput(catalog, "a catalog", hostLimits.csvBytesMax);
		const running = await (values.host === undefined
			? startStall(values, names, csv)
			: joinHost(values, values.host, names, csv));
		try {
			await serve(running, values.port, values.json);
		} finally {
			await running.close();
		}
		return 0;
	},
});

function trace(terminal: string, line: string): void {
	if (process.env["TILLMARK_TRACE"]) process.stderr.write(`${terminal}: ${line}\n`);
}

async function startStall(values: Values, names: readonly string[], csv: Uint8Array | undefined): Promise<Running> {
	const { data, memory, engine, dashboardPort } = values;
	const stall = await Stall.open({
		...{ dataDir: memory ? undefined : resolve(data), terminals: names, engine, catalogCsv: csv },
		seed: Date.now() >>> 0,
		host: {
			httpPort: dashboardPort,
			dashboardDir: await buildDashboard(),
			logLevel: "warn",
			logStream: process.stderr,
		},
		onTrace: trace,
	});
	const dashboard = `http://127.0.0.1:${stall.host.httpPort}/`;
	return { stall, host: new HostWatch(stall.host.context), dashboard, close: () => stall.close() };
}

/** Chips are kept apart by host: a terminal trusts only the one that it is enrolled with. */
async function joinHost(
	{ data, memory, engine, token }: Values,
	url: string,
	names: readonly string[],
	csv: Uint8Array<ArrayBuffer> | undefined,
): Promise<Running> {
	const { hostname, port, protocol, href } = hostAddress(url, "/");
	const host = new JoinedHost({ url, token: await operatorToken({ token, data: join(data, "host") }) });
	await host.state();
	if (csv !== undefined)
		for (const { line, column, detail } of (await host.publishCatalog(csv)).warnings)
			process.stderr.write(`Line ${line}, ${column}: ${detail}.\n`);
	const place = `${hostname}-${port || (protocol === "https:" ? "443" : "80")}`.replaceAll(/[^\w.-]/g, "");
	const dataDir = memory ? undefined : resolve(data, "joined", place);
	if (dataDir !== undefined) makeFolder(dataDir);
	const unlock = dataDir === undefined ? undefined : lockFolder(dataDir);
	const world = new World(Date.now() >>> 0);
	const clock = new StallClock({ world, dataDir, nowMs: Date.now() });
	const release = (): void => {
		clock.close();
		unlock?.();
	};
	try {
		const stall = await StallTerminals.open({
			...{ world, originMs: clock.originMs, names, engine, dataDir },
			dialer: dialTcp,
			onTrace: trace,
			// Chips of an earlier run that ended while they enrolled: the host may know them already.
			enrol: (name, isSaved) => (isSaved ? host.enrolmentCode(name) : host.newCode(name)),
		});
		return { stall, host, dashboard: href, close: () => stall.close().finally(release) };
	} catch (error) {
		release();
		throw error;
	}
}

/** Serves the page until the process receives a signal to stop. */
async function serve({ stall, host, dashboard }: Running, port: number, isJson: boolean): Promise<void> {
	const page = await Page.open({ stall, host, port, dashboardAddress: dashboard });
	let syncing: NodeJS.Timeout | undefined;
	try {
		process.stdout.write(
			isJson
				? `${JSON.stringify({ page: page.address, dashboard })}\n`
				: `\nSimulator:  ${page.address}\nDashboard:  ${dashboard}\n\nPress Ctrl-C to close.\n`,
		);
		// Builds the XS engine in the background, so that it is ready for the tests and --engine xs.
		void xsUnavailable();
		syncing = setInterval(() => void stall.sync(), syncEveryMs);
		await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")]);
	} finally {
		clearInterval(syncing);
		await page.close();
	}
}
