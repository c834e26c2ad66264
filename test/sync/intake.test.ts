import { afterEach, describe, expect, it } from "vitest";
import { sealManifest } from "../../firmware/wire/manifest.js";
import { closeStalls, openStall, payload, payloads } from "./stall.js";
import { cbor, digest, hostSigner, signerOf } from "./world-terminal.js";

afterEach(closeStalls);

describe("catalogs", () => {
	const image = Uint8Array.from({ length: 9_000 }, (_, i) => i * 7);

	it("are pulled in chunks, verified, and in force", async () => {
		const { world, host, terminal, settle } = await openStall();
		host.catalog = { version: 3, image };
		await settle();
		await world.run(() => terminal.catalog.version === 3, 60_000);
		expect(terminal.catalog.image).toEqual(image);
		expect(host.counts.requests).toBe(5);
		host.announce();
		await world.pass(5_000);
		expect(host.counts.requests).toBe(5);
	});

	it("go on where they stopped when the line breaks", async () => {
		const { world, host, link, terminal } = await openStall();
		host.catalog = { version: 1, image };
		await world.run(() => host.counts.requests === 3);
		link.mode = "off";
		await world.pass(10_000);
		link.mode = "on";
		await world.run(() => terminal.catalog.version === 1, 200_000);
		expect(terminal.catalog.image).toEqual(image);
		expect(host.counts.requests).toBeLessThanOrEqual(6);
	});

	it("are refused when older, forged, damaged or of another merchant", async () => {
		const { world, host, terminal, settle } = await openStall();
		host.catalog = { version: 5, image };
		await settle();
		await world.run(() => terminal.catalog.version === 5, 60_000);
		const manifest = { merchant: "bakery", version: 6, lengthBytes: image.length, digest: digest.sha256(image) };
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, version: 4 }));
		host.send("catalog", sealManifest(cbor, signerOf(new Uint8Array(32).fill(1)), manifest));
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, merchant: "butcher" }));
		await world.pass(2_000);
		expect(terminal.sync.counters.rejected).toBe(3);
		// What arrives is not what was announced.
		const other = image.slice().fill(1);
		host.catalog = { version: 6, image: other };
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, digest: digest.sha256(other, other) }));
		await world.pass(30_000);
		expect(terminal.catalog.version).toBe(5);
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
	});

	it("do not hold up the records", async () => {
		const { world, host, terminal, settle } = await openStall();
		host.catalog = { version: 1, image };
		for (let i = 1; i <= 60; i++) terminal.append(payload(i));
		await settle();
		await world.run(() => terminal.catalog.version === 1, 60_000);
		expect(host.payloads(1)).toEqual(payloads(60));
	});
});
