// `tillmark sim`, and what `npm start` runs: a host and a simulated stall in one process, with their pages.
import { once } from "node:events";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildDashboard } from "../host/web/dashboard/build.js";
import { xsUnavailable } from "../simulator/engine/xs/machine.js";
import { Page } from "../simulator/page/server.js";
import { Stall } from "../simulator/stall.js";

const help = `Usage: tillmark sim [options]

Starts a host and simulated terminals running the real firmware, and prints the page's address.

  --data DIR        where sales and flash are kept (default .tillmark)
  --memory          keep nothing
  --terminals N     how many terminals (default 1)
  --engine v8|xs    which engine runs the firmware (default v8)
  --port N          the page's port (default 8080; 0 for a free one)
  --json            print {"page":…,"dashboard":…} as one line
`;
const terminalsMax = 8;
const saveEveryMs = 2_000;

export async function sim(args: string[]): Promise<number> {
	const { values } = parseArgs({
		args,
		options: {
			data: { type: "string", default: ".tillmark" },
			memory: { type: "boolean" },
			terminals: { type: "string", default: "1" },
			engine: { type: "string", default: "v8" },
			port: { type: "string", default: "8080" },
			json: { type: "boolean" },
			help: { type: "boolean" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const { engine } = values;
	const count = Number(values.terminals);
	const port = Number(values.port);
	if (engine !== "v8" && engine !== "xs") throw new TypeError("--engine takes v8 or xs");
	if (!Number.isInteger(count) || count < 1 || count > terminalsMax)
		throw new TypeError(`--terminals takes 1 to ${terminalsMax}`);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new TypeError("--port takes 0 to 65535");
	const stall = await Stall.open({
		dataDir: values.memory ? undefined : resolve(values.data),
		terminals: Array.from({ length: count }, (_, i) => `till-${i + 1}`),
		engine,
		seed: Date.now() >>> 0,
		host: { httpPort: 0, dashboardDir: await buildDashboard(), logLevel: "warn" },
		onTrace: (terminal, line) => {
			if (process.env["TILLMARK_TRACE"]) process.stderr.write(`${terminal}: ${line}\n`);
		},
	});
	let saving: NodeJS.Timeout | undefined;
	try {
		const dashboard = `http://127.0.0.1:${stall.host.httpPort}/`;
		const page = await Page.open({ stall, port, dashboardAddress: dashboard });
		try {
			process.stdout.write(
				values.json
					? `${JSON.stringify({ page: page.address, dashboard })}\n`
					: `\nThe stall is open:  ${page.address}\nIts dashboard:      ${dashboard}\n\nPress Ctrl-C to close.\n`,
			);
			// The XS engine is built meanwhile, so that the tests and --engine xs find it ready.
			void xsUnavailable();
			saving = setInterval(() => void stall.save(), saveEveryMs);
			await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")]);
		} finally {
			await page.close();
		}
	} finally {
		clearInterval(saving);
		await stall.close();
	}
	return 0;
}
