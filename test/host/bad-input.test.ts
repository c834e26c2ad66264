// Issue "A stall that sells", bad input: each produces a coded error, a counter and a log line with instructions, and
// changes nothing else (invariant 9).
import { afterEach, describe, expect, it } from "vitest";
import { ascii, toHex } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { encodeBatch } from "../../firmware/wire/batch.js";
import { encodeChunkRequest } from "../../firmware/wire/chunk.js";
import { enrolmentTopic, terminalUsername } from "../../firmware/wire/topics.js";
import { PacketBounds } from "../../host/transport/embedded/packet-guard.js";
import type { Host } from "../../host/compose/single.js";
import { openLocalStore } from "../../host/store/sqlite/local.js";
import { alarmsOf, Fixture, refusals } from "./fixture.js";
import { cbor, digest, ed25519, newerRecord, newSeed, sale, type TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(async () => {
	await fixture.close();
	fixture.log.length = 0;
});

/**
 * Expects the batch to be refused with `code`, counted and logged, ledger and chain to be unchanged, and the terminal
 * to ship further records.
 */
async function refusesBatch(code: string, make: (terminal: TestTerminal, host: Host) => Uint8Array): Promise<void> {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1), sale(2));
	await terminal.ship(1);
	const before = await host.ledger();
	terminal.record(sale(3));
	const bytes = make(terminal, host);
	expect(await terminal.client!.publish(terminal.topic("batch"), bytes)).toBe(true);
	expect(await refusals(host, code)).toBe(1);
	expect(fixture.codes()).toContain(code);
	expect(await host.ledger()).toEqual(before);
	expect(await host.store.chains.epoch("stall-1", 1)).toMatchObject({ committed: 2, status: "committed" });
	expect(await host.store.notices.setAsides("stall-1")).toMatchObject([{ code, count: 1 }]);
	expect((await terminal.ship(3)).committed).toBe(3);
}

function nested(depth: number): Uint8Array {
	return new Uint8Array(depth).fill(0x81);
}

describe("a batch is set aside when", () => {
	it("one of its bits was flipped", () =>
		refusesBatch("SIGNATURE_INVALID", (terminal) => {
			const bytes = terminal.batch(3);
			bytes[40]! ^= 1;
			return bytes;
		}));

	it("another key signed it", () => refusesBatch("SIGNATURE_INVALID", (terminal) => terminal.batch(3, 3, newSeed())));

	it("it names an epoch that was never granted", () =>
		refusesBatch("EPOCH_UNKNOWN", (terminal) => {
			const payloads = terminal.payloads.slice(2);
			return encodeBatch(cbor, { epoch: 7, firstSequence: 3, payloads, signature: new Uint8Array(64) });
		}));

	it("its CBOR is nested as deep as a message may be long", () =>
		refusesBatch("WIRE_TOO_DEEP", () => nested(60_000)));

	it("it contains a bignum", () =>
		refusesBatch("WIRE_FORBIDDEN_TYPE", () => {
			const bytes = new Uint8Array(60_000).fill(0xff);
			bytes.set([0xc2, 0x59, 0xea, 0x5c]);
			return bytes;
		}));

	it("it is not CBOR", () => refusesBatch("WIRE_FORBIDDEN_TYPE", () => ascii("\u007f{}")));

	it("it is empty", () => refusesBatch("WIRE_MALFORMED", () => new Uint8Array(0)));

	it("it has another shape", () =>
		refusesBatch("WIRE_WRONG_SHAPE", () => cbor.encode([1, 1, 3, [], new Uint8Array(64)])));

	it("it has too many records", () =>
		refusesBatch("WIRE_WRONG_SHAPE", (terminal) => {
			const payloads = Array.from({ length: 51 }, () => terminal.payloads[2]!);
			return encodeBatch(cbor, { epoch: 1, firstSequence: 3, payloads, signature: new Uint8Array(64) });
		}));
});

