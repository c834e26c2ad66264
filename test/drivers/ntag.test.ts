import { describe, expect, it } from "vitest";
import { Ntag } from "../../firmware/drivers/pn532/ntag.js";
import { readNdef, writeNdef } from "../../firmware/drivers/pn532/type2.js";
import type { NdefRecord } from "../../firmware/drivers/pn532/ndef.js";
import type { Target } from "../../firmware/drivers/pn532/reply.js";
import type { NtagModel, NtagModelKind } from "../../simulator/peripherals/pn532/ntag.js";
import { bench, type Bench, lineKinds, startedChip, tagModel, value, wait } from "./bench.js";

const kinds: readonly NtagModelKind[] = ["NTAG213", "NTAG215", "NTAG216"];

function select(on: Bench): Ntag {
	const chip = startedChip(on);
	return reselect(on, chip);
}

function reselect(on: Bench, chip: ReturnType<typeof startedChip>): Ntag {
	const target = value<Target[]>(on.world, (reply) => chip.list(reply))[0];
	if (!target) throw new Error("no tag");
	const tag = new Ntag(chip, target);
	value(on.world, (reply) => tag.identify(reply));
	return tag;
}

function place(on: Bench, model: NtagModel): NtagModel {
	on.transport.chip.place(model);
	return model;
}

const loyalty: NdefRecord[] = [
	{ kind: "uri", uri: "https://www.example.org/t/7" },
	{ kind: "text", language: "de", text: "Grüße, 5 €" },
];

describe.each(kinds)("%s", (kind) => {
	it.each(lineKinds)("is identified over %s, its pages are written and read back", (line) => {
		const on = bench(line);
		const model = place(on, tagModel(kind));
		const tag = select(on);
		expect(value(on.world, (reply) => tag.identify(reply))).toBe(kind);
		const last = tag.layout.lastUserPage;
		const bytes = Uint8Array.from({ length: 24 }, (_, i) => i + 1);
		value(on.world, (reply) => tag.writePages(last - 5, bytes, reply));
		expect(value(on.world, (reply) => tag.readPages(last - 5, 6, reply))).toEqual(bytes);
		expect(model.memory.slice((last - 5) * 4, (last + 1) * 4)).toEqual(bytes);
	});

	it("is locked permanently: every later write is refused and nothing changes", () => {
		const on = bench("I2C");
		const model = place(on, tagModel(kind));
		const chip = startedChip(on);
		let tag = reselect(on, chip);
		value(on.world, (reply) => writeNdef(tag, loyalty, reply));
		value(on.world, (reply) => tag.lock(reply));
		const before = model.memory.slice();
		for (const page of [3, 4, 15, 16, tag.layout.lastUserPage]) {
			const result = wait(on.world, (reply) =>
				tag.writePages(page, Uint8Array.of(0xff, 0xff, 0xff, 0xff), reply),
			);
			expect(result.fault?.code).toBe("TAG_REFUSED");
			tag = reselect(on, chip);
		}
		expect(wait(on.world, (reply) => writeNdef(tag, [], reply)).fault?.code).toBe("TAG_REFUSED");
		expect(model.memory).toEqual(before);
		expect(value(on.world, (reply) => readNdef(tag, reply))).toEqual(loyalty);
	});

	it("protects pages by a password, counts reads, and blocks after too many wrong attempts", () => {
		const on = bench("UART");
		const model = place(on, tagModel(kind));
		const chip = startedChip(on);
		let tag = reselect(on, chip);
		const [password, acknowledge] = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(0xbe, 0xef)];
		const protection = { password, acknowledge, firstPage: 8, alsoReads: false, triesMax: 2 };
		value(on.world, (reply) => tag.protect(protection, true, reply));
		model.powerOff();

		tag = reselect(on, chip);
		const write = (page: number) =>
			wait(on.world, (reply) => tag.writePages(page, Uint8Array.of(9, 9, 9, 9), reply));
		expect(write(7).fault).toBeUndefined();
		expect(write(8).fault?.code).toBe("TAG_REFUSED");
		tag = reselect(on, chip);
		expect(value(on.world, (reply) => tag.authenticate(password, acknowledge, reply))).toBe(true);
		expect(write(8).fault).toBeUndefined();

		value(on.world, (reply) => tag.readPages(4, 4, reply));
		const counted = value(on.world, (reply) => tag.readCounter(reply));
		expect(counted).toBe(1);
		model.powerOff();
		tag = reselect(on, chip);
		value(on.world, (reply) => tag.readPages(4, 4, reply));
		value(on.world, (reply) => tag.readPages(4, 4, reply));
		expect(value(on.world, (reply) => tag.readCounter(reply))).toBe(2);

		for (let i = 0; i < 2; i++) {
			const wrong = wait(on.world, (reply) => tag.authenticate(Uint8Array.of(0, 0, 0, i), acknowledge, reply));
			expect(wrong.fault?.code).toBe("TAG_REFUSED");
			tag = reselect(on, chip);
		}
		expect(wait(on.world, (reply) => tag.authenticate(password, acknowledge, reply)).fault?.code).toBe(
			"TAG_REFUSED",
		);
	});

	it("accepts a message of any length that fits and refuses one byte more", () => {
		const on = bench("I2C");
		const model = place(on, tagModel(kind));
		const tag = select(on);
		const userBytes = (tag.layout.lastUserPage - 3) * 4;
		const offset = kind === "NTAG213" ? 5 : 0;
		const most = userBytes - offset - (kind === "NTAG213" ? 2 : 4) - (kind === "NTAG213" ? 3 : 6) - 1;
		const message = (length: number): NdefRecord[] => [
			{ kind: "mime", type: "x", payload: new Uint8Array(length).fill(7) },
		];
		for (const length of [0, 1, 100, most].filter((one) => one <= most)) {
			value(on.world, (reply) => writeNdef(tag, message(length), reply));
			expect(value(on.world, (reply) => readNdef(tag, reply))).toEqual(message(length));
		}
		const before = model.memory.slice();
		expect(wait(on.world, (reply) => writeNdef(tag, message(most + 1), reply)).fault?.code).toBe("TAG_TOO_SMALL");
		expect(model.memory).toEqual(before);
	});
});

