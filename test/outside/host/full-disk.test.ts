// Issue 11, number 1, in a process of its own under real limits of the system: a full disk, a log that cannot be
// written, no free file descriptors, and kill -9. References as in stays-up.test.ts;
// a full disk under the log: https://github.com/TechnitiumSoftware/DnsServer/issues/427 and /issues/322.
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it, vi } from "vitest";
import { Fixture } from "../../host/fixture.js";
import { MqttClient } from "../../host/mqtt-client.js";
import { sale, saleWallMs, TestTerminal } from "../../host/test-terminal.js";
import { patienceMs } from "../../patience.js";

const fixture = new Fixture();
let child: ChildProcess | undefined;
afterAll(async () => {
	if (child) await kill(child);
	await fixture.close();
});

const root = fileURLToPath(new URL("../../..", import.meta.url));
const hasPrlimit = process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;

async function kill(process: ChildProcess): Promise<void> {
	if (process.exitCode !== null || process.signalCode !== null) return;
	process.kill("SIGKILL");
	await once(process, "exit");
}

interface Ports {
	readonly mqttPort: number;
	readonly httpPort: number;
}

/** A host whose log goes to a file of 64 MiB, so that a limit of file sizes stops the log as well. */
async function start(folder: string): Promise<Ports> {
	const log = join(folder, "log");
	writeFileSync(log, "");
	truncateSync(log, 64 << 20);
	const stderr = openSync(log, "a");
	const options = [
		"--data",
		folder,
		"--mqtt-port",
		"0",
		"--http-port",
		"0",
		"--no-token",
		"--clock",
		"ipc",
		"--merchant",
		"demo",
	];
	child = spawn(process.execPath, ["--import", "./tools/resolve.mjs", "tools/tillmark.ts", "host", ...options], {
		...{ cwd: root, stdio: ["ignore", "ignore", stderr, "ipc"] },
	});
	closeSync(stderr);
	const [ready] = (await once(child, "message")) as [Ports];
	child.send({ clockMs: saleWallMs });
	return ready;
}

function limit(resource: "fsize" | "nofile", value: number | "unlimited"): void {
	// Only the soft limit, so that it can be raised again.
	execFileSync("prlimit", ["--pid", String(child!.pid), `--${resource}=${value}:`]);
}

it.skipIf(!hasPrlimit)("survives a full disk, its log's too, no free descriptors, and kill -9", async () => {
	const folder = fixture.folder();
	const { mqttPort, httpPort } = await start(folder);
	const url = (path: string): string => `http://127.0.0.1:${httpPort}${path}`;
	const headers = { connection: "close" };
	const health = async (): Promise<[number, string | undefined]> => {
		const answer = await fetch(url("/healthz"), { headers });
		const { reasons } = (await answer.json()) as { reasons?: { code: string }[] };
		return [answer.status, reasons?.[0]?.code];
	};
	const enrol = (terminal: string): Promise<Response> =>
		fetch(url("/api/enrolments"), {
			...{ method: "POST", body: JSON.stringify({ terminal }) },
			headers: { ...headers, "content-type": "application/json" },
		});
	const { code } = (await (await enrol("stall-1")).json()) as { code: string };
	const terminal = await TestTerminal.enrol(MqttClient.tcp(mqttPort), code);
	const reconnect = async (): Promise<number> => {
		await terminal.client?.close();
		await terminal.online(MqttClient.tcp(mqttPort));
		return (await terminal.ack()).committed;
	};
	for (let number = 1; number <= 8; number++) terminal.record(sale(number));
	await reconnect();
	expect((await terminal.ship(1, 1)).committed).toBe(1);

	// No file can grow any more.
	limit("fsize", statSync(join(folder, "host.db-wal")).size);
	expect(await terminal.client!.publish(terminal.topic("batch"), terminal.batch(2, 2))).toBe(false);
	expect(await health()).toEqual([503, "STORE_FAILED"]);
	expect((await enrol("stall-2")).status).toBe(503);
	const metrics = await (await fetch(url("/metrics"), { headers })).text();
	expect(Number(/refused_total{code="STORE_FAILED"} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
	// What is stored can still be read, and is all that is acknowledged.
	expect(await reconnect()).toBe(1);
	limit("fsize", "unlimited");
	await vi.waitFor(async () => expect(await health()).toEqual([200, undefined]), patienceMs);
	await reconnect();
	expect((await terminal.ship(2, 2)).committed).toBe(2);

	// No connection can be accepted any more; the one that is open goes on.
	limit("nofile", readdirSync(`/proc/${child!.pid}/fd`).length);
	// The system closes at once what it cannot accept; a broker would wait ten seconds for CONNECT.
	const refused: Socket[] = Array.from({ length: 50 }, (_, i) =>
		connect({ port: i % 2 ? mqttPort : httpPort, host: "127.0.0.1" }).on("error", () => undefined),
	);
	const shed = Promise.race(refused.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
	for (let sequence = 3; sequence <= 6; sequence++)
		expect((await terminal.ship(sequence, sequence)).committed).toBe(sequence);
	await shed;
	for (const socket of refused) socket.destroy();
	limit("nofile", 1_024);
	await vi.waitFor(async () => expect(await health()).toEqual([200, undefined]), patienceMs);
	expect(await reconnect()).toBe(6);
	expect([child!.exitCode, child!.signalCode]).toEqual([null, null]);

	// A batch may be committed without having been acknowledged.
	void terminal.client!.publish(terminal.topic("batch"), terminal.batch(7, 7));
	await kill(child!);
	const host = await fixture.open({ dataDir: folder, isStoreInThread: true });
	await terminal.client!.close();
	await terminal.online(fixture.client(host));
	const { committed } = await terminal.ack();
	expect([6, 7]).toContain(committed);
	expect((await terminal.ship(committed + 1)).committed).toBe(8);
	expect((await host.ledger()).sales).toBe(8);
});
