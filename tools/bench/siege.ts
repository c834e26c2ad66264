// The host under siege: every attack that can be mounted from outside, one after another, with honest terminals and an
// operator beside them; then a storm of connecting terminals, against aedes alone.
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogFormat } from "../../firmware/catalog/format.js";
import { equal, toHex } from "../../firmware/core/bytes.js";
import { Host } from "../../host/compose/single.js";
import type { BenchFigures, BenchOptions } from "./benchmark.js";
import type { Order } from "./siege/attackers.js";
import { attacks, type Target } from "./siege/attacks.js";
import { Honest, type HonestOptions } from "./siege/honest.js";
import { answerOf, kill, residentBytes, start } from "./siege/processes.js";
import { Stall } from "./siege/stall.js";

const honestStalls = 12;
const hostileStalls = 6;
const operatorToken = "siege";
/** Of each attack, at least. */
const attackMs = 2_000;
const attackRequestsMin = 240;
const attackAcksMin = 50;
const attackMsMax = 30_000;
const calmMs = 6_000;
const sampleMs = 20;
const stormTerminals = 10_000;
const stormRuns = 2;

interface Prepared {
	readonly honest: Omit<HonestOptions, "mqttPort" | "httpPort">;
	readonly target: Omit<Target, "mqttPort" | "httpPort">;
}

