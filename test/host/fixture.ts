// Opens hosts and enrolled terminals for a test, and closes them afterwards.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SetClock } from "../../host/clock.js";
import { Host, type HostOptions } from "../../host/compose/single.js";
import type { AlarmRow } from "../../host/store/store.js";
import { MqttClient } from "./mqtt-client.js";
import { saleWallMs, TestTerminal } from "./test-terminal.js";

export class Fixture {
	readonly clock = new SetClock(saleWallMs);
	readonly log: string[] = [];
	readonly #closing: (() => unknown)[] = [];

	async open(more: Partial<HostOptions> = {}): Promise<Host> {
		const logStream = { write: (line: string) => void this.log.push(line) };
		const host = await Host.open({
			dataDir: undefined,
			mqttPort: 0,
			clock: this.clock,
			logLevel: "warn",
			logStream,
			...more,
		});
		this.#closing.push(() => host.close());
		return host;
	}

	client(host: Host): MqttClient {
		const client = MqttClient.tcp(host.mqttPort);
		this.#closing.push(() => client.close());
		return client;
	}

	/** An enrolled terminal in a session, whose initial acks have been read. */
	async terminal(host: Host, name = "stall-1"): Promise<TestTerminal> {
		const terminal = await TestTerminal.enrol(this.client(host), (await host.enrol(name, name)).code);
		await terminal.online(this.client(host));
		for (;;) if ((await terminal.ack()).epoch === terminal.epoch) return terminal;
	}

	/** Reconnects a terminal; the initial acks of the session remain to be read. */
	async reconnect(host: Host, terminal: TestTerminal): Promise<void> {
		await terminal.client?.close();
		await terminal.online(this.client(host));
	}

	folder(): string {
		const path = mkdtempSync(join(tmpdir(), "tillmark-host-"));
		this.#closing.push(() => rmSync(path, { recursive: true, force: true }));
		return path;
	}

	/** The coded messages of the log. */
	codes(): string[] {
		const lines = this.log.map((line) => JSON.parse(line) as { code?: string; msg: string });
		return lines.filter((line) => line.msg.length > 20).flatMap((line) => line.code ?? []);
	}

	async close(): Promise<void> {
		for (const close of this.#closing.splice(0).reverse()) await close();
	}
}

/** The alarms after folding everything committed. */
export async function alarmsOf(host: Host): Promise<AlarmRow[]> {
	await host.ledgers.caughtUp();
	return await host.store.notices.alarms();
}

/** Adds the row of an enrolled terminal without an actual client. */
export async function addTerminal(host: Host, terminal: string, name = terminal): Promise<void> {
	const publicKey = new Uint8Array(randomBytes(32));
	const grant = { terminal, name, epoch: 1, publicKey, head: new Uint8Array(32), passwordHash: undefined };
	await host.store.terminals.grant({ ...grant, codeId: undefined, atMs: 1 });
}

/** The host's refusal count for this code. */
export async function refusals(host: Host, code: string): Promise<number> {
	const text = await host.metrics.registry.metrics();
	return Number(new RegExp(`tillmark_refused_total{code="${code}"} (\\d+)`).exec(text)?.[1] ?? 0);
}
