import { connect as connectTls } from "node:tls";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TlsFiles } from "../../host/options.js";
import type { Host } from "../../host/compose/single.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { sampleLog } from "../world/sample-log.js";
import { hasOpenssl, makeCertificates } from "./certificates.js";
import { Fixture, refusals } from "./fixture.js";
import { MqttClient } from "./mqtt-client.js";
import { TestTerminal } from "./test-terminal.js";

let own: TlsFiles;
let foreign: TlsFiles;
let fixture = new Fixture();

afterEach(async () => {
	await fixture.close();
	fixture = new Fixture();
});

// Test certificates require openssl.
describe.skipIf(!hasOpenssl)("a broker with TLS (skipped: no openssl)", () => {
	beforeAll(() => {
		own = makeCertificates("127.0.0.1");
		foreign = makeCertificates("127.0.0.1");
	});

	const open = (tls: TlsFiles): Promise<Host> => {
		fixture.clock.set(Date.now());
		return fixture.open({ tls: { ...tls, port: 0 } });
	};

	it("enrols on the plain port, and accepts terminals only on the TLS port", async () => {
		const host = await open(own);
		const terminal = await TestTerminal.enrol(
			fixture.client(host),
			(await host.enrol("stall-1", "Stall one")).code,
		);
		const client = fixture.client(host);
		await expect(terminal.online(client)).rejects.toThrow();
		expect(await refusals(host, "MQTT_NOT_AUTHORISED")).toBe(1);

		const socket = connectTls({ host: "127.0.0.1", port: host.mqttsPort, ca: own.authority });
		const secure = new MqttClient(socket);
		await terminal.online(secure);
		expect(socket.getProtocol()).toMatch(/^TLSv1\.[23]$/);
		await secure.close();
	});

	it.each(["v8", "xs"] as const)(
		"is used by a terminal on %s with the settings from its enrolment",
		async (engine) => {
			const host = await open(own);
			await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
			const world = new World(5);
			const terminal = await SimulatedTerminal.create({
				world,
				engine,
				wallOriginMs: fixture.clock.now(),
				pixels: false,
			});
			try {
				const stallholder = new Stallholder({ world, terminal });
				await stallholder.enrol((await host.enrol("stall-1", "Stall one")).code);
				await world.pass(5_000);
				await stallholder.open();
				await stallholder.sell(["S1"], "cash");
				await reach(world, () => terminal.queued === 0, world.nowMs + 60_000);
				expect(await host.ledger()).toMatchObject({ sales: 1 });
				expect(await refusals(host, "MQTT_NOT_AUTHORISED")).toBe(0);
			} finally {
				terminal.close();
			}
		},
	);

	it("is not trusted with another authority's certificate: the terminal sends nothing", async () => {
		const host = await open(foreign);
		const world = new World(6);
		const terminal = await SimulatedTerminal.create({
			world,
			engine: "v8",
			wallOriginMs: fixture.clock.now(),
			pixels: false,
		});
		try {
			const stallholder = new Stallholder({ world, terminal });
			await stallholder.enrol((await host.enrol("stall-1", "Stall one")).code);
			await world.pass(5_000);
			terminal.power(false);
			const { mqttsPort } = host;
			const { bytesUp, connections } = terminal.link.counters;
			await host.close();
			// Another server answers at the same address, with a different certificate.
			await fixture.open({ tls: { ...own, port: mqttsPort } });
			terminal.power(true);
			await world.pass(30_000);
			expect(terminal.link.counters.connections).toBeGreaterThan(connections);
			expect([terminal.link.counters.bytesUp, terminal.link.isConnected]).toEqual([bytesUp, false]);
		} finally {
			terminal.close();
		}
	});

	it("does not start with mismatched files, and names them", async () => {
		const wrongKey = { ...own, key: foreign.key };
		const wrongAuthority = { ...own, authority: foreign.authority };
		const otherName = makeCertificates("till.example");
		const noAuthority = { ...own, authority: own.certificate };
		for (const [files, detail] of [
			[wrongKey, "the key does not belong"],
			[wrongAuthority, "did not issue"],
			[otherName, "not for 127.0.0.1"],
			[noAuthority, "may not sign"],
			[{ ...own, certificate: "nonsense" }, "the certificate cannot be read"],
		] as const)
			await expect(open(files)).rejects.toThrow(detail);
	});
});