describe("the connection ends, and nothing is kept, when a client", () => {
	it("publishes to another terminal's topic", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const victim = await fixture.terminal(host, "stall-2");
		terminal.record(sale(1));
		expect(await terminal.client!.publish(victim.topic("batch"), terminal.batch(1))).toBe(false);
		expect(await refusals(host, "TOPIC_FORBIDDEN")).toBe(1);
		expect((await host.ledger()).sales).toBe(0);
		expect(await host.store.notices.setAsides("stall-2")).toEqual([]);
	});

	it.each([
		["retained", { retain: true }],
		["at quality of service 2", { qos: 2 }],
	])("publishes %s", async (_name, more) => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1));
		expect(await terminal.client!.publish(terminal.topic("batch"), terminal.batch(1), more)).toBe(false);
		expect(await refusals(host, "PUBLISH_FORBIDDEN")).toBe(1);
		expect((await host.ledger()).sales).toBe(0);
	});

	it("announces a PUBLISH of 256 MiB: closed after the fixed header", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.client!.stream.write(Uint8Array.of(0x32, 0xff, 0xff, 0xff, 0x7f));
		await terminal.client!.ended();
		expect(await refusals(host, "MQTT_PACKET_TOO_LARGE")).toBe(1);
		expect(fixture.codes()).toContain("MQTT_PACKET_TOO_LARGE");
		await fixture.reconnect(host, terminal);
	});

	it("announces CBOR of ten million levels or a bignum of a megabyte: closed after the fixed header", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		expect(await terminal.client!.publish(terminal.topic("batch"), nested(10_000_000))).toBe(false);
		await fixture.reconnect(host, terminal);
		expect(await terminal.client!.publish(terminal.topic("batch"), new Uint8Array(1 << 20).fill(0xc2))).toBe(false);
		expect(await refusals(host, "MQTT_PACKET_TOO_LARGE")).toBe(2);
	});

	it("sends no MQTT, or an invalid CONNECT", async () => {
		const host = await fixture.open();
		const web = fixture.client(host);
		web.stream.write("GET / HTTP/1.1\r\n\r\n");
		await web.ended();
		const large = fixture.client(host);
		large.stream.write(Uint8Array.of(0x10, 0xff, 0xff, 0x03));
		await large.ended();
		expect(await refusals(host, "MQTT_MALFORMED")).toBe(1);
		expect(await refusals(host, "MQTT_PACKET_TOO_LARGE")).toBe(1);
	});
});

describe("a connection is refused when", () => {
	it("the terminal is unknown, the password is wrong, or the client uses another terminal's name", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const password = ascii(toHex(terminal.grant.password));
		const username = terminalUsername("demo", "stall-1");
		const code = (clientId: string, user: string, secret: Uint8Array) =>
			fixture.client(host).connect({ clientId, username: user, password: secret });
		expect(await code("demo/ghost", "demo/ghost", password)).toBe(5);
		expect(await code(username, username, ascii("wrong"))).toBe(5);
		expect(await code(username, username, new Uint8Array(0))).toBe(5);
		expect(await code("demo/stall-2", username, password)).toBe(5);
		expect(await code("other/stall-1", "other/stall-1", password)).toBe(5);
		expect(await code("enrol/ghost", "enrol/ghost", new Uint8Array(0))).toBe(5);
		expect(await refusals(host, "MQTT_NOT_AUTHORISED")).toBe(6);
		expect(host.isOnline("stall-1")).toBe(true);
	});

	it.each([
		["it wants a session kept", { clean: false }],
		["it leaves a will", { will: { topic: "t/1/1/batch", payload: Buffer.from("x"), qos: 0, retain: false } }],
		["it wants no keep-alive", { keepalive: 0 }],
		["it speaks MQTT 3.1", { protocolId: "MQIsdp", protocolVersion: 3 }],
	])("%s", async (_name, more) => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const username = terminalUsername("demo", "stall-1");
		const password = ascii(toHex(terminal.grant.password));
		expect(await fixture.client(host).connect({ clientId: username, username, password }, more)).not.toBe(0);
		expect(await refusals(host, "MQTT_CONNECT_REFUSED")).toBe(1);
	});

	it("the limit of connections is reached", async () => {
		const host = await fixture.open({ connectionsMax: 1 });
		const first = fixture.client(host);
		await first.connect({ clientId: "x", username: "x" });
		const held = fixture.client(host);
		const second = fixture.client(host);
		await Promise.race([held.ended(), second.ended()]);
		expect(await refusals(host, "MQTT_CONNECTIONS_FULL")).toBeGreaterThan(0);
	});
});

