import { describe, expect, it } from "vitest";
import { BootSlots, espImage } from "../../../simulator/peripherals/boot-slots.js";

/** Slots with version 2 in the second slot, selected for the next boot. */
function updated(): BootSlots {
	const slots = new BootSlots(1);
	slots.boot();
	const slot = slots.openSlot();
	const image = espImage(2);
	for (let at = 0; at < image.length; at += 2_048) slot.write(image.subarray(at, at + 2_048));
	slot.complete();
	return slots;
}

describe("two slots and their boot loader", () => {
	it("start the first slot of a board flashed by cable, and do not treat it as a trial", () => {
		const slots = new BootSlots(1);
		slots.boot();
		expect([slots.version, slots.isTrial(), slots.states()]).toEqual([1, false, [undefined, undefined]]);
	});

	it("try a new image once, and keep it when it was confirmed", () => {
		const slots = updated();
		expect(slots.version).toBe(1);
		slots.boot();
		expect([slots.version, slots.isTrial()]).toEqual([2, true]);
		expect(() => slots.openSlot()).toThrow("ROLLBACK_INVALID_STATE");
		slots.confirm();
		slots.boot();
		expect([slots.version, slots.isTrial(), slots.states()[1]]).toEqual([2, false, "valid"]);
	});

	it("roll back at any reset before that, and on request", () => {
		const aborted = updated();
		aborted.boot();
		aborted.boot();
		expect([aborted.version, aborted.states()[1]]).toEqual([1, "aborted"]);
		const invalid = updated();
		invalid.boot();
		invalid.markInvalid();
		invalid.boot();
		expect([invalid.version, invalid.states()[1]]).toEqual([1, "invalid"]);
	});

	it("do not switch to an incomplete image, an empty slot, or another chip's image", () => {
		const slots = new BootSlots(1);
		slots.boot();
		const other = espImage(2);
		other[12] = 9;
		for (const bytes of [espImage(2).subarray(0, 40), new Uint8Array(20_000), other]) {
			const slot = slots.openSlot();
			slot.write(bytes);
			expect(() => slot.complete()).toThrow("VALIDATE_FAILED");
		}
		slots.openSlot().write(espImage(2));
		slots.boot();
		expect(slots.version).toBe(1);
		expect(() => slots.openSlot().write(new Uint8Array(slots.sizeBytes + 1))).toThrow("INVALID_SIZE");
	});

	it("keep their state between two runs", () => {
		const slots = updated();
		const other = new BootSlots(1);
		other.load(JSON.parse(JSON.stringify(slots.save())));
		other.boot();
		expect([other.version, other.isTrial()]).toEqual([2, true]);
	});
});
