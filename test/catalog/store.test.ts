import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { CatalogSlot, type SlotImage } from "../../firmware/catalog/slot.js";
import { CatalogStore } from "../../firmware/catalog/store.js";
import { Fault } from "../../firmware/core/fault.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import { marketCatalog } from "./market.js";

const sizeBytes = 98_304;
const chunkBytes = 2_048;

interface Release {
	readonly bytes: Uint8Array;
	readonly manifest: SlotImage;
}

function release(version: number, items = 220): Release {
	const bytes = buildCatalog(marketCatalog(items, version));
	return { bytes, manifest: { version, format: 1, lengthBytes: bytes.length, digest: nodeDigest.sha256(bytes) } };
}

const open = (flash: NorFlash): CatalogStore => new CatalogStore({ flash, digest: nodeDigest });

/** Does what sync does: resumes a download, pulls the rest, and applies it. */
function take(store: CatalogStore, { bytes, manifest }: Release): void {
	for (let at = store.begin(manifest); at < bytes.length; at += chunkBytes)
		store.write(at, bytes.subarray(at, at + chunkBytes));
	store.apply(manifest);
}

function pull(store: CatalogStore, release: Release): void {
	take(store, release);
	store.commit();
}

/** A small seeded stream (mulberry32), so that a failing sweep repeats. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

describe.each([
	["plain flash", undefined],
	["encrypted flash", 0x5eed],
])("a catalog store on %s", (_, encryptionKey) => {
	const chip = (): NorFlash => new NorFlash({ sizeBytes, ...(encryptionKey === undefined ? {} : { encryptionKey }) });

	it("is empty on an erased chip, and finding out writes nothing", () => {
		const flash = chip();
		const store = open(flash);
		expect(store.image).toBeUndefined();
		expect(store.version).toBe(0);
		expect(flash.counters).toMatchObject({ programs: 0, erases: 0 });
	});

	it("applies one catalog after another, and finds the last after power-on", () => {
		const flash = chip();
		for (let version = 1; version <= 5; version++) {
			const store = open(flash);
			expect(store.version).toBe(version - 1);
			pull(store, release(version));
			expect(store.version).toBe(version);
		}
		const store = open(flash);
		expect(store.version).toBe(5);
		expect(store.verify()).toBe(true);
		expect(store.image!.find("M00000")?.sku).toBe("M00000");
	});

	it("resumes a download at the last full sector after a power cut", () => {
		const flash = chip();
		const { bytes, manifest } = release(1);
		const store = open(flash);
		store.begin(manifest);
		for (let at = 0; at < 5 * chunkBytes; at += chunkBytes) store.write(at, bytes.subarray(at, at + chunkBytes));
		const again = open(flash);
		expect(again.version).toBe(0);
		expect(again.begin(manifest)).toBe(8_192);
		pull(again, { bytes, manifest });
		expect(again.version).toBe(1);
	});

	it("has either the old or the new catalog, complete, whichever operation the power fails in", () => {
		const flash = chip();
		pull(open(flash), release(1));
		const next = release(2);
		const base = flash.save();
		let cuts = 0;
		for (const mode of cutModes) {
			for (let skip = 0; ; skip++) {
				const cut = chip();
				cut.load(base);
				cut.cutPower(skip, mode, seeded(skip + 1));
				try {
					pull(open(cut), next);
					break;
				} catch (error) {
					expect(error).toBeInstanceOf(PowerCut);
				}
				cuts++;
				cut.powerOn();
				const store = open(cut);
				expect([1, 2]).toContain(store.version);
				expect(store.verify()).toBe(true);
				if (store.version === 1) pull(store, next);
				expect(open(cut).version).toBe(2);
				expect(open(cut).verify()).toBe(true);
			}
		}
		expect(cuts).toBeGreaterThan(60);
	});

	it("keeps a verified catalog until it is applied, whichever operation the power fails in", () => {
		const flash = chip();
		pull(open(flash), release(1));
		const next = release(2);
		const base = flash.save();
		let cuts = 0;
		let waited = 0;
		for (const mode of cutModes) {
			for (let skip = 0; ; skip++) {
				const cut = chip();
				cut.load(base);
				cut.cutPower(skip, mode, seeded(skip + 1));
				let isHeld = false;
				try {
					const store = open(cut);
					take(store, next);
					isHeld = true;
					store.commit();
					break;
				} catch (error) {
					expect(error).toBeInstanceOf(PowerCut);
				}
				cuts++;
				cut.powerOn();
				const store = open(cut);
				if (isHeld && store.version === 1) {
					waited++;
					expect(store.waitingVersion).toBe(2);
					expect(store.isNews(next.manifest)).toBe(false);
					expect(store.begin(next.manifest)).toBe(next.bytes.length);
					store.apply(next.manifest);
					expect(store.version).toBe(1);
				} else if (store.version === 1 && store.waitingVersion === 0) take(store, next);
				if (store.version === 1) store.commit();
				expect(store.version).toBe(2);
				expect(store.waitingVersion).toBe(0);
				expect(open(cut).version).toBe(2);
				expect(open(cut).verify()).toBe(true);
			}
		}
		expect(cuts).toBeGreaterThan(60);
		expect(waited).toBeGreaterThan(0);
	});

	it("returns the terms of a waiting catalog while the current one is in use", () => {
		const flash = chip();
		pull(open(flash), release(1));
		const bytes = buildCatalog({ ...marketCatalog(220, 2), currency: "JPY" });
		const manifest = { version: 2, format: 1, lengthBytes: bytes.length, digest: nodeDigest.sha256(bytes) };
		const store = open(flash);
		take(store, { bytes, manifest });
		const again = open(flash);
		expect(again.version).toBe(1);
		expect(again.image!.terms.currency).toBe("EUR");
		expect(again.openWaiting()!.terms.currency).toBe("JPY");
		again.commit();
		expect(again.image!.terms.currency).toBe("JPY");
		expect(again.openWaiting()).toBeUndefined();
		expect(() => again.commit()).toThrow("CATALOG_DAMAGED");
	});

	it("replaces a waiting catalog by a newer one, and by the same version with other prices", () => {
		const flash = chip();
		pull(open(flash), release(1));
		const store = open(flash);
		take(store, release(2));
		expect(() => store.begin(release(1).manifest)).toThrow("VERSION_STALE");
		const other = release(2, 100);
		expect(store.isNews(other.manifest)).toBe(true);
		take(store, other);
		expect(store.openWaiting()!.itemCount).toBe(100);
		expect(store.isNews(release(3).manifest)).toBe(true);
		take(store, release(3));
		expect(store.waitingVersion).toBe(3);
		expect(store.isNews(release(2).manifest)).toBe(false);
		expect(() => store.begin(release(2).manifest)).toThrow("VERSION_STALE");
		expect(store.waitingVersion).toBe(3);
		store.commit();
		expect(open(flash).version).toBe(3);
	});

	it.each([1, 2])("keeps the waiting catalog when the current one becomes unreadable, in slot %i", (versions) => {
		const flash = chip();
		for (let version = 1; version <= versions; version++) pull(open(flash), release(version));
		take(open(flash), release(3));
		flash.disturb(((versions - 1) * sizeBytes) / 2 + 4_096 + 5, 0x10);
		const store = open(flash);
		expect(store.version).toBe(0);
		expect(store.waitingVersion).toBe(3);
		store.commit();
		expect(open(flash).version).toBe(3);
	});

	it("refuses an image of an unknown format before writing to flash", () => {
		const flash = chip();
		const store = open(flash);
		pull(store, release(1));
		take(store, release(2));
		const before = { ...flash.counters };
		expect(() => store.begin({ ...release(3).manifest, format: 2 })).toThrow("CATALOG_FORMAT_UNKNOWN");
		expect(flash.counters).toEqual(before);
		expect(store.waitingVersion).toBe(2);
	});

	it("applies the current version again when it comes in a newer format", () => {
		const store = open(chip());
		pull(store, release(3));
		expect(store.isNews({ ...release(3).manifest, format: 2 })).toBe(true);
		expect(store.isNews(release(3).manifest)).toBe(false);
	});

	it("drops the waiting catalog rather than write beyond a header filled by torn entries", () => {
		const flash = chip();
		take(open(flash), release(1, 10));
		let tries = 0;
		for (; open(flash).waitingVersion === 1 && tries < 300; tries++) {
			flash.cutPower(0, "prefix", () => 0.5);
			expect(() => open(flash).commit()).toThrow();
			flash.powerOn();
		}
		expect(tries).toBeGreaterThan(200);
		expect(open(flash).waitingVersion).toBe(0);
		const store = open(flash);
		expect(store.version).toBe(0);
		pull(store, release(1, 10));
		expect(open(flash).version).toBe(1);
	});

	it("begins a download anew when torn entries have filled its header", () => {
		const flash = chip();
		const next = release(1, 10);
		open(flash).begin(next.manifest);
		for (let tries = 0; tries < 300; tries++) {
			// The sector is erased and programmed, and the power fails in the entry that says so.
			flash.cutPower(2, "prefix", () => 0.5);
			expect(() => take(open(flash), next), `try ${tries}`).toThrow(PowerCut);
			flash.powerOn();
		}
		pull(open(flash), next);
		expect(open(flash).version).toBe(1);
	});

	it("keeps room in a header for the entry that voids it", () => {
		const { manifest } = release(1, 10);
		let progress = 0;
		for (; ; progress++) {
			const flash = chip();
			const slot = new CatalogSlot({ flash, base: 0, sizeBytes: 2 * flash.sectorBytes });
			slot.begin(manifest);
			for (let i = 0; i < progress; i++) slot.markProgress(manifest.lengthBytes);
			if (slot.isWorn) break;
			slot.markVerified();
			slot.commit(1);
			const { programs } = flash.counters;
			slot.forget();
			expect(flash.counters.programs, `after ${progress} entries`).toBe(programs + 1);
		}
		expect(progress).toBeGreaterThan(200);
	});

	it("never continues in a header whose erase was interrupted, whatever it reads as", () => {
		const waiting = chip();
		pull(open(waiting), release(1, 10));
		take(open(waiting), release(2, 10));
		for (const mode of cutModes) {
			for (let seed = 1; seed <= 20; seed++) {
				const flash = chip();
				flash.copy(waiting);
				// The waiting catalog is replaced: its header is voided, then erased.
				flash.cutPower(seed % 2, mode, seeded(seed));
				expect(() => open(flash).begin(release(3, 10).manifest)).toThrow(PowerCut);
				flash.powerOn();
				const store = open(flash);
				if (store.waitingVersion === 0) pull(store, release(2, 10));
				else store.commit();
				for (let boot = 0; boot < 6; boot++) {
					flash.powerOn();
					expect(open(flash).version, `${mode}, seed ${seed}`).toBe(2);
				}
			}
		}
	});

	it("survives repeated power cuts in one download", () => {
		const flash = chip();
		const random = seeded(99);
		const next = release(1);
		for (let attempt = 0; attempt < 400 && open(flash).version === 0; attempt++) {
			flash.cutPower(Math.floor(random() * 6), cutModes[attempt % cutModes.length]!, random);
			try {
				pull(open(flash), next);
			} catch (error) {
				expect(error).toBeInstanceOf(PowerCut);
			}
			flash.powerOn();
		}
		pullIfNeeded(flash, next);
		expect(open(flash).version).toBe(1);
		expect(open(flash).verify()).toBe(true);
	});

	function pullIfNeeded(flash: NorFlash, next: Release): void {
		const store = open(flash);
		if (store.version === 0) pull(store, next);
	}

	it("refuses an image with a flipped bit, discards it, and accepts the right one afterwards", () => {
		const flash = chip();
		pull(open(flash), release(1));
		const good = release(2);
		const bytes = good.bytes.slice();
		bytes[700]! ^= 4;
		const store = open(flash);
		expect(() => pull(store, { bytes, manifest: good.manifest })).toThrow("CATALOG_DAMAGED");
		expect(store.version).toBe(1);
		expect(open(flash).begin(good.manifest)).toBe(0);
		pull(open(flash), good);
		expect(open(flash).version).toBe(2);
	});

	it("refuses an image that is older, too large, incomplete, or out of order", () => {
		const flash = chip();
		const store = open(flash);
		pull(store, release(3));
		expect(() => store.begin(release(3).manifest)).toThrow("VERSION_STALE");
		expect(() => store.begin(release(2).manifest)).toThrow("VERSION_STALE");
		const { bytes, manifest } = release(4);
		expect(() => store.begin({ ...manifest, lengthBytes: 45_057 })).toThrow("CATALOG_TOO_LARGE");
		expect(() => store.write(0, bytes.subarray(0, 2_048))).toThrow(Fault);
		store.begin(manifest);
		expect(() => store.write(2_048, bytes.subarray(0, 2_048))).toThrow("CATALOG_DAMAGED");
		expect(() => store.apply(manifest)).toThrow("CATALOG_DAMAGED");
		expect(store.version).toBe(3);
	});

	it("refuses an image whose version differs from the announced one", () => {
		const store = open(chip());
		const { bytes, manifest } = release(1);
		expect(() => pull(store, { bytes, manifest: { ...manifest, version: 2 } })).toThrow("CATALOG_DAMAGED");
	});

	it("falls back to the previous catalog when the newest becomes unreadable", () => {
		const flash = chip();
		pull(open(flash), release(1));
		pull(open(flash), release(2));
		flash.disturb(sizeBytes / 2 + 4_096 + 5, 0x10);
		expect(open(flash).version).toBe(1);
	});

	it("takes no header whose image is longer than its slot", () => {
		const flash = chip();
		const { manifest } = release(1);
		const slot = { flash, base: 0, sizeBytes: sizeBytes / 2 };
		new CatalogSlot(slot).begin(manifest);
		expect(new CatalogSlot(slot).image).toMatchObject({ version: 1 });
		expect(new CatalogSlot({ ...slot, sizeBytes: 4_096 + manifest.lengthBytes - 1 }).image).toBeUndefined();
	});

	it("finds no catalog in random bytes", () => {
		const flash = chip();
		const random = seeded(5);
		flash.load(Uint8Array.from({ length: sizeBytes }, () => Math.floor(random() * 256)));
		const store = open(flash);
		expect(store.version).toBe(0);
		pull(store, release(1));
		expect(open(flash).version).toBe(1);
	});
});