describe("a subscription is refused, and the session continues, when it names", () => {
	it.each([
		"t/2/2/ack",
		"t/1/+/ack",
		"t/1/1",
		"t/1/1/ack/",
		"t/1/1d/ack",
		"#",
		"$share/g/t/1/1/ack",
		"$SYS/#",
		"t/1/1/batch",
	])("%s", async (topic) => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		expect(await terminal.client!.subscribe(topic, terminal.topic("chunk"))).toEqual([128, 1]);
		expect(await refusals(host, "TOPIC_FORBIDDEN")).toBe(1);
		terminal.record(sale(1));
		expect((await terminal.ship(1)).committed).toBe(1);
	});
});

describe("input that cannot be understood", () => {
	it("is stored when it is a signed record of an unknown kind", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const unknown = newerRecord(4_242, 0);
		terminal.payloads.push(unknown);
		terminal.record(sale(1));
		expect((await terminal.ship(1)).committed).toBe(2);
		const record = (await host.store.chains.record("stall-1", 1, 1))!;
		expect([record.kind, toHex(record.payload)]).toEqual([4_242, toHex(unknown)]);
		expect((await host.ledger()).sales).toBe(1);
	});

	it("is stored with an alarm when it is an undecodable signed record, without blocking later ones", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.payloads.push(Uint8Array.of(0xff, 0x00));
		terminal.record(sale(1));
		expect((await terminal.ship(1)).committed).toBe(2);
		expect((await host.store.chains.record("stall-1", 1, 1))!.kind).toBe(-1);
		expect(await alarmsOf(host)).toMatchObject([{ code: "RECORD_UNREADABLE", terminal: "stall-1" }]);
		expect((await host.ledger()).sales).toBe(1);
	});

	it("is counted when it is a status, a chunk request or an enrolment request", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		expect(await terminal.client!.publish(terminal.topic("status"), Uint8Array.of(0x80))).toBe(true);
		expect(await terminal.client!.publish(terminal.topic("get"), Uint8Array.of(0x80))).toBe(true);
		expect(await refusals(host, "WIRE_WRONG_SHAPE")).toBe(2);
		const { codeId } = await host.enrol("stall-2", "Two");
		const client = fixture.client(host);
		await client.connect({ clientId: `enrol/${codeId}`, username: `enrol/${codeId}`, password: new Uint8Array(0) });
		await client.subscribe(enrolmentTopic(codeId, "reply"));
		await client.publish(enrolmentTopic(codeId, "request"), ascii("junk"));
		expect(await client.message(enrolmentTopic(codeId, "reply"))).toEqual(new Uint8Array(0));
		expect(await host.store.terminals.find("stall-2")).toBeUndefined();
	});

	it("is answered with an empty chunk when the image is not stored", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const digest = new Uint8Array(32).fill(9);
		await terminal.client!.publish(
			terminal.topic("get"),
			encodeChunkRequest(cbor, { digest, offset: 0, length: 2_048 }),
		);
		expect(cbor.decode((await terminal.client!.message(terminal.topic("chunk")))!)).toMatchObject([
			{},
			0,
			{ length: 0 },
		]);
	});
});

it("books inconsistent sales and reused numbers, each with an alarm for the amount", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	const document = { series: 1, number: 2, totalMinor: 999, cashMinor: 0 };
	terminal.record(sale(1), sale(1, 500), sale(2, 260, 1, { document }));
	await terminal.ship(1);
	expect((await alarmsOf(host)).map((a) => [a.code, a.detail, a.amountMinor, a.currency])).toEqual([
		["SALE_DOES_NOT_ADD_UP", "receipt 2: lines 260, total 999", 999, "GBP"],
		["RECEIPT_NUMBER_TWICE", "receipt 1", 500, "GBP"],
	]);
	expect((await host.ledger()).sales).toBe(3);
});

it("accepts a terminal's batch even if another terminal sends many at once", async () => {
	const host = await fixture.open({ dataDir: fixture.folder() });
	const terminal = await fixture.terminal(host);
	const flooding = await fixture.terminal(host, "stall-2");
	terminal.record(sale(1));
	const flood = Array.from({ length: 2_000 }, () => flooding.client!.publish(flooding.topic("batch"), ascii("x")));
	expect((await terminal.ship(1)).committed).toBe(1);
	for (let i = 0; i < 2_000 && !host.ingest.isFull("stall-2"); i++)
		host.ingest.submit("stall-2", ascii("x"), () => undefined);
	expect([host.ingest.isFull("stall-2"), host.ingest.isFull("stall-1")]).toEqual([true, false]);
	expect(await Promise.all(flood)).toContain(false);
});

