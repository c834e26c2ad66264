// Test harness for sync: a world, a host behind a real broker, a link, and a terminal.
import { dialInProcess, type Dialer } from "../../simulator/network/dialer.js";
import { Link } from "../../simulator/network/link.js";
import type { LinkProfile } from "../../simulator/network/profile.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { TestHost } from "./test-host.js";
import { WorldTerminal } from "./world-terminal.js";

const open: { close(): unknown }[] = [];

export async function closeSyncHarnesses(): Promise<void> {
	for (const resource of open.splice(0).reverse()) await resource.close();
}

/** A payload that contains its number; forty bytes unless told otherwise. */
export function payload(i: number, bytes = 40): Uint8Array {
	const data = new Uint8Array(bytes).fill(i);
	new DataView(data.buffer).setUint32(0, i);
	return data;
}

export function payloads(count: number): Uint8Array[] {
	return Array.from({ length: count }, (_, i) => payload(i + 1));
}

export interface SyncHarness {
	readonly world: World;
	readonly host: TestHost;
	readonly link: Link;
	readonly terminal: WorldTerminal;
	/** Waits until the terminal is online with an empty queue; ten minutes unless told otherwise. */
	settle(untilMs?: number): Promise<void>;
}

export async function openSyncHarness(
	options: ConstructorParameters<typeof WorldTerminal>[2] & {
		readonly lossy?: LinkProfile;
		readonly dialer?: (host: TestHost) => Dialer;
	} = {},
	seed = 1,
): Promise<SyncHarness> {
	const world = new World(seed);
	const host = await TestHost.open();
	open.push(host);
	const link = new Link({
		world,
		random: world.random.fork("link"),
		dialer: options.dialer?.(host) ?? dialInProcess((stream) => host.attach(stream)),
		...(options.lossy ? { profiles: { lossy: options.lossy } } : {}),
	});
	const terminal = new WorldTerminal(world, link, options);
	open.push(terminal);
	const isSettled = (): boolean => {
		const { queued, offlineSinceMs } = terminal.sync.status();
		return queued === 0 && offlineSinceMs === undefined;
	};
	return {
		world,
		host,
		link,
		terminal,
		settle: (untilMs = world.nowMs + 600_000) => reach(world, isSettled, untilMs),
	};
}
