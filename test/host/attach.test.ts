import { Duplex } from "node:stream";
import { afterEach, expect, it } from "vitest";
import { catalogFormat } from "../../firmware/catalog/format.js";
import { decodeChunk, encodeChunkRequest } from "../../firmware/wire/chunk.js";
import { readFileSync } from "node:fs";
import { Fixture } from "./fixture.js";
import { MqttClient } from "./mqtt-client.js";
import { cbor, digest, ed25519, sale, TestTerminal } from "./test-terminal.js";
import { openManifest } from "../wire/open.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

/** Two ends of an in-memory connection. */
function pair(): [Duplex, Duplex] {
	const ends: Duplex[] = [0, 1].map(
		(side) =>
			new Duplex({
				read: () => undefined,
				write: (chunk, _encoding, done) => {
					ends[1 - side]!.push(chunk);
					done();
				},
				destroy: (_error, done) => {
					setImmediate(() => ends[1 - side]!.destroy());
					done(null);
				},
			}),
	);
	return [ends[0]!, ends[1]!];
}

it("serves terminals over streams in the same process without opening a port", async () => {
	const host = await fixture.open({ mqttPort: undefined });
	const attached = (): MqttClient => {
		const [near, far] = pair();
		host.attach(far);
		return new MqttClient(near);
	};
	const terminal = await TestTerminal.enrol(attached(), (await host.enrol("stall-1", "Stall")).code);
	await terminal.online(attached());
	await terminal.ack();
	terminal.record(sale(1));
	expect((await terminal.ship(1)).committed).toBe(1);
	expect(host.mqttPort).toBe(0);
	await terminal.client!.close();
});

it("announces a catalog to terminals immediately or when they connect, and serves its image in chunks", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	await host.publishCatalog(readFileSync(new URL("./catalog.csv", import.meta.url)));
	const read = async () =>
		openManifest(
			cbor,
			ed25519,
			terminal.grant.hostKey,
			(await terminal.client!.message(terminal.topic("catalog")))!,
		);
	const manifest = await read();
	expect(manifest).toMatchObject({ merchant: "demo", version: 1, format: catalogFormat });
	const image = new Uint8Array(manifest.lengthBytes);
	for (let offset = 0; offset < image.length; offset += 512) {
		const request = encodeChunkRequest(cbor, {
			digest: manifest.digest,
			offset,
			length: Math.min(512, image.length - offset),
		});
		await terminal.client!.publish(terminal.topic("get"), request);
		image.set(decodeChunk(cbor, (await terminal.client!.message(terminal.topic("chunk")))!).bytes, offset);
	}
	expect(digest.sha256(image)).toEqual(manifest.digest);
	await fixture.reconnect(host, terminal);
	expect((await read()).version).toBe(1);
});

it("closes immediately and idempotently while terminals are connected", async () => {
	const host = await fixture.open({ httpPort: 0 });
	const terminal = await fixture.terminal(host);
	await Promise.all([host.close(), host.close()]);
	await terminal.client!.ended();
});
