import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { TagReader } from "../../firmware/drivers/pn532/tag-reader.js";
import { readNdef, writeNdef } from "../../firmware/drivers/pn532/type2.js";
import { NtagModel } from "../../simulator/peripherals/pn532/ntag.js";
import { bench, type Bench, lineKinds, tagModel, uid, value } from "./bench.js";

function reader(on: Bench): { reader: TagReader; events: string[] } {
	const events: string[] = [];
	const opened = new TagReader({
		link: on.link,
		timers: on.timers,
		onTag: (tag) => events.push(`tag ${tag.kind ?? "other"} ${toHex(tag.uid)}`),
		onGone: () => events.push("gone"),
		onPresence: (isPresent) => events.push(isPresent ? "reader" : "no reader"),
		onFault: (fault) => events.push(fault.code),
	});
	return { reader: opened, events };
}

describe.each(lineKinds)("a tag reader over %s", (kind) => {
	it("reports once when a tag arrives and once when it is removed", () => {
		const on = bench(kind);
		const { events } = reader(on);
		const tag = tagModel("NTAG213");
		on.world.advance(1_000);
		on.transport.chip.place(tag);
		on.world.advance(3_000);
		on.transport.chip.remove(tag);
		on.world.advance(3_000);
		expect(events).toEqual(["reader", `tag NTAG213 ${toHex(uid)}`, "gone"]);
	});

	it("refuses two tags at once and accepts the one that stays", () => {
		const on = bench(kind);
		const { events } = reader(on);
		const [first, second] = [
			tagModel("NTAG213"),
			new NtagModel({ kind: "NTAG215", uid: Uint8Array.of(4, 1, 2, 3, 4, 5, 6) }),
		];
		on.transport.chip.place(first);
		on.transport.chip.place(second);
		on.world.advance(2_000);
		on.transport.chip.remove(first);
		on.world.advance(1_000);
		expect(events).toEqual(["reader", "TAGS_SEVERAL", "tag NTAG215 04010203040506"]);
	});

	it("does not count a tag again that an unsteady hand takes away for one poll, and again for another", () => {
		const on = bench(kind);
		const { events } = reader(on);
		const tag = tagModel("NTAG213");
		on.transport.chip.place(tag);
		on.world.advance(1_000);
		for (let round = 0; round < 6; round++) {
			on.transport.chip.remove(tag);
			on.world.advance(240);
			on.transport.chip.place(tag);
			on.world.advance(1_000);
		}
		expect(events).toEqual(["reader", `tag NTAG213 ${toHex(uid)}`]);
	});

	it("forgets a tag that two others took the place of, and reports it when it is back", () => {
		const on = bench(kind);
		const { events } = reader(on);
		const known = tagModel("NTAG213");
		const others = [5, 6].map(
			(end) => new NtagModel({ kind: "NTAG213", uid: Uint8Array.of(4, 1, 2, 3, 4, 5, end) }),
		);
		const { chip } = on.transport;
		chip.place(known);
		on.world.advance(1_000);
		chip.remove(known);
		for (const tag of others) chip.place(tag);
		on.world.advance(1_000);
		for (const tag of others) chip.remove(tag);
		chip.place(known);
		on.world.advance(1_000);
		const arrived = `tag NTAG213 ${toHex(uid)}`;
		expect(events).toEqual(["reader", arrived, "gone", "TAGS_SEVERAL", arrived]);
	});

	it("reports another kind of tag by its UID only", () => {
		const on = bench(kind);
		const { events, reader: opened } = reader(on);
		const silent = {
			request: () => true,
			select: () => undefined,
			halt: () => undefined,
			powerOff: () => undefined,
			transceive: () => undefined,
		};
		on.transport.chip.place({ ...silent, uid: Uint8Array.of(1, 2, 3, 4), sensRes: 0x0344, selRes: 0x20 });
		on.world.advance(1_000);
		expect(events).toEqual(["reader", "tag other 01020304"]);
		expect(opened.use(() => undefined)).toBe(false);
	});

	it("survives being unplugged at any moment and finds the tag again", () => {
		const on = bench(kind);
		const { events } = reader(on);
		on.transport.chip.place(tagModel("NTAG213"));
		for (let i = 0; i < 40; i++) {
			on.world.advance(900 + i * 7);
			on.transport.unplug();
			on.world.advance(1_500);
			on.transport.plug();
			on.world.advance(2_500);
			expect(events.slice(-2)).toEqual(["reader", `tag NTAG213 ${toHex(uid)}`]);
		}
		expect(events.filter((event) => event === "no reader")).toHaveLength(40);
	});

	it("keeps the tag selected while it is used, however long that takes, and polls again afterwards", () => {
		const on = bench(kind);
		const { events, reader: opened } = reader(on);
		const tag = tagModel("NTAG213");
		on.transport.chip.place(tag);
		on.world.advance(1_000);
		const records = [{ kind: "uri" as const, uri: "https://example.org/" }];
		let finish: (() => void) | undefined;
		expect(
			opened.use((ntag, done) => {
				finish = done;
				value(on.world, (reply) => writeNdef(ntag, records, reply));
				const seen = on.transport.chip.commandsSeen;
				on.world.advance(5_000);
				expect(on.transport.chip.commandsSeen).toBe(seen);
				expect(value(on.world, (reply) => readNdef(ntag, reply))).toEqual(records);
			}),
		).toBe(true);
		expect(opened.use(() => undefined)).toBe(false);
		finish?.();
		on.transport.chip.remove(tag);
		on.world.advance(1_000);
		expect(events.at(-1)).toBe("gone");
	});

	it("makes no callbacks after close", () => {
		const on = bench(kind);
		const { events, reader: opened } = reader(on);
		opened.close();
		opened.close();
		on.transport.chip.place(tagModel("NTAG213"));
		on.world.advance(5_000);
		expect(events).toEqual([]);
	});
});
