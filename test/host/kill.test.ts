// Invariant 4 under kill -9: a host in a separate process, killed between and inside commits, neither loses nor
// duplicates records.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { Fixture } from "./fixture.js";
import { MqttClient } from "./mqtt-client.js";
import { noSale, sale, TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
const children: ChildProcess[] = [];
afterEach(async () => {
	for (const child of children.splice(0)) await kill(child);
	await fixture.close();
});

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Running {
	readonly child: ChildProcess;
	readonly mqttPort: number;
	readonly httpPort: number;
}

async function start(folder: string, mqttPort: number): Promise<Running> {
	const options = [
		"--data",
		folder,
		"--mqtt-port",
		String(mqttPort),
		"--http-port",
		"0",
		"--no-token",
		"--merchant",
		"demo",
		"--clock",
		"ipc",
		"--log",
		"error",
	];
	const child = spawn(
		process.execPath,
		["--import", "./tools/resolve.mjs", "tools/tillmark.ts", "host", ...options],
		{
			cwd: root,
			stdio: ["ignore", "ignore", "inherit", "ipc"],
		},
	);
	children.push(child);
	const [ready] = (await once(child, "message")) as [{ mqttPort: number; httpPort: number }];
	child.send({ clockMs: 1_800_000_000_000 });
	return { child, ...ready };
}

async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, "exit");
	child.kill("SIGKILL");
	await ended;
}

it("stores acknowledged records exactly once through kill -9, and accepts the rest again", async () => {
	const folder = fixture.folder();
	let host = await start(folder, 0);
	const body = JSON.stringify({ terminal: "stall-1" });
	const headers = { "content-type": "application/json" };
	const issued = await fetch(`http://127.0.0.1:${host.httpPort}/api/enrolments`, {
		method: "POST",
		headers,
		body,
	});
	const { code } = (await issued.json()) as { code: string };
	const terminal = await TestTerminal.enrol(MqttClient.tcp(host.mqttPort), code);
	for (let i = 1; i <= 90; i++)
		terminal.record(i % 10 === 0 ? noSale(i / 10) : sale(i - Math.floor(i / 10), 100 + i));
	let acknowledged = 0;
	const killAt = [17, 43, 71];
	for (;;) {
		await terminal.online(MqttClient.tcp(host.mqttPort));
		const present = await terminal.ack();
		expect(present.committed).toBeGreaterThanOrEqual(acknowledged);
		acknowledged = present.committed;
		while (acknowledged < 90) {
			if (acknowledged >= (killAt[0] ?? Infinity)) break;
			acknowledged = (await terminal.ship(acknowledged + 1, acknowledged + 1)).committed;
		}
		if (acknowledged === 90) break;
		killAt.shift();
		// At the kill, batches are in flight, some committed but not acknowledged.
		for (let next = acknowledged + 1; next <= acknowledged + 4; next++)
			void terminal.client!.publish(terminal.topic("batch"), terminal.batch(next, next));
		await new Promise((resolve) => setTimeout(resolve, killAt.length));
		await kill(host.child);
		await terminal.client!.close();
		host = await start(folder, host.mqttPort);
	}
	const ledger = (await (await fetch(`http://127.0.0.1:${host.httpPort}/api/ledger`)).json()) as Record<
		string,
		object
	>;
	const grossMinor = Array.from({ length: 90 }, (_, i) => ((i + 1) % 10 === 0 ? 0 : 101 + i)).reduce(
		(a, b) => a + b,
		0,
	);
	expect(ledger).toMatchObject({
		sales: 81,
		noSales: 9,
		lines: 81,
		units: 81,
		currencies: [{ currency: "GBP", grossMinor }],
	});
	expect(Object.keys(ledger["counters"] ?? {})).not.toContain("setAside");
	await terminal.client!.close();
});
