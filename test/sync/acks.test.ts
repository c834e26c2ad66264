// Which acks a terminal takes: those for itself, under the newest incarnation that it knows.
import { afterEach, describe, expect, it } from "vitest";
import { chainContext, genesisHead } from "../../firmware/core/chain.js";
import { limits } from "../../firmware/core/limits.js";
import { sealAck } from "../../firmware/wire/ack.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import { ownCapabilities } from "../../firmware/wire/capabilities.js";
import { closeSyncHarnesses, openSyncHarness, payload, payloads } from "./harness.js";
import { ScriptedTerminal } from "./scripted-terminal.js";
import { cbor, credentials, digest, hostSigner } from "./world-terminal.js";

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

	it("of a host that was restored replaces the answer to the batch in flight, which is sent again at once", () => {
		const terminal = new ScriptedTerminal();
		const { nonce } = terminal.open();
		const session = { nonce, wallMs: 1_800_000_000_000, capabilities: ownCapabilities([1]) };
		const head = genesisHead(digest, chainContext(digest, { ...credentials, epoch: 1 }));
		const none = { ...credentials, epoch: 1, committed: 0, archived: 0, head, status: 0 as const };
		terminal.send("ack", sealAck(cbor, hostSigner, { ...none, incarnation: 0, session }));
		for (const sequence of [1, 2]) terminal.journal.append(payload(sequence), "sale");
		terminal.sync.notify();
		terminal.clock.pass(limits.shipDelayMs + 100);
		const sent = (): number[] => terminal.published("batch").map((bytes) => decodeBatch(cbor, bytes).firstSequence);
		expect(sent()).toEqual([1]);
		terminal.send("ack", sealAck(cbor, hostSigner, { ...none, incarnation: 0 }));
		terminal.clock.pass(limits.shipDelayMs + 100);
		expect(sent(), "the host has not changed").toEqual([1]);
		terminal.send("ack", sealAck(cbor, hostSigner, { ...none, incarnation: 1 }));
		terminal.clock.pass(limits.shipDelayMs + 100);
		expect(sent()).toEqual([1, 1]);
		terminal.sync.close();
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