it("bounds the number of set-asides of a terminal that repeats bad batches", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	for (let i = 0; i < 5; i++) await terminal.client!.publish(terminal.topic("batch"), nested(5_000));
	const [only, ...others] = await host.store.notices.setAsides("stall-1");
	expect([only!.count, only!.payload.length, others.length]).toEqual([5, 4_096, 0]);
	for (let i = 0; i < 300; i++) {
		const row = { terminal: "stall-1", code: "X", detail: "", payload: ascii(String(i)), receivedMs: 1 };
		await host.store.notices.setAside(row);
	}
	expect((await host.store.notices.setAsides("stall-1")).length).toBeLessThanOrEqual(256);
});

it("bounds event alarms per terminal without dropping lasting alarms or those of another terminal", async () => {
	const store = openLocalStore({ folder: undefined, merchant: "demo" });
	const alarm = { detail: "", amountMinor: 1, currency: "GBP" };
	await store.notices.raise({ ...alarm, code: "PAYMENT_UNRESOLVED", terminal: "t0", detail: "payment 1/2" }, 1);
	await store.notices.raise({ ...alarm, code: "BATCH_FORKED", terminal: "t0", detail: "epoch 1" }, 1);
	const unreadable = { ...alarm, code: "RECORD_UNREADABLE" } as const;
	await store.notices.raise({ ...unreadable, terminal: "t1" }, 1);
	const flood = Array.from({ length: 12_000 }, (_, i) => ({
		...unreadable,
		terminal: "t0",
		detail: `sequence ${i}`,
	}));
	const alarms = flood.map((each) => ({ kind: "set", alarm: each, count: 1, atMs: 1 }) as const);
	for (const each of flood.slice(0, 6_000)) await store.notices.raise(each, 1);
	// The same bound applies to alarms raised by a ledger.
	const step = { names: ["checks"], from: 0, to: 1, changes: { checks: null } } as const;
	await store.ledgers.apply({ ...step, alarms: alarms.slice(6_000) });
	const kept = await store.notices.details("RECORD_UNREADABLE", "t0");
	expect(kept.length).toBeGreaterThanOrEqual(1_000);
	expect(kept.length).toBeLessThan(1_100);
	expect(kept).toContain("sequence 11999");
	expect(await store.notices.details("PAYMENT_UNRESOLVED", "t0")).toHaveLength(1);
	expect(await store.notices.details("BATCH_FORKED", "t0")).toHaveLength(1);
	expect(await store.notices.details("RECORD_UNREADABLE", "t1")).toHaveLength(1);
	await store.close();
});

it("finds packet boundaries however the bytes are split", () => {
	const connect = [0x10, 3, 1, 2, 3];
	const ping = [0xc0, 0];
	const publish = [0x30, 0x80, 0x01, ...new Array<number>(128).fill(7)];
	const stream = Uint8Array.from([...connect, ...ping, ...publish, ...ping]);
	for (let size = 1; size < stream.length; size++) {
		const bounds = new PacketBounds();
		for (let i = 0; i < stream.length; i += size) bounds.pass(stream.subarray(i, i + size));
		expect(() => bounds.pass(Uint8Array.of(0x32, 0xff, 0xff, 0xff, 0x7f))).toThrow("MQTT_PACKET_TOO_LARGE");
	}
});

it("accepts a correctly hand-signed batch, so that the refusals above have the intended cause", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1));
	const context = chainContext(digest, { merchant: "demo", terminal: "stall-1", epoch: 1 });
	const head = nextHead(digest, genesisHead(digest, context), terminal.payloads[0]!);
	const signature = ed25519.sign(checkpointMessage(context, 1, head), terminal.seed);
	const bytes = encodeBatch(cbor, { epoch: 1, firstSequence: 1, payloads: terminal.payloads, signature });
	await terminal.client!.publish(terminal.topic("batch"), bytes);
	expect((await terminal.ack()).committed).toBe(1);
});
