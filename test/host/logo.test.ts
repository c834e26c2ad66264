import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { readLogo } from "../../host/control/logo.js";
import { marketCatalog, memorySource } from "../catalog/market.js";

/** A picture with a grey and an alpha value for each pixel. */
function png(
	width: number,
	height: number,
	pixel: (x: number, y: number) => readonly [grey: number, alpha: number],
): Uint8Array {
	const picture = new PNG({ width, height });
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const [grey, alpha] = pixel(x, y);
			picture.data.set([grey, grey, grey, alpha], 4 * (y * width + x));
		}
	}
	return PNG.sync.write(picture);
}

const blackShare = ({ rows }: { rows: Uint8Array }): number =>
	rows.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0) / (rows.length * 8);

describe("a logo", () => {
	it("keeps black and white, and treats transparent pixels as paper", () => {
		const logo = readLogo(png(16, 2, (x, y) => (y === 0 ? [x < 8 ? 0 : 255, 255] : [0, x < 4 ? 255 : 0])));
		expect(logo).toEqual({ widthBytes: 2, height: 2, rows: Uint8Array.of(0xff, 0, 0xf0, 0) });
	});

	it("dithers grey to a matching share of dots", () => {
		expect(blackShare(readLogo(png(160, 160, () => [191, 255])))).toBeCloseTo(0.25, 1);
		expect(blackShare(readLogo(png(160, 160, () => [64, 255])))).toBeCloseTo(0.75, 1);
	});

	it("is scaled down to the paper width, keeping its aspect ratio", () => {
		expect(readLogo(png(1_536, 200, () => [0, 255]))).toMatchObject({ widthBytes: 48, height: 50 });
		expect(readLogo(png(300, 600, () => [0, 255]))).toMatchObject({ widthBytes: 15, height: 240 });
		expect(readLogo(png(2_000, 1, () => [0, 255]))).toMatchObject({ widthBytes: 48, height: 1 });
	});

	it("is refused when it is not a picture or claims an excessive size", () => {
		const small = png(8, 8, () => [0, 255]);
		for (const bytes of [new Uint8Array(0), new Uint8Array(100), small.slice(0, 40)])
			expect(() => readLogo(bytes)).toThrow("LOGO_UNREADABLE");
		const huge = Uint8Array.from(small);
		new DataView(huge.buffer).setUint32(16, 0x7fffffff);
		expect(() => readLogo(huge)).toThrow("LOGO_UNREADABLE");
	});

	it("is stored in the catalog and read row by row", () => {
		const logo = readLogo(png(100, 30, (x, y) => [(x + y) % 3 === 0 ? 0 : 255, 255]));
		const bytes = buildCatalog({ ...marketCatalog(20), logo });
		const open = (image: Uint8Array): CatalogImage => new CatalogImage({ source: memorySource(image) });
		const found = open(bytes).logo!;
		expect([found.widthBytes, found.height]).toEqual([13, 30]);
		expect(found.rows(7, 4)).toEqual(logo.rows.subarray(7 * 13, 11 * 13));
		expect(open(buildCatalog(marketCatalog(20))).logo).toBeUndefined();
		expect(() => buildCatalog({ ...marketCatalog(20), logo: { ...logo, height: 31 } })).toThrow("CATALOG_INVALID");
		expect(() => open(bytes.subarray(0, bytes.length - 1))).toThrow("CATALOG_UNREADABLE");
	});
});
