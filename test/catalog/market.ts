// A test catalog with any number of items, typical names and valid EAN-13 codes.
import type { CatalogSource } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { head } from "../../firmware/catalog/format.js";
import { crc32c } from "../../firmware/core/crc32c.js";

const things = [
	"Apfelkuchen",
	"Bread",
	"Café crème",
	"Brötchen",
	"Lemonade",
	"Olive oil",
	"Cheese",
	"Soap",
	"Candle",
	"Honey",
];
const kinds = ["small", "large", "organic", "rosé", "smoked", "fresh", "old-fashioned", "Zürich style"];

export function ean13(twelve: string): string {
	let sum = 0;
	for (let i = 0; i < 12; i++) sum += Number(twelve[i]) * (i % 2 === 0 ? 1 : 3);
	return twelve + String((10 - (sum % 10)) % 10);
}

export function marketCatalog(count: number, version = 1): CatalogSource {
	return {
		version,
		currency: "EUR",
		country: "AT",
		zone: {
			name: "Europe/Vienna",
			transitions: [
				{ fromSeconds: 1_761_440_400, offsetMinutes: 60 },
				{ fromSeconds: 1_774_746_000, offsetMinutes: 120 },
				{ fromSeconds: 1_792_890_000, offsetMinutes: 60 },
			],
		},
		dayEndMinutes: 240,
		headerLines: ["Zoë's Märkte", "Hauptstraße 5", "ATU12345678"],
		taxClasses: [
			{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
			{ name: "reduced", rates: [{ rateMillipercent: 10_000 }] },
			{ name: "zero", rates: [{ rateMillipercent: 0 }] },
		],
		openPriceTaxClass: "reduced",
		promotions: [
			{
				id: "MORNING",
				name: "10 % morning",
				kind: "percent",
				basisPoints: 1_000,
				category: "group 1",
				window: undefined,
			},
		],
		items: Array.from({ length: count }, (_, i) => ({
			sku: `M${String((i * 7_919) % 100_000).padStart(5, "0")}`,
			name: `${things[i % things.length]} ${kinds[Math.floor(i / things.length) % kinds.length]} ${i}`,
			category: i % 5 === 0 ? "" : `group ${i % 5}`,
			priceMinor: (i * 37) % 5_000,
			taxClass: ["standard", "reduced", "zero"][i % 3]!,
			barcodes: i % 4 === 0 ? [] : [ean13(`40${String(i).padStart(10, "0")}`)],
		})),
	};
}

/** Throws for reads outside the image, which flash would not do. */
export function memorySource(bytes: Uint8Array): {
	sizeBytes: number;
	reads: number;
	read(offset: number, into: Uint8Array): void;
} {
	return {
		sizeBytes: bytes.length,
		reads: 0,
		read(offset, into) {
			this.reads++;
			if (!Number.isInteger(offset) || offset < 0 || offset + into.length > bytes.length)
				throw new RangeError(`${into.length} bytes at ${offset} of ${bytes.length}`);
			into.set(bytes.subarray(offset, offset + into.length));
		},
	};
}

export function imageOf(source: CatalogSource): CatalogImage {
	return new CatalogImage({ source: memorySource(buildCatalog(source)) });
}

/** The same image with changed bytes in head or directory and a matching checksum. */
export function resealed(bytes: Uint8Array): Uint8Array {
	const image = bytes.slice();
	const view = new DataView(image.buffer);
	const end =
		view.getUint16(head.headBytes) + view.getUint16(head.sectionCount) * view.getUint16(head.sectionEntryBytes);
	if (end <= image.length) view.setUint32(head.crc, crc32c(image, crc32c(image, 0, 0, head.crc), head.crc + 4, end));
	return image;
}

export function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
	const image = bytes.slice();
	image[at] = value;
	return resealed(image);
}
