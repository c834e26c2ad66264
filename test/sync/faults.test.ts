// Invariants 2 and 3 on a faulty network: whatever is dropped, duplicated, delayed or cut, with any seed, each record
// reaches the host once and in order.
import { afterEach, describe, expect, it } from "vitest";
import fc from "fast-check";
import { dialTcp, type Dialer } from "../../simulator/network/dialer.js";
import { noFaults, type LinkFaults } from "../../simulator/network/profile.js";
import type { LinkCounters } from "../../simulator/network/packet-outcome.js";
import { closeSyncHarnesses, openSyncHarness, payload, payloads, type SyncHarness } from "./harness.js";

afterEach(closeSyncHarnesses);

interface Scenario {
	readonly records: number;
	/** Other faults, each after about one record in ten. */
	readonly powerCuts: boolean;
	readonly hostKills: boolean;
	readonly outages: boolean;
}

/** Appends records over a faulty network while other faults happen, then waits until everything is synchronised. */
async function runScenario(harness: SyncHarness, scenario: Scenario): Promise<LinkCounters> {
	const { world, host, link, terminal, settle } = harness;
	const chance = world.random.fork("story");
	link.mode = "lossy";
	for (let i = 1; i <= scenario.records; i++) {
		terminal.append(payload(i));
		if (chance.chance(0.3)) await world.pass(chance.below(20_000));
		if (scenario.outages && chance.chance(0.1)) {
			link.mode = chance.chance(0.5) ? "off" : "captive";
			await world.pass(chance.below(30_000));
			link.mode = "lossy";
		}
		if (scenario.outages && chance.chance(0.03)) link.goSilent();
		if (scenario.powerCuts && chance.chance(0.1)) {
			terminal.cutPower();
			await world.pass(chance.below(3_000));
			terminal.boot();
		}
		if (scenario.hostKills && chance.chance(0.1)) host.kill();
	}
	await settle(world.nowMs + 24 * 3_600_000);
	expect(terminal.sync.status().queued).toBe(0);
	expect(host.payloads(1)).toEqual(payloads(scenario.records));
	expect(host.counts).toMatchObject({ forks: 0, refused: 0 });
	expect(terminal.quarantined).toEqual([]);
	return link.counters;
}

const everything: LinkFaults = {
	drop: 0.08,
	loseAck: 0.1,
	duplicate: 0.15,
	delay: 0.15,
	delayMsMax: 40_000,
	cut: 0.08,
	halfOpen: 0.04,
	refuse: 0.2,
};

function lossyProfile(faults: LinkFaults) {
	return { latencyMs: 80, jitterMs: 300, bytesPerSecond: 10_000, faults };
}

describe("a network with seeded faults", () => {
	it("ends with every record committed exactly once and in order, for any mixture", async () => {
		const chance = fc.double({ min: 0, max: 0.2, noNaN: true });
		const faults = fc.record<LinkFaults>({
			drop: chance,
			loseAck: chance,
			duplicate: chance,
			delay: chance,
			delayMsMax: fc.integer({ min: 1, max: 60_000 }),
			cut: chance,
			halfOpen: fc.double({ min: 0, max: 0.05, noNaN: true }),
			refuse: chance,
		});
		const scenario = fc.record<Scenario>({
			records: fc.integer({ min: 1, max: 120 }),
			powerCuts: fc.boolean(),
			hostKills: fc.boolean(),
			outages: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 1_000_000 }),
				faults,
				scenario,
				async (seed, mixture, happenings) => {
					try {
						await runScenario(await openSyncHarness({ lossy: lossyProfile(mixture) }, seed), happenings);
					} finally {
						await closeSyncHarnesses();
					}
				},
			),
			{ numRuns: 40, seed: 20_261_121 },
		);
	});

	it("produces every kind of fault", async () => {
		const harness = await openSyncHarness({ lossy: lossyProfile(everything) }, 42);
		const counters = await runScenario(harness, { records: 200, powerCuts: true, hostKills: true, outages: true });
		for (const kind of ["refused", "dropped", "lostAcks", "duplicated", "delayed", "cuts", "halfOpens"] as const)
			expect(counters[kind], kind).toBeGreaterThan(0);
		expect(harness.host.counts.duplicates).toBeGreaterThan(0);
		expect(harness.world.holds).toBe(0);
	});

	it("behaves the same over real sockets", async () => {
		let port = 0;
		const harness = await openSyncHarness(
			{
				lossy: lossyProfile(everything),
				dialer: (): Dialer => (_target, onOpen) => dialTcp({ host: "127.0.0.1", port }, onOpen),
			},
			7,
		);
		port = await harness.host.listen();
		const counters = await runScenario(harness, { records: 100, powerCuts: true, hostKills: true, outages: true });
		expect(counters.connections).toBeGreaterThan(5);
	});

	it("is reproduced exactly by its seed", async () => {
		const run = async (): Promise<unknown> => {
			const harness = await openSyncHarness({ lossy: lossyProfile({ ...everything, delay: 0.05 }) }, 99);
			const counters = {
				...(await runScenario(harness, { records: 60, powerCuts: true, hostKills: false, outages: true })),
			};
			return {
				counters,
				nowMs: harness.world.nowMs,
				sync: harness.terminal.sync.counters,
				host: harness.host.counts,
			};
		};
		expect(await run()).toEqual(await run());
	});

	it("needs no retries without faults", async () => {
		const harness = await openSyncHarness({ lossy: lossyProfile(noFaults) }, 3);
		const counters = await runScenario(harness, {
			records: 50,
			powerCuts: false,
			hostKills: false,
			outages: false,
		});
		expect(counters).toMatchObject({ connections: 1, dropped: 0, cuts: 0, unanswered: 0 });
		expect(harness.host.counts.duplicates).toBe(0);
	});
});
