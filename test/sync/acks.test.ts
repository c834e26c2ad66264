// Which acks a terminal takes: those for itself, under the newest incarnation that it knows.
import { afterEach, describe, expect, it } from "vitest";
import { sealAck } from "../../firmware/wire/ack.js";
import { closeSyncHarnesses, openSyncHarness, payload, payloads } from "./harness.js";
import { cbor, credentials, hostSigner } from "./world-terminal.js";

afterEach(closeSyncHarnesses);

describe("an ack", () => {
	it.each([
		["another merchant's terminal of the same name", { merchant: "elsewhere" }],
		["another terminal of the merchant", { terminal: "stall-2" }],
	])("for %s changes nothing", async (_name, other) => {
		const { host, terminal, settle, world } = await openSyncHarness();
		for (let i = 1; i <= 5; i++) terminal.append(payload(i));
		await settle();
		const head = host.chains.get(1)![0]!.heads[1]!;
		const ack = { ...credentials, epoch: 1, incarnation: 9, committed: 1, archived: 1, head, status: 0 as const };
		host.silent = false;
		host.send("ack", sealAck(cbor, hostSigner, { ...ack, ...other }));
		host.silent = true;
		await world.pass(1_000);
		expect(terminal.sync.status().queued).toBe(0);
		// The same ack for this terminal lowers the mark, so that it was refused for whom it names alone.
		host.silent = false;
		host.send("ack", sealAck(cbor, hostSigner, ack));
		host.silent = true;
		await world.pass(1_000);
		expect(terminal.sync.status().queued).toBe(4);
	});

	it("of an older incarnation that arrives late is ignored, however much it says is committed", async () => {
		const { host, terminal, settle, world } = await openSyncHarness();
		for (let i = 1; i <= 20; i++) terminal.append(payload(i));
		await settle();
		const [late] = host.presentAcks();
		host.restore(1, 5);
		host.send("ack", host.presentAcks()[0]!);
		host.send("ack", late!);
		host.silent = true;
		await world.pass(1_000);
		expect(terminal.sync.status().queued).toBe(5);
		host.silent = false;
		await settle();
		expect(host.payloads(1)).toEqual(payloads(20));
	});
});
