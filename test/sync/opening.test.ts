// The beginning of a session: the terminal's first status, the host's signed answer to it, and the time in it.
import { afterEach, describe, expect, it } from "vitest";
import { catalogFormats } from "../../firmware/catalog/format.js";
import { chainContext, genesisHead } from "../../firmware/core/chain.js";
import { limits } from "../../firmware/core/limits.js";
import { type Ack, AckStatus, sealAck } from "../../firmware/wire/ack.js";
import { ownCapabilities } from "../../firmware/wire/capabilities.js";
import { sealPaymentAnswer } from "../../firmware/wire/payment-answer.js";
import { decodeStatus, type StatusReport } from "../../firmware/wire/status.js";
import { ScriptedTerminal } from "./scripted-terminal.js";
import { firstGranted, subackPacket } from "./suback.js";
import { closeSyncHarnesses, openSyncHarness, payload } from "./harness.js";
import { cbor, credentials, digest, hostSigner, signerOf } from "./world-terminal.js";

afterEach(closeSyncHarnesses);

const hostEpochMs = 1_800_000_000_000;

const answer = { wallMs: hostEpochMs, capabilities: ownCapabilities([1]) };

function presentAck(more: Partial<Ack>): Uint8Array {
	const { merchant, terminal } = credentials;
	const head = genesisHead(digest, chainContext(digest, { merchant, terminal, epoch: 1 }));
	const ack = {
		merchant,
		terminal,
		epoch: 1,
		incarnation: 0,
		committed: 0,
		archived: 0,
		head,
		status: AckStatus.committed,
		...more,
	};
	return sealAck(cbor, hostSigner, ack);
}

async function openListening() {
	const harness = await openSyncHarness();
	const statuses: StatusReport[] = [];
	harness.host.onStatus = (bytes) => statuses.push(decodeStatus(cbor, bytes));
	harness.host.now = () => Math.floor(hostEpochMs + harness.world.nowMs);
	const reconnect = async (): Promise<void> => {
		harness.host.kill();
		await harness.world.pass(10_000);
		await harness.settle();
	};
	return { ...harness, statuses, reconnect };
}

describe("a session's opening", () => {
	it("sends its capabilities at once, once, and with a new nonce", async () => {
		const { statuses, settle, reconnect, world, terminal } = await openListening();
		await settle();
		await world.pass(limits.statusIntervalMs);
		terminal.append(payload(1));
		await settle();
		await reconnect();
		expect(statuses.map(({ sequence }) => sequence)).toEqual([0, 1]);
		const openings = statuses.map(({ session }) => session!);
		for (const { nonce, capabilities } of openings) {
			expect(nonce).toHaveLength(16);
			expect(capabilities).toEqual(ownCapabilities(catalogFormats));
		}
		expect(openings[0]!.nonce).not.toEqual(openings[1]!.nonce);
	});

	it("sends no records and is not online before the host has answered, and ends without an answer", () => {
		const terminal = new ScriptedTerminal();
		terminal.journal.append(payload(1));
		terminal.open();
		terminal.sync.notify();
		terminal.clock.pass(limits.replyTimeoutMs - 1);
		expect(terminal.sync.status()).toMatchObject({ queued: 1, offlineSinceMs: 0 });
		expect(terminal.published("batch")).toEqual([]);
		terminal.clock.pass(1);
		expect(terminal.tcp.isClosed).toBe(true);
		expect(terminal.traces.join()).toMatch(/no present ack/);
		const opening = terminal.open();
		terminal.send("ack", presentAck({ session: { ...answer, nonce: opening.nonce } }));
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
		// A batch is signed in a turn of its own.
		terminal.clock.pass(0);
		expect(terminal.published("batch")).toHaveLength(1);
		expect(terminal.times).toEqual([hostEpochMs]);
	});

	it("does not accept the host's answer to another session", () => {
		const terminal = new ScriptedTerminal();
		terminal.journal.append(payload(1));
		const first = terminal.open();
		terminal.tcp.fail("reset");
		terminal.open();
		terminal.send("ack", presentAck({ session: { ...answer, nonce: first.nonce } }));
		expect(terminal.sync.status().offlineSinceMs).toBe(0);
		expect(terminal.sync.hostCapabilities).toBeUndefined();
		expect(terminal.published("batch")).toEqual([]);
		expect(terminal.times).toEqual([]);
		terminal.clock.pass(limits.replyTimeoutMs);
		expect(terminal.tcp.isClosed).toBe(true);
	});

	it.each(["behind the status", "ahead of the SUBACK"])("accepts the plain ack of an older host, %s", (when) => {
		const terminal = new ScriptedTerminal();
		terminal.journal.append(payload(1));
		if (when === "behind the status") terminal.open(firstGranted(4));
		else terminal.connect();
		terminal.send("ack", presentAck({}));
		if (when === "ahead of the SUBACK") terminal.deliver(subackPacket(firstGranted(4)));
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
		// A batch is signed in a turn of its own.
		terminal.clock.pass(0);
		expect(terminal.published("batch")).toHaveLength(1);
		expect(terminal.published("status")).toHaveLength(1);
		expect(terminal.sync.hostCapabilities).toBeUndefined();
		terminal.clock.pass(limits.replyTimeoutMs - 1);
		expect(terminal.tcp.isClosed).toBe(false);
		expect(terminal.times).toEqual([]);
	});

	it("keeps the host's capabilities for the session, including codes of newer versions", async () => {
		const { world, link, terminal, settle } = await openListening();
		expect(terminal.sync.hostCapabilities).toBeUndefined();
		await settle();
		expect(terminal.sync.hostCapabilities).toMatchObject({ features: [1, 99] });
		link.mode = "off";
		await world.pass(100);
		expect(terminal.sync.hostCapabilities).toBeUndefined();
	});
});

