import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { head, sectionBounds } from "../../firmware/catalog/format.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { price } from "../../firmware/pricing/price.js";
import { TaxMode } from "../../firmware/wire/record.js";
import { buildNextCatalog } from "../compatibility/next/catalog.js";
import { taxedLine } from "../pricing/baskets.js";
import { marketCatalog, memorySource, resealed } from "./market.js";

const source = {
	...marketCatalog(40),
	logo: { widthBytes: 2, height: 9, rows: new Uint8Array(18).fill(0x5a) },
	promotions: [
		{
			id: "EARLY",
			name: "Early",
			basisPoints: 500,
			category: "group 1",
			window: { fromSeconds: 1, untilSeconds: 2, weekdays: 127, fromMinute: 3, untilMinute: 4 },
		},
	],
};
const images = [buildCatalog(source), buildNextCatalog(source)];
const codes = source.items.flatMap((item) => [item.sku, ...item.barcodes]);

let opened = 0;

/**
 * Uses everything that a terminal reads from an image. It may only throw Faults, and must not read outside the image.
 */
function use(bytes: Uint8Array): void {
	const memory = memorySource(bytes);
	const attempt = (step: () => void): void => {
		try {
			step();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
		}
	};
	attempt(() => {
		const image = new CatalogImage({ source: memory });
		opened++;
		expect(image.itemCount).toBeLessThanOrEqual(limits.catalogItemsMax);
		const { rules } = image;
		const ruleCount = rules?.scopes.length ?? 0;
		expect(ruleCount).toBeLessThanOrEqual(limits.catalogRulesMax);
		for (let rule = 0; rule < ruleCount; rule++) attempt(() => rules!.nameOf(rule));
		const lines = Array.from({ length: Math.min(image.itemCount, 40) }, (_, item) => taxedLine(100, [], 1, item));
		attempt(() => rules?.mark(lines, new Uint32Array(2 * ruleCount)));
		attempt(() => expect(price(lines, TaxMode.inclusive, rules).totalMinor).toBeGreaterThanOrEqual(0));
		attempt(() => image.openPriceTaxRates);
		attempt(() => image.zoneName);
		attempt(() => image.logo?.rows(0, image.logo.height));
		for (const wallMs of [0, 1_780_000_000_000, 8e12]) attempt(() => image.zoneAt(wallMs));
		for (let index = 0; index < Math.min(image.itemCount, 50); index++) attempt(() => image.item(index));
		for (let at = 0; at < image.favouriteCount; at++) image.favourite(at);
		for (const code of codes.slice(0, 20)) attempt(() => image.find(code));
		memory.reads = 0;
		for (const query of ["c", "brot", "l 4"]) expect(image.search(query).length).toBeLessThanOrEqual(6);
		expect(memory.reads).toBeLessThan(3 * 320);
	});
}

/** Expects that this many images were read and not refused when opened. */
function expectOpened(least: number, run: () => void): void {
	opened = 0;
	run();
	expect(opened).toBeGreaterThan(least);
}

const flip = fc.record({ at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });
const seed = 20_261_128;