describe("an NTAG that is removed", () => {
	const old: NdefRecord[] = [
		{ kind: "text", language: "en", text: "the message that stood here before, long enough to span pages" },
	];

	it("during any command of a write holds the old message, none, or the new one; the fault is TAG_LOST", () => {
		const seen = new Set<string>();
		for (let commands = 0; commands < 60; commands++) {
			for (const mask of [undefined, 0xff, 0x00]) {
				const on = bench("I2C");
				const model = place(on, tagModel("NTAG213"));
				const chip = startedChip(on);
				let tag = reselect(on, chip);
				value(on.world, (reply) => writeNdef(tag, old, reply));
				model.pullAwayAfter(commands, mask);
				const result = wait(on.world, (reply) => writeNdef(tag, loyalty, reply));
				if (result.value) {
					seen.add("whole");
					continue;
				}
				expect(result.fault?.code).toBe("TAG_LOST");
				model.comeBack();
				tag = reselect(on, chip);
				const found = value<NdefRecord[]>(on.world, (reply) => readNdef(tag, reply));
				expect([old, [], loyalty]).toContainEqual(found);
				seen.add(found.length === 0 ? "none" : found.length === 1 ? "old" : "new");
			}
		}
		expect([...seen].sort()).toEqual(["new", "none", "old", "whole"]);
	});

	it("formats a blank tag, and reads an unformatted one as unreadable", () => {
		const on = bench("UART");
		place(on, tagModel("NTAG216", true));
		const tag = select(on);
		expect(wait(on.world, (reply) => readNdef(tag, reply)).fault?.code).toBe("TAG_UNREADABLE");
		value(on.world, (reply) => writeNdef(tag, loyalty, reply));
		expect(value(on.world, (reply) => readNdef(tag, reply))).toEqual(loyalty);
	});
});
