import { describe, expect, it } from "vitest";
import { chipToHost, encodeFrame } from "../../firmware/drivers/pn532/frame.js";
import type { Pn532LinkCallbacks } from "../../firmware/drivers/pn532/link.js";
import { Pn532 } from "../../firmware/drivers/pn532/pn532.js";
import type { Result } from "../../firmware/drivers/pn532/reply.js";
import { bench, lineKinds, startedChip, tagModel, uid, value, wait } from "./bench.js";

describe.each(lineKinds)("PN532 over %s", (kind) => {
	it("wakes the chip, configures it and reads its firmware version", () => {
		const on = bench(kind);
		const chip = new Pn532(on);
		expect(value(on.world, (reply) => chip.start(reply))).toEqual({ major: 1, minor: 6 });
	});

	it("returns an empty list at once when there is no tag", () => {
		const on = bench(kind);
		const chip = startedChip(on);
		const from = on.world.nowMs;
		expect(value(on.world, (reply) => chip.list(reply))).toEqual([]);
		expect(on.world.nowMs - from).toBeLessThan(60);
	});

	it("lists a tag by its UID, repeatedly", () => {
		const on = bench(kind);
		on.transport.chip.place(tagModel("NTAG213"));
		const chip = startedChip(on);
		for (let i = 0; i < 4; i++) {
			expect(value(on.world, (reply) => chip.list(reply))).toEqual([
				{ number: 1, sensRes: 0x0044, selRes: 0x00, uid },
			]);
		}
	});

	it.each([
		["ack-checksum", 0],
		["length-checksum", 1],
		["data-checksum", 1],
		["no-ack", 0],
	] as const)("gets over one %s", (fault, damaged) => {
		const on = bench(kind);
		const chip = startedChip(on);
		on.transport.chip.place(tagModel("NTAG213"));
		on.transport.chip.inject(fault);
		expect(value(on.world, (reply) => chip.list(reply))).toHaveLength(1);
		expect(chip.damagedFrames).toBeGreaterThanOrEqual(damaged);
	});

	it.each([
		["no-ack", 3],
		["data-checksum", 3],
		["no-answer", 1],
		["error-frame", 1],
	] as const)("gives up after %s × %d with a fault, and works again after", (fault, times) => {
		const on = bench(kind);
		const chip = startedChip(on);
		on.transport.chip.inject(...Array.from({ length: times }, () => fault));
		expect(wait(on.world, (reply) => chip.list(reply)).fault?.code).toBe("TAG_READER_ABSENT");
		expect(value(on.world, (reply) => chip.list(reply))).toEqual([]);
	});

	it("fails every pending command when it is unplugged, and starts again when it is back", () => {
		const on = bench(kind);
		const chip = startedChip(on);
		on.transport.unplug();
		const results: Result<unknown>[] = [];
		chip.list((reply) => results.push(reply));
		chip.release((reply) => results.push(reply));
		expect(results).toEqual([]);
		on.world.advance(500);
		expect(results.map((result) => result.fault?.code)).toEqual(["TAG_READER_ABSENT", "TAG_READER_ABSENT"]);
		expect(wait(on.world, (reply) => chip.start(reply)).fault?.code).toBe("TAG_READER_ABSENT");
		on.transport.plug();
		expect(value(on.world, (reply) => chip.start(reply))).toEqual({ major: 1, minor: 6 });
	});

	it("runs queued commands in order, with a bounded queue", () => {
		const on = bench(kind);
		const chip = startedChip(on);
		const order: number[] = [];
		for (let i = 0; i < 5; i++) chip.list(() => order.push(i));
		expect(() => chip.list(() => undefined)).toThrow("queued");
		on.world.advance(1_000);
		expect(order).toEqual([0, 1, 2, 3, 4]);
	});

	it("makes no callbacks after close", () => {
		const on = bench(kind);
		const chip = startedChip(on);
		let replies = 0;
		chip.list(() => replies++);
		chip.close();
		chip.close();
		on.world.advance(2_000);
		expect(replies).toBe(0);
	});
});

it("reads the same however the UART splits the bytes", () => {
	for (const chunk of [1, 2, 5, 64]) {
		const on = bench("UART", chunk);
		on.transport.chip.place(tagModel("NTAG215"));
		const chip = startedChip(on);
		expect(value(on.world, (reply) => chip.list(reply))).toHaveLength(1);
	}
});

it("takes the answer to a command that was given up for none of the next one's", () => {
	const on = bench("UART");
	const chips: Pn532LinkCallbacks[] = [];
	const none = () => undefined;
	const link = { wake: none, send: none, listen: none, rest: none, close: none };
	const reader = new Pn532({ timers: on.timers, link: { open: (callbacks) => (chips.push(callbacks), link) } });
	const ack = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
	const answer = (code: number, ...data: number[]) => chips[0]!.onBytes(encodeFrame(chipToHost, [code, ...data]));
	const heard: unknown[] = [];
	reader.list((reply) => heard.push(reply.fault?.code));
	chips[0]!.onBytes(ack);
	on.world.advance(1_000);
	reader.release((reply) => heard.push(reply.value));
	chips[0]!.onBytes(ack);
	answer(0x4b, 0x00);
	expect(heard).toEqual(["TAG_READER_ABSENT"]);
	answer(0x53, 0x00);
	expect(heard).toEqual(["TAG_READER_ABSENT", Uint8Array.of(0x00)]);
});
