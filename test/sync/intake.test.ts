import { afterEach, describe, expect, it } from "vitest";
import { sealManifest } from "../../firmware/wire/manifest.js";
import { reach } from "../reach.js";
import { closeSyncHarnesses, openSyncHarness, payload, payloads } from "./harness.js";
import { cbor, digest, hostSigner, signerOf } from "./world-terminal.js";

afterEach(closeSyncHarnesses);

describe("catalogs", () => {
	const image = Uint8Array.from({ length: 9_000 }, (_, i) => i * 7);
	/** An image whose terms MemoryCatalog reads from its first bytes. */
	const priced = (currency: string): Uint8Array => Uint8Array.of(...Buffer.from(currency), ...image);
	const manifestOf = (bytes: Uint8Array) => ({
		merchant: "bakery",
		lengthBytes: bytes.length,
		digest: digest.sha256(bytes),
		format: 1,
	});

	it("are pulled in chunks, verified, and applied", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		host.catalog = { version: 3, image };
		await settle();
		await reach(world, () => terminal.catalog.version === 3, 60_000);
		expect(terminal.catalog.image).toEqual(image);
		expect(host.counts.requests).toBe(5);
		host.announce();
		await world.pass(5_000);
		expect(host.counts.requests).toBe(5);
	});

	it("continue where they stopped when the connection breaks", async () => {
		const { world, host, link, terminal } = await openSyncHarness();
		host.catalog = { version: 1, image };
		await reach(world, () => host.counts.requests === 3);
		link.mode = "off";
		await world.pass(10_000);
		link.mode = "on";
		await reach(world, () => terminal.catalog.version === 1, 200_000);
		expect(terminal.catalog.image).toEqual(image);
		expect(host.counts.requests).toBeLessThanOrEqual(6);
	});

	it("are refused when older, forged, damaged or of another merchant", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		host.catalog = { version: 5, image };
		await settle();
		await reach(world, () => terminal.catalog.version === 5, 60_000);
		const manifest = { ...manifestOf(image), version: 6 };
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, version: 4 }));
		host.send("catalog", sealManifest(cbor, signerOf(new Uint8Array(32).fill(1)), manifest));
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, merchant: "butcher" }));
		await world.pass(2_000);
		expect(terminal.sync.counters.rejected).toBe(3);
		// The bytes do not match the announced digest.
		const other = image.slice().fill(1);
		host.catalog = { version: 6, image: other };
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, digest: digest.sha256(other, other) }));
		await world.pass(30_000);
		expect(terminal.catalog.version).toBe(5);
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
	});

	it("are refused once per session without download, in a format that this version does not read", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		host.catalog = { version: 3, image, format: 99 };
		await settle();
		host.announce();
		host.announce();
		await world.pass(5_000);
		expect(terminal.sync.counters.rejected).toBe(1);
		expect(terminal.traces.join()).toMatch(/CATALOG_FORMAT_UNKNOWN: catalog 3 of format 99/);
		host.kill();
		await world.pass(5_000);
		expect(terminal.sync.counters.rejected).toBe(2);
		expect(host.counts.requests).toBe(0);
		// Once the host knows the terminal's formats.
		host.catalog = { version: 3, image };
		host.announce();
		await reach(world, () => terminal.catalog.version === 3, 60_000);
	});

	it("are applied again in a newer format, though the version is the same", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		host.catalog = { version: 3, image, format: 0 };
		terminal.catalog.version = 3;
		await settle();
		host.catalog = { version: 3, image };
		host.announce();
		await reach(world, () => terminal.catalog.format === 1, 60_000);
		expect(terminal.applied).toEqual([3]);
	});

	it("wait while their terms may not apply yet, through a power cut, and are applied once they may", async () => {
		const allowed = new Set(["GBP"]);
		const { world, host, terminal } = await openSyncHarness({
			overrides: { mayApply: ({ currency }) => allowed.has(currency) },
		});
		host.catalog = { version: 1, image: priced("GBP") };
		await reach(world, () => terminal.catalog.version === 1, 60_000);
		host.catalog = { version: 2, image: priced("EUR") };
		host.announce();
		await reach(world, () => terminal.catalog.waitingVersion === 2, 60_000);
		const { requests } = host.counts;
		terminal.cutPower();
		terminal.boot();
		terminal.sync.applyWaiting();
		await world.pass(30_000);
		expect(host.counts.requests).toBe(requests);
		expect(terminal.catalog).toMatchObject({ version: 1, waitingVersion: 2 });
		expect(terminal.applied).toEqual([1]);
		expect(terminal.traces.join()).toMatch(/catalog 2 waits for the shift to end/);
		allowed.add("EUR");
		terminal.sync.applyWaiting();
		terminal.sync.applyWaiting();
		expect(terminal.catalog).toMatchObject({ version: 2, waitingVersion: 0 });
		expect(terminal.applied).toEqual([1, 2]);
	});

	it("that wait are replaced by a newer one, which is applied at once if its terms may", async () => {
		const { world, host, terminal } = await openSyncHarness({
			overrides: { mayApply: ({ currency }) => currency === "GBP" },
		});
		host.catalog = { version: 1, image: priced("EUR") };
		await reach(world, () => terminal.catalog.waitingVersion === 1, 60_000);
		host.catalog = { version: 2, image: priced("GBP") };
		host.announce();
		await reach(world, () => terminal.catalog.version === 2, 60_000);
		expect(terminal.catalog.waitingVersion).toBe(0);
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifestOf(priced("EUR")), version: 1 }));
		await world.pass(5_000);
		expect(terminal.traces.join()).toMatch(/VERSION_STALE: catalog 1/);
	});

	it("do not delay the records", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		host.catalog = { version: 1, image };
		for (let i = 1; i <= 60; i++) terminal.append(payload(i));
		await settle();
		await reach(world, () => terminal.catalog.version === 1, 60_000);
		expect(host.payloads(1)).toEqual(payloads(60));
	});
});
