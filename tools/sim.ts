// `tillmark sim` and `npm start`: a host and simulated terminals in one process, with their pages.
import { once } from "node:events";
import { resolve } from "node:path";
import { buildDashboard } from "../host/web/dashboard/build.js";
import { xsUnavailable } from "../simulator/engine/xs/machine.js";
import { Page } from "../simulator/page/server.js";
import { Stall } from "../simulator/stall.js";
import { choice, defineCommand, flag, text, whole } from "./command.js";

const terminalsMax = 8;
const saveEveryMs = 2_000;

export const sim = defineCommand({
	name: "sim",
	description: "Starts a host and simulated terminals that run the real firmware, and prints the page's address.",
	options: {
		data: text("DIR", "folder for sales and flash contents", { default: ".tillmark" }),
		memory: flag("keep all data in memory only"),
		terminals: whole("how many terminals", { min: 1, max: terminalsMax, default: 1 }),
		engine: choice(["v8", "xs"], "which engine runs the firmware", "v8"),
		port: whole("the page's port; 0 for a free one", { min: 0, max: 65_535, default: 8_080 }),
	},
	json: 'print {"page":…,"dashboard":…} as one line',
	async run({ data, memory, terminals, engine, port, json }) {
		const stall = await Stall.open({
			dataDir: memory ? undefined : resolve(data),
			terminals: Array.from({ length: terminals }, (_, i) => `till-${i + 1}`),
			engine,
			seed: Date.now() >>> 0,
			host: { httpPort: 0, dashboardDir: await buildDashboard(), logLevel: "warn" },
			onTrace: (terminal, line) => {
				if (process.env["TILLMARK_TRACE"]) process.stderr.write(`${terminal}: ${line}\n`);
			},
		});
		try {
			await serve(stall, port, json);
		} finally {
			await stall.close();
		}
		return 0;
	},
});

/** Serves the page until the process receives a signal to stop. */
async function serve(stall: Stall, port: number, isJson: boolean): Promise<void> {
	const dashboard = `http://127.0.0.1:${stall.host.httpPort}/`;
	const page = await Page.open({ stall, port, dashboardAddress: dashboard });
	let saving: NodeJS.Timeout | undefined;
	try {
		process.stdout.write(
			isJson
				? `${JSON.stringify({ page: page.address, dashboard })}\n`
				: `\nSimulator:  ${page.address}\nDashboard:  ${dashboard}\n\nPress Ctrl-C to close.\n`,
		);
		// Builds the XS engine in the background, so that it is ready for the tests and --engine xs.
		void xsUnavailable();
		saving = setInterval(() => void stall.save(), saveEveryMs);
		await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")]);
	} finally {
		clearInterval(saving);
		await page.close();
	}
}
