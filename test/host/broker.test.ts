// Rules of the broker for one terminal's own branch and session.
import { afterEach, describe, expect, it, vi } from "vitest";
import { ascii, toHex } from "../../firmware/core/bytes.js";
import { limits } from "../../firmware/core/limits.js";
import { terminalUsername } from "../../firmware/wire/topics.js";
import { PacketBounds } from "../../host/transport/embedded/packet-guard.js";
import { hostLimits } from "../../host/limits.js";
import { patienceMs } from "../patience.js";
import { Fixture, refusals } from "./fixture.js";
import { sale, TestTerminal } from "./test-terminal.js";

/** Of the remaining length of a packet of 16 KiB to 2 MiB. */
const lengthBytes = 3;
const fixture = new Fixture();
afterEach(() => fixture.close());

describe("the broker", () => {
	it("takes no wildcard below a terminal's own branch, and none of its own topics to publish", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const root = terminal.grant.topicRoot;
		const refused = [`${root}/#`, `${root}/+`, `+/${root}`, `${root}/batch`, `${root}/ack/more`, `${root}ack`];
		expect(await terminal.client!.subscribe(...refused)).toEqual(refused.map(() => 128));
		expect(await refusals(host, "TOPIC_FORBIDDEN")).toBe(refused.length);
		terminal.record(sale(1));
		expect((await terminal.ship(1)).committed).toBe(1);
		expect(await terminal.client!.publish(terminal.topic("ack"), new Uint8Array(1))).toBe(false);
	});

	it("bounds the keep-alive, and wants one", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const username = terminalUsername("demo", "stall-1");
		const password = ascii(toHex(terminal.grant.password));
		const isTaken = async (keepalive: number): Promise<boolean> =>
			(await fixture.client(host).connect({ clientId: username, username, password, keepalive })) === 0;
		const longest = hostLimits.keepAliveSecondsMax;
		for (const [keepalive, expected] of [
			...([
				[0, false],
				[1, true],
				[longest, true],
			] as const),
			...([
				[longest + 1, false],
				[0xffff, false],
			] as const),
		])
			expect(await isTaken(keepalive), `${keepalive} s`).toBe(expected);
	});

	it("takes as many connections as its limit, and another when one has ended", async () => {
		const host = await fixture.open({ connectionsMax: 2 });
		const [first, second] = [await fixture.terminal(host, "stall-1"), await fixture.terminal(host, "stall-2")];
		const username = terminalUsername("demo", "stall-1");
		const password = ascii(toHex(first.grant.password));
		expect(await fixture.client(host).connect({ clientId: username, username, password })).toBe(-1);
		expect(await refusals(host, "MQTT_CONNECTIONS_FULL")).toBe(1);
		expect([host.isOnline("stall-1"), host.isOnline("stall-2")]).toEqual([true, true]);
		await second.client!.close();
		await vi.waitFor(() => expect(host.isOnline("stall-2")).toBe(false), { timeout: patienceMs });
		await second.online(fixture.client(host));
		expect((await second.ack()).committed).toBe(0);
	});

	it("ends the session of a board whose place another has taken, and keeps those of other terminals", async () => {
		const host = await fixture.open();
		const [old, other] = [await fixture.terminal(host, "stall-1"), await fixture.terminal(host, "stall-2")];
		old.record(sale(1));
		other.record(sale(1));
		await TestTerminal.enrol(fixture.client(host), (await host.enrol("stall-1", "Stall")).code);
		expect(await old.client!.publish(old.topic("batch"), old.batch(1))).toBe(false);
		expect((await other.ship(1)).committed).toBe(1);
		expect((await host.ledger()).sales).toBe(1);
	});

	it("holds a terminal for online whose session was taken over, after the end of the old one", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const old = terminal.client!;
		await terminal.online(fixture.client(host));
		expect((await terminal.ack()).committed).toBe(0);
		await old.ended();
		// Whatever the end of the old connection does on the host is done when a round trip of the new one is.
		terminal.record(sale(1));
		expect((await terminal.ship(1)).committed).toBe(1);
		expect(host.isOnline("stall-1")).toBe(true);
		await terminal.client!.close();
		await vi.waitFor(() => expect(host.isOnline("stall-1")).toBe(false), { timeout: patienceMs });
	});
});

it("a packet longer than any message is refused at its header, and the longest message is not", () => {
	const connect = Uint8Array.of(0x10, 2, 0, 0);
	const headerOf = (packetBytes: number): Uint8Array => {
		const remaining = packetBytes - 1 - lengthBytes;
		const lengths = [remaining & 0x7f, (remaining >> 7) & 0x7f, remaining >> 14];
		return Uint8Array.of(0x32, lengths[0]! | 0x80, lengths[1]! | 0x80, lengths[2]!);
	};
	const bounds = (): PacketBounds => {
		const each = new PacketBounds();
		each.pass(connect);
		return each;
	};
	expect(() => bounds().pass(headerOf(limits.mqttPacketBytesMax))).not.toThrow();
	expect(() => bounds().pass(headerOf(limits.mqttPacketBytesMax + 1))).toThrow("MQTT_PACKET_TOO_LARGE");
	expect(() => bounds().pass(Uint8Array.of(0x32, 0xff, 0xff, 0xff, 0x7f))).toThrow("MQTT_PACKET_TOO_LARGE");
});
