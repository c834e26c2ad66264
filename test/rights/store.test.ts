import { describe, expect, it } from "vitest";
import { couponKey } from "../../firmware/core/right-key.js";
import { RightsStore } from "../../firmware/rights/store.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { SeededRandom } from "../../simulator/random.js";

const sizeBytes = 131_072;
const coupon = 1;
const voucher = 2;

function ready(flash: NorFlash): RightsStore {
	const store = new RightsStore(flash, 5);
	while (store.idle());
	return store;
}

/** Writes an entry as the till does: what has no room now is written after upkeep. */
function put(store: RightsStore, kind: number, number: number, sequence: number, left: number): boolean {
	const entry = { kind, key: couponKey(1, number), epoch: 1, sequence, issued: left, left };
	for (let tries = 0; tries < 3; tries++) {
		if (store.put(entry)) {
			while (store.idle());
			return true;
		}
		while (store.idle());
	}
	return false;
}

describe.each([
	["plain flash", undefined],
	["encrypted flash", 0x5eed],
])("a store of rights on %s", (_, encryptionKey) => {
	const chip = (): NorFlash => new NorFlash({ sizeBytes, ...(encryptionKey !== undefined && { encryptionKey }) });

	it("holds 2,000 used coupons and 256 vouchers, and finds each after a start", () => {
		const flash = chip();
		const store = ready(flash);
		for (let serial = 0; serial < 2_000; serial++) expect(put(store, coupon, serial, serial + 1, 0)).toBe(true);
		for (let number = 0; number < 256; number++) expect(put(store, voucher, number, 3_000, number)).toBe(true);
		const again = new RightsStore(flash, 5);
		for (let serial = 0; serial < 2_000; serial++) expect(again.find(coupon, couponKey(1, serial))).toBeDefined();
		for (let number = 0; number < 256; number++)
			expect(again.find(voucher, couponKey(1, number))).toMatchObject({ left: number, sequence: 3_000 });
		expect(again.find(coupon, couponKey(1, 2_000))).toBeUndefined();
		expect(again.find(coupon, couponKey(2, 1))).toBeUndefined();
	});

	it("finds the newest of thousands of entries of one subject", () => {
		const flash = chip();
		const store = ready(flash);
		for (let sequence = 1; sequence <= 1_000; sequence++)
			expect(put(store, voucher, 1, sequence, sequence)).toBe(true);
		expect(store.find(voucher, couponKey(1, 1))).toMatchObject({ sequence: 1_000, left: 1_000 });
		expect(new RightsStore(flash, 5).find(voucher, couponKey(1, 1))).toMatchObject({ left: 1_000 });
	});

	it("loses no entry that was written, wherever the power is cut", () => {
		for (let seed = 0; seed < 60; seed++) {
			const random = new SeededRandom(seed);
			const flash = chip();
			let store = ready(flash);
			const written = new Map<number, number>();
			for (let sequence = 1; sequence <= 220; sequence++) {
				const number = random.below(3);
				if (random.below(9) === 0)
					flash.cutPower(random.below(6), cutModes[random.below(cutModes.length)]!, () => random.unit());
				let isTried = true;
				try {
					if (put(store, voucher, number, sequence, sequence)) written.set(number, sequence);
					isTried = false;
				} catch (error) {
					if (!(error instanceof PowerCut)) throw error;
					flash.powerOn();
					store = ready(flash);
				}
				for (const [known, newest] of written) {
					const found = store.find(voucher, couponKey(1, known))!;
					// The entry that was being written may be there.
					if (isTried && known === number && found.sequence === sequence) written.set(number, sequence);
					else expect([seed, sequence, known, found.sequence]).toEqual([seed, sequence, known, newest]);
				}
			}
		}
	});
});

describe("a store of rights", () => {
	it("is not another board's, and reads nothing from a chip of noise", () => {
		const flash = new NorFlash({ sizeBytes });
		const store = ready(flash);
		put(store, voucher, 1, 1, 10);
		expect(new RightsStore(flash, 6).find(voucher, couponKey(1, 1))).toBeUndefined();
		const random = new SeededRandom(3);
		for (let at = 0; at < flash.cells.length; at++) flash.cells[at] = random.below(256);
		expect(ready(flash).find(voucher, couponKey(1, 1))).toBeUndefined();
	});

	it("says that it is full, and keeps what it has", () => {
		const flash = new NorFlash({ sizeBytes: 4 * 4_096 });
		const store = ready(flash);
		let stored = 0;
		while (put(store, coupon, stored, stored + 1, 0)) stored++;
		expect(stored).toBeGreaterThan(200);
		expect(store.isFull(coupon, couponKey(1, stored))).toBe(true);
		for (let serial = 0; serial < stored; serial++) expect(store.find(coupon, couponKey(1, serial))).toBeDefined();
	});

	it("counts as spent what a damaged entry was about, and says which buckets it had", () => {
		const flash = new NorFlash({ sizeBytes });
		const store = ready(flash);
		put(store, voucher, 1, 1, 500);
		put(store, voucher, 1, 2, 300);
		const { buckets } = store;
		const at = newestSlot(flash);
		flash.cells[at + 27]! ^= 1;
		const damaged = new RightsStore(flash, 5);
		expect(damaged.find(voucher, couponKey(1, 1))).toMatchObject({ sequence: 1, left: 500 });
		expect(damaged.find(voucher, couponKey(1, 1), true)).toMatchObject({ left: 0 });
		// The header of its sector.
		flash.cells[at - (at % 4_096)]! ^= 1;
		expect(new RightsStore(flash, 5).buckets).toBe(buckets & (buckets - 1));
	});
});

/** The last slot that is written. */
function newestSlot(flash: NorFlash): number {
	const slots = flash.sizeBytes / 32;
	let newest = 0;
	for (let slot = 0; slot < slots; slot++)
		if (flash.cells[slot * 32] === voucher && flash.cells[slot * 32 + 19] === 2) newest = slot * 32;
	return newest;
}