describe("the host's time", () => {
	it("is passed on once per session, as accurately as the round trip allows", async () => {
		const { link, terminal, settle, reconnect, world } = await openListening();
		link.mode = "slow";
		await settle();
		terminal.append(payload(1));
		await settle();
		await reconnect();
		expect(terminal.times).toHaveLength(2);
		for (const { atMs, wallMs, uncertaintyMs } of terminal.times) {
			expect(uncertaintyMs).toBeGreaterThan(50);
			expect(uncertaintyMs).toBeLessThan(5_000);
			expect(Math.abs(hostEpochMs + atMs - wallMs)).toBeLessThanOrEqual(uncertaintyMs);
		}
		await world.pass(60_000);
		expect(terminal.times).toHaveLength(2);
	});

	it("is ignored from a host whose clock was never set", async () => {
		const { host, terminal, settle } = await openListening();
		host.now = () => 5_000;
		await settle();
		expect(terminal.times).toEqual([]);
		expect(terminal.sync.hostCapabilities).toBeDefined();
	});
});

describe("the host's message on a payment", () => {
	const answer = {
		...credentials,
		epoch: 1,
		sequence: 4,
		key: new Uint8Array(16).fill(3),
		outcome: 4,
		reference: "tok-9",
	};

	it("is passed on as often as it arrives", async () => {
		const { host, world, terminal, settle } = await openListening();
		await settle();
		for (let i = 0; i < 2; i++) host.send("payment", sealPaymentAnswer(cbor, hostSigner, answer));
		host.send("payment", sealPaymentAnswer(cbor, hostSigner, { ...answer, outcome: 2, reference: "" }));
		await world.pass(1_000);
		expect(
			terminal.answers.map(({ epoch, sequence, outcome, reference }) => [epoch, sequence, outcome, reference]),
		).toEqual([
			[1, 4, 4, "tok-9"],
			[1, 4, 4, "tok-9"],
			[1, 4, 2, ""],
		]);
		expect(terminal.answers[0]!.key).toEqual(answer.key);
	});

	it("is refused if signed by another key or for another terminal", async () => {
		const { host, world, terminal, settle } = await openListening();
		await settle();
		host.send("payment", sealPaymentAnswer(cbor, signerOf(new Uint8Array(32).fill(1)), answer));
		host.send("payment", sealPaymentAnswer(cbor, hostSigner, { ...answer, terminal: "stall-2" }));
		host.send("payment", sealPaymentAnswer(cbor, hostSigner, { ...answer, merchant: "butcher" }));
		await world.pass(1_000);
		expect(terminal.answers).toEqual([]);
		expect(terminal.sync.counters.rejected).toBe(3);
	});

	it.each([1, 3, 5, 77])("changes nothing if its outcome is not final: %i", async (outcome) => {
		const { host, world, terminal, settle } = await openListening();
		await settle();
		host.send("payment", sealPaymentAnswer(cbor, hostSigner, { ...answer, outcome }));
		await world.pass(1_000);
		expect(terminal.answers).toEqual([]);
		expect(terminal.sync.counters.rejected).toBe(0);
		expect(terminal.traces.join("\n")).toContain(`outcome ${outcome} of payment 1/4`);
	});
});
