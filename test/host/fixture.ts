// Opens hosts and enrolled stalls for a test and closes them behind it.
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

	/** Enrolled, in a session, the acks that answer it read. */
	async stall(host: Host, terminal = "stall-1"): Promise<TestTerminal> {
		const stall = await TestTerminal.enrol(this.client(host), (await host.enrol(terminal, terminal)).code);
		await stall.online(this.client(host));
		for (;;) if ((await stall.ack()).epoch === stall.epoch) return stall;
	}

	/** Connects it again; the acks that answer the session wait to be read. */
	async reconnect(host: Host, stall: TestTerminal): Promise<void> {
		await stall.client?.close();
		await stall.online(this.client(host));
	}

	folder(): string {
		const path = mkdtempSync(join(tmpdir(), "tillmark-host-"));
		this.#closing.push(() => rmSync(path, { recursive: true, force: true }));
		return path;
	}

	/** Codes in the log, each with a sentence. */
	codes(): string[] {
		const lines = this.log.map((line) => JSON.parse(line) as { code?: string; msg: string });
		return lines.filter((line) => line.msg.length > 20).flatMap((line) => line.code ?? []);
	}

	async close(): Promise<void> {
		for (const close of this.#closing.splice(0).reverse()) await close();
	}
}

/** The alarms by everything that is committed. */
export async function alarmsOf(host: Host): Promise<AlarmRow[]> {
	await host.ledgers.caughtUp();
	return await host.store.notices.alarms();
}

/** A terminal that has enrolled, without a board that does. */
export async function addTerminal(host: Host, terminal: string, name = terminal): Promise<void> {
	const publicKey = new Uint8Array(randomBytes(32));
	const grant = { terminal, name, epoch: 1, publicKey, head: new Uint8Array(32), passwordHash: undefined };
	await host.store.terminals.grant({ ...grant, codeId: undefined, atMs: 1 });
}

/** How often the host counted a refusal with this code. */
export async function refusals(host: Host, code: string): Promise<number> {
	const text = await host.metrics.registry.metrics();
	return Number(new RegExp(`tillmark_refused_total{code="${code}"} (\\d+)`).exec(text)?.[1] ?? 0);
}