export async function run({ full, progress }: BenchOptions): Promise<BenchFigures> {
	const folder = await mkdtemp(join(tmpdir(), "tillmark-siege-"));
	try {
		const report = (line: string): void => void (progress && process.stderr.write(`${line}\n`));
		const siege = await besiege(folder, report);
		const storm = await measureStorm(folder, full ? 2 * stormRuns : stormRuns, report);
		return { ...siege, ...storm };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Enrols everybody and publishes a catalog, before there is an attack. */
async function prepare(dataDir: string): Promise<Prepared> {
	const host = await Host.open({ dataDir, mqttPort: 0, logLevel: "silent", isStoreInThread: true });
	try {
		const enrol = async (name: string) => Stall.enrol(host.mqttPort, (await host.enrol(name, name)).code);
		const honest: Stall[] = [];
		const hostile: Stall[] = [];
		for (let i = 0; i < honestStalls; i++) honest.push((await enrol(`honest-${i}`)).stall);
		for (let i = 0; i < hostileStalls; i++) hostile.push((await enrol(`hostile-${i}`)).stall);
		const { seen } = await enrol("replaced");
		await enrol("replaced");
		const items = Array.from(
			{ length: 1_900 },
			(_, i) => `SKU${i},Item number ${i},Goods,${100 + i},GBP,standard,${200_000 + i}`,
		);
		const head = "sku,name,category,price_minor,currency,tax_class,barcodes";
		await host.publishCatalog(Buffer.from([head, ...items].join("\n")));
		const offer = await host.catalogs.manifestFor([catalogFormat]);
		const known = { operatorToken, imageDigestHex: toHex(offer!.digest) };
		return {
			honest: { ...known, hostKeyHex: toHex(host.publicKey), stalls: honest },
			target: {
				...{ ...known, databasePath: join(dataDir, "host.db"), seen },
				hostile: hostile.map(({ keys }) => keys),
			},
		};
	} finally {
		await host.close();
	}
}

async function besiege(dataDir: string, report: (line: string) => void): Promise<BenchFigures> {
	const prepared = await prepare(dataDir);
	const host = start("./host.ts", [dataDir]);
	const attackers = start("./attackers.ts");
	const mistakes: unknown[] = [];
	try {
		const ports = (await answerOf(host)) as { mqttPort: number; httpPort: number };
		host.on("message", (message: { mistake?: string }) => {
			if (message.mistake !== undefined) mistakes.push(message.mistake);
		});
		const honest = new Honest({ ...prepared.honest, ...ports });
		const level = await peakOf(host, (startedAt) => performance.now() - startedAt >= calmMs);
		const calm = { requests: honest.requests, acks: honest.acks };
		let peak = 0;
		let slowestAttack = "";
		for (const attack of Object.keys(attacks)) {
			const slowestMs = honest.slowestMs;
			const phase = await endure(host, attackers, attack, { ...prepared.target, ...ports }, honest);
			if (phase.peak > peak) peak = phase.peak;
			if (honest.slowestMs > slowestMs) slowestAttack = attack;
			report(`${attack}: ${phase.requests} requests, ${phase.acks} acks, ${mebibytes(phase.peak - level)} MiB`);
		}
		await honest.stop();
		report(`slowest request during ${slowestAttack}`);
		const hostDeaths = (host.exitCode === null && host.signalCode === null ? 0 : 1) + mistakes.length;
		await kill(host);
		for (const mistake of mistakes) process.stderr.write(`${String(mistake)}\n`);
		return {
			attacks: Object.keys(attacks).length,
			honestRequests: honest.requests - calm.requests,
			acked: honest.acks - calm.acks,
			honestTimeouts: honest.timeouts,
			honestSessionsEnded: honest.ended,
			honestSlowestMs: Math.round(honest.slowestMs),
			ackedLost: await countLost(dataDir, honest, prepared.honest.stalls),
			hostDeaths,
			rssLevelBytes: level,
			rssGrowthBytes: Math.max(0, peak - level),
		};
	} finally {
		await kill(attackers);
		await kill(host);
	}
}

async function endure(host: ChildProcess, attackers: ChildProcess, attack: string, target: Target, honest: Honest) {
	const before = { requests: honest.requests, acks: honest.acks };
	await tell(attackers, { kind: "begin", attack, target });
	const peak = await peakOf(host, (startedAt) => {
		const elapsedMs = performance.now() - startedAt;
		if (elapsedMs > attackMsMax || host.exitCode !== null) return true;
		const requests = honest.requests - before.requests;
		const acks = honest.acks - before.acks;
		return elapsedMs >= attackMs && requests >= attackRequestsMin && acks >= attackAcksMin;
	});
	await tell(attackers, { kind: "end" });
	return { peak, requests: honest.requests - before.requests, acks: honest.acks - before.acks };
}

async function tell(attackers: ChildProcess, order: Order): Promise<void> {
	attackers.send(order);
	await answerOf(attackers);
}

/** The most resident bytes of the host until `isOver`. */
async function peakOf(host: ChildProcess, isOver: (startedAt: number) => boolean): Promise<number> {
	const startedAt = performance.now();
	let peak = 0;
	while (!isOver(startedAt)) {
		peak = Math.max(peak, residentBytes(host));
		await new Promise((resolve) => setTimeout(resolve, sampleMs));
	}
	return peak;
}

/** Records that were acknowledged and that the store, after kill -9, does not have with these bytes. */
async function countLost(dataDir: string, { acked }: Honest, stalls: readonly Stall[]): Promise<number> {
	const host = await Host.open({ dataDir, logLevel: "silent", isStoreInThread: true });
	try {
		let lost = 0;
		for (const [i, { keys, sequence, head }] of stalls.entries()) {
			const mark = acked[i]!;
			const row = await host.store.chains.epoch(keys.terminal, keys.epoch);
			lost += Math.max(0, mark - (row?.committed ?? 0));
			const isSame = row?.committed !== sequence || equal(new Uint8Array(row.head), head);
			if (!isSame || row?.status !== "committed") lost += mark;
		}
		return lost;
	} finally {
		await host.close();
	}
}

/** The shortest of some runs each, taken in turns. */
async function measureStorm(folder: string, runs: number, report: (line: string) => void): Promise<BenchFigures> {
	let aedesMs = Infinity;
	let stormMs = Infinity;
	const dataDir = join(folder, "storm");
	for (let i = 0; i < runs; i++) {
		aedesMs = Math.min(aedesMs, (await storm([])).ms);
		const own = await storm([join(dataDir, String(i)), String(stormTerminals)]);
		stormMs = Math.min(stormMs, own.ms);
		report(`storm: ${Math.round(stormMs)} ms, aedes ${Math.round(aedesMs)} ms, ${mebibytes(own.bytes)} MiB`);
	}
	return { stormTerminals, stormMs, aedesMs, stormOverAedes: stormMs / aedesMs };
}

async function storm(args: readonly string[]): Promise<{ ms: number; bytes: number }> {
	const broker = start("./storm-broker.ts", args);
	let clients: ChildProcess | undefined;
	try {
		const port = await answerOf(broker);
		clients = start("./storm-clients.ts", [String(port), String(stormTerminals)]);
		const ms = Number(await answerOf(clients));
		return { ms, bytes: residentBytes(broker) };
	} finally {
		if (clients) await kill(clients);
		await kill(broker);
	}
}

function mebibytes(bytes: number): number {
	return Math.round(bytes / 1_048_576);
}
