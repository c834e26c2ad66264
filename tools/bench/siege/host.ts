// The host of the siege, in its own process: node … host.ts FOLDER. Sends its ports to its parent.
import { Host } from "../../../host/compose/single.js";

const operatorToken = "siege";

const host = await Host.open({
	...{ dataDir: process.argv[2], mqttPort: 0, httpPort: 0, operatorToken, logLevel: "error" },
	logStream: process.stderr,
});
// As `tillmark host` does, except that the benchmark hears of it.
for (const event of ["uncaughtException", "unhandledRejection"] as const)
	process.on(event, (error: unknown) => {
		process.send?.({ mistake: String(error) });
		host.guard.report(event, error);
	});
process.on("disconnect", () => process.exit());
process.send?.({ mqttPort: host.mqttPort, httpPort: host.httpPort });