describe("a hostile or damaged catalog image", () => {
	it("gives a fault or a catalog wherever a single bit flips, with a wrong or a matching checksum", () => {
		const bytes = images[0]!;
		for (let at = 0; at < bytes.length; at += at < 300 ? 1 : 3) {
			const damaged = bytes.slice();
			damaged[at]! ^= 1 << (at % 8);
			use(damaged);
			if (at < 300) use(resealed(damaged));
		}
	});

	it("gives a fault or a catalog whatever bytes change in head and directory with a matching checksum", () => {
		const property = fc.property(
			fc.constantFrom(...images),
			fc.array(flip, { minLength: 1, maxLength: 6 }),
			(bytes, flips) => {
				const damaged = bytes.slice();
				for (const { at, mask } of flips) damaged[at % 330]! ^= mask;
				use(resealed(damaged));
			},
		);
		expectOpened(50, () => fc.assert(property, { seed, numRuns: 4_000 }));
	});

	it("gives a fault or a catalog whatever bytes change anywhere", () => {
		const property = fc.property(
			fc.constantFrom(...images),
			fc.array(flip, { minLength: 1, maxLength: 60 }),
			(bytes, flips) => {
				const damaged = bytes.slice();
				for (const { at, mask } of flips) damaged[at % damaged.length]! ^= mask;
				use(resealed(damaged));
			},
		);
		expectOpened(500, () => fc.assert(property, { seed, numRuns: 1_500 }));
	});

	it("gives a fault or a catalog when everything after magic and format is random", () => {
		const property = fc.property(
			fc.uint8Array({ minLength: head.bytes, maxLength: 3_000 }),
			fc.boolean(),
			(random, isPlausible) => {
				const bytes = random.slice();
				const view = new DataView(bytes.buffer);
				view.setUint32(head.magic, 0x544d4354);
				view.setUint16(head.format, 1);
				view.setUint16(head.headBytes, head.bytes);
				view.setUint16(head.sectionCount, view.getUint16(head.sectionCount) % 20);
				view.setUint16(head.sectionEntryBytes, 12);
				if (isPlausible) makePlausible(view);
				use(resealed(bytes));
			},
		);
		expectOpened(200, () => fc.assert(property, { seed, numRuns: 4_000 }));
	});

	it("gives a fault if truncated anywhere", () => {
		const bytes = images[1]!;
		for (let length = 0; length < bytes.length; length += 7)
			expect(() => new CatalogImage({ source: memorySource(bytes.subarray(0, length)) })).toThrow(Fault);
	});

	it("is refused if a section occurs twice or extends beyond the end", () => {
		const bytes = images[0]!;
		const view = (image: Uint8Array): DataView => new DataView(image.buffer);
		const open = (change: (head: DataView) => void) => () => {
			const damaged = bytes.slice();
			change(view(damaged));
			return new CatalogImage({ source: memorySource(resealed(damaged)) });
		};
		expect(open(() => {})().itemCount).toBe(40);
		expect(open((at) => at.setUint16(head.bytes + 12, at.getUint16(head.bytes)))).toThrow(
			"CATALOG_UNREADABLE: section 2",
		);
		expect(open((at) => at.setUint32(head.bytes + 4, 4_000))).toThrow("CATALOG_UNREADABLE: section 2");
		expect(open((at) => at.setUint32(head.bytes + 8, 0xffffffff))).toThrow("CATALOG_UNREADABLE: section 2");
		expect(open((at) => at.setUint16(head.bytes + 2, 15))).toThrow("CATALOG_UNREADABLE: section 2");
		expect(open((at) => at.setUint8(head.decimals, 0))).toThrow("CATALOG_UNREADABLE: currency EUR");
		expect(open((at) => at.setUint16(head.country, 0x6174))).toThrow("CATALOG_UNREADABLE: letters");
		expect(open((at) => at.setUint16(head.format, 2))).toThrow("CATALOG_UNREADABLE: format 2");
	});
});

/** A directory whose sections are all within the image, so that their content is read. */
function makePlausible(view: DataView): void {
	const sections = view.getUint16(head.sectionCount);
	const bodyAt = head.bytes + sections * 12;
	const room = Math.max(0, view.byteLength - bodyAt);
	view.setUint32(head.imageBytes, view.byteLength);
	view.setUint32(head.currency, 0x45555202);
	view.setUint16(head.country, 0);
	for (let index = 0; index < sections && bodyAt <= view.byteLength; index++) {
		const at = head.bytes + index * 12;
		const type = index + 1;
		const bounds = sectionBounds[type];
		const stride = (bounds?.bytes ?? 1) + (type === 1 || type === 12 ? 0 : view.getUint8(at) % 3);
		const count = Math.min(view.getUint8(at + 1) % 9, bounds?.countMax ?? 9);
		const isText = type === 1;
		view.setUint16(at, type);
		view.setUint16(at + 2, stride);
		view.setUint32(at + 4, isText ? room : Math.min(count, Math.floor(room / stride)));
		view.setUint32(at + 8, bodyAt);
	}
}
