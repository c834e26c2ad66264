import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { dialInProcess, dialTcp } from "../../simulator/network/dialer.js";
import { Link } from "../../simulator/network/link.js";
import { World } from "../../simulator/world.js";
import { TestHost } from "./test-host.js";
import { WorldTerminal, type MemoryCatalog } from "./world-terminal.js";

const open: { close(): unknown }[] = [];

afterEach(async () => {
	for (const resource of open.splice(0).reverse()) await resource.close();
});

function payload(i: number, bytes = 40): Uint8Array {
	const data = new Uint8Array(bytes).fill(i);
	new DataView(data.buffer).setUint32(0, i);
	return data;
}

async function stall(options: ConstructorParameters<typeof WorldTerminal>[2] = {}, seed = 1) {
	const world = new World(seed);
	const host = await TestHost.open();
	open.push(host);
	const link = new Link({ world, random: world.random.fork("link"), dialer: dialInProcess((stream) => host.attach(stream)) });
	const terminal = new WorldTerminal(world, link, options);
	open.push(terminal);
	const settle = (untilMs = world.nowMs + 600_000): Promise<void> =>
		world.run(() => terminal.sync.status().queued === 0 && terminal.sync.status().offlineSinceMs === undefined, untilMs);
	return { world, host, link, terminal, settle };
}

describe("shipping", () => {
	it("ships what was appended, once and in order", async () => {
		const { host, terminal, settle } = await stall();
		for (let i = 1; i <= 130; i++) terminal.append(payload(i));
		await settle();
		expect(terminal.sync.status()).toMatchObject({ offlineSinceMs: undefined, queued: 0 });
		expect(host.payloads(1)).toEqual(Array.from({ length: 130 }, (_, i) => payload(i + 1)));
		expect(host.counts).toMatchObject({ batches: 3, duplicates: 0, forks: 0, refused: 0, gaps: 0 });
	});
});
