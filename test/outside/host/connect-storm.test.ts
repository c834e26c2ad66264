// Issue 11, number 10: a fleet that connects at once costs the host the same per terminal, however many there are. The
// kind: https://github.com/mlesniew/PicoMQTT/issues/74 (a fleet after the broker's restart),
// https://github.com/AMRC-FactoryPlus/amrc-connectivity-stack/issues/167 (a thundering herd of edge agents).
import { afterEach, describe, expect, it, vi } from "vitest";
import { ascii } from "../../../firmware/core/bytes.js";
import { terminalUsername } from "../../../firmware/wire/topics.js";
import { hashPassword } from "../../../host/crypto.js";
import type { Host } from "../../../host/compose/single.js";
import { CredentialLookup } from "../../../host/control/credential-lookup.js";
import { hostLimits } from "../../../host/limits.js";
import { LineRate } from "../../../host/line-rate.js";
import { EmbeddedTransport } from "../../../host/transport/embedded/embedded-transport.js";
import type { TerminalStore } from "../../../host/store/store.js";
import { Fixture } from "../../host/fixture.js";
import type { MqttClient } from "../../host/mqtt-client.js";
import { sale } from "../../host/test-terminal.js";
import { patienceMs } from "../../patience.js";

const fixture = new Fixture();
afterEach(async () => {
	vi.restoreAllMocks();
	await fixture.close();
});

const password = ascii("secret");
const fleet = 200;

async function enrolAll(host: Host): Promise<string[]> {
	const names = Array.from({ length: fleet }, (_, i) => `stall-${i}`);
	for (const terminal of names) {
		const grant = { terminal, name: terminal, epoch: 1, publicKey: new Uint8Array(32), head: new Uint8Array(32) };
		const more = { passwordHash: hashPassword(password), codeId: undefined, atMs: 1 };
		await host.store.terminals.grant({ ...grant, ...more });
	}
	return names;
}

async function connectAll(host: Host, names: readonly string[]): Promise<MqttClient[]> {
	const clients = names.map(() => fixture.client(host));
	const codes = await Promise.all(
		clients.map((client, i) => {
			const username = terminalUsername("demo", names[i]!);
			return client.connect({ clientId: username, username, password });
		}),
	);
	expect(codes.filter((code) => code !== 0)).toEqual([]);
	return clients;
}

async function connected(host: Host): Promise<number> {
	const text = await host.metrics.registry.metrics();
	return Number(/^tillmark_terminals_connected (\d+)$/m.exec(text)?.[1]);
}

interface Line {
	readonly isOnline?: boolean;
	readonly leftOut?: number;
}

it("logs a flood of connections in few lines, and says how many it left out", async () => {
	const host = await fixture.open({ logLevel: "info" });
	const names = await enrolAll(host);
	let clients: readonly MqttClient[] = [];
	for (const isOnline of [true, false]) {
		if (isOnline) clients = await connectAll(host, names);
		else await Promise.all(clients.map((client) => client.close()));
		const told = (): Line[] =>
			fixture.log.map((line) => JSON.parse(line) as Line).filter((line) => line.isOnline === isOnline);
		await vi.waitFor(
			() => expect(told().reduce((sum, { leftOut = 1 }) => sum + leftOut, 0)).toBe(fleet),
			patienceMs,
		);
		expect(told().length).toBeLessThan(fleet);
		expect(told().some(({ leftOut = 0 }) => leftOut > 0)).toBe(true);
	}
});

it("looks up the credentials of terminals that wait together, in their order, and fails only those", async () => {
	const asked: string[][] = [];
	const answers: { resolve(found: undefined[]): void; reject(error: Error): void }[] = [];
	const credentials = (terminals: readonly string[]): Promise<undefined[]> => {
		asked.push([...terminals]);
		return new Promise((resolve, reject) => answers.push({ resolve, reject }));
	};
	const terminals = { credentials } as unknown as TerminalStore;
	const lookup = new CredentialLookup({ terminals });
	const found = Array.from({ length: 2 + hostLimits.lookupsMax }, (_, i) =>
		lookup.find(`t${i}`).then(
			() => "found",
			() => "failed",
		),
	);
	expect(asked.map(({ length }) => length)).toEqual([1]);
	answers[0]!.reject(new Error("busy"));
	expect(await found[0]).toBe("failed");
	await vi.waitFor(() => expect(asked).toHaveLength(2), patienceMs);
	answers[1]!.resolve([]);
	await vi.waitFor(() => expect(asked).toHaveLength(3), patienceMs);
	answers[2]!.resolve([]);
	expect(new Set(await Promise.all(found.slice(1)))).toEqual(new Set(["found"]));
	expect(asked.map(({ length }) => length)).toEqual([1, hostLimits.lookupsMax, 1]);
	expect(asked.flat()).toEqual(found.map((_, i) => `t${i}`));
});

describe("lines of a kind", () => {
	it("are written up to a bound a second, and their number is told at its end", () => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
		const told: [string, number][] = [];
		const rate = new LineRate<string>((kind, lines) => void told.push([kind, lines]));
		const admitted = (kind: string): number =>
			Array.from({ length: 50 }, () => rate.admits(kind)).filter(Boolean).length;
		expect([admitted("a"), admitted("b"), admitted("a")]).toEqual([20, 20, 0]);
		vi.advanceTimersByTime(999);
		expect(told).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(told).toEqual([
			["a", 80],
			["b", 30],
		]);
		expect([rate.admits("a"), rate.admits("c")]).toEqual([true, true]);
		vi.advanceTimersByTime(5_000);
		expect(told).toHaveLength(2);
		vi.useRealTimers();
	});
});

it("counts who is connected without listing them, and stores sightings together", async () => {
	const host = await fixture.open();
	const honest = await fixture.terminal(host, "honest");
	const names = await enrolAll(host);
	const listed = vi.spyOn(EmbeddedTransport.prototype, "online");
	expect(host.store.terminals.seen).toBeDefined();
	const seen = vi.spyOn(host.store.terminals, "seen");
	const first = await connectAll(host, names);
	await vi.waitFor(async () => expect(await connected(host)).toBe(fleet + 1), patienceMs);
	// Every session is taken over by a second connection.
	const second = await connectAll(host, names);
	await Promise.all(first.map((client) => client.ended()));
	await vi.waitFor(async () => expect(await connected(host)).toBe(fleet + 1), patienceMs);
	honest.record(sale(1));
	expect((await honest.ship(1)).committed).toBe(1);
	await Promise.all(second.map((client) => client.close()));
	await vi.waitFor(async () => expect(await connected(host)).toBe(1), patienceMs);
	expect(listed).not.toHaveBeenCalled();
	const stored = seen.mock.calls.map(([sightings]) => sightings.length);
	expect(stored.length).toBeLessThan(fleet);
	expect(host.isOnline("honest")).toBe(true);
	await honest.client!.close();
	await vi.waitFor(async () => expect(await connected(host)).toBe(0), patienceMs);
});
