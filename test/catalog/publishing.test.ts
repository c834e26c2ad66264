import { beforeEach, describe, expect, it } from "vitest";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { offsetMinutesAt } from "../../firmware/core/local-time.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { encodeRecord, RecordKind, TaxMode } from "../../firmware/wire/record.js";
import { type CatalogBuilders, catalogBuilders, Catalogs, type CatalogsStore } from "../../host/control/catalog.js";
import type { CatalogOffer, PublishedCatalog } from "../../host/store/catalogs.js";
import { checkSettings, type MerchantSettings, readDayEnd, readTaxClass } from "../../host/settings.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { buildNextCatalog } from "../compatibility/next/catalog.js";
import { memorySource } from "./market.js";
import { openManifest } from "../wire/open.js";

const cbor = new CborCodec();
const ed25519 = new NodeEd25519();
const seed = new Uint8Array(32).fill(5);
const hostKey = ed25519.publicKey(seed);
const createdMs = Date.UTC(2026, 10, 28);
const csv = `sku,name,category,price_minor,currency,tax_class,barcodes
TEA,Tea,hot,325,USD,prepared,
BRD,"Rye, dark",,650,USD,food,036000291452 4006381333931
`;
const settings = {
	zone: "America/New_York",
	country: "US",
	taxMode: TaxMode.exclusive,
	dayEndMinutes: 240,
	headerLines: ["North"],
	logo: { widthBytes: 1, height: 2, rows: Uint8Array.of(0x81, 0x18) },
	taxClasses: [readTaxClass("prepared=4:US-NY,4.875:US-NY:NYC"), readTaxClass("food=0")],
};

/** A store in memory; a failed transaction changes nothing. */
class MemoryStore implements CatalogsStore {
	published: { readonly catalog: PublishedCatalog; readonly source: string }[] = [];
	images: { readonly offer: CatalogOffer; readonly image: Uint8Array }[] = [];
	applied: Uint8Array | undefined;
	readonly settings = new Map<string, string>();

	readonly catalogs: CatalogsStore["catalogs"] = {
		latest: async () => this.published.at(-1)?.catalog,
		source: async (version) => this.published.find(({ catalog }) => catalog.version === version)?.source,
		publish: async (catalog, { source, images, currency }) => {
			this.published.push({ catalog, source });
			this.images.push(...images);
			this.settings.set("currency", currency);
			return true;
		},
		offer: async (version, format) =>
			this.images.find(({ offer }) => offer.version === version && offer.format === format)?.offer,
		addOffer: async (offer, image) => void this.images.push({ offer, image }),
		imagePiece: async (digest, offset, length) =>
			this.images
				.find(({ offer }) => Buffer.compare(offer.digest, digest) === 0)
				?.image.slice(offset, offset + length),
	};
	readonly terminals = { all: () => Promise.resolve([{ terminal: "t1" }]) };
	readonly chains = {
		lastCatalogApplied: () => Promise.resolve(this.applied && { epoch: 1, payload: this.applied }),
	};
}

let store: MemoryStore;
beforeEach(() => (store = new MemoryStore()));

function open(builders?: CatalogBuilders, stall: Partial<MerchantSettings> = settings): Catalogs {
	const signer = { publicKey: hostKey, sign: (message: Uint8Array) => ed25519.sign(message, seed) };
	const parts = {
		store,
		cbor,
		digest: nodeDigest,
		signer,
		clock: { now: () => createdMs },
		merchant: "north",
		settings: checkSettings(stall),
		people: { signingIn: () => Promise.resolve([]) },
		rules: {
			inEffect: () => Promise.resolve({ flags: [], rules: [], campaigns: [], hasVouchers: false }),
		},
	};
	return new Catalogs(builders ? { ...parts, builders } : parts);
}

const publish = (catalogs: Catalogs, text = csv): Promise<PublishedCatalog> => catalogs.publish(Buffer.from(text));
const later: CatalogBuilders = {
	...catalogBuilders,
	4: (source) => ({ image: buildNextCatalog(source), unapplied: ["HAPPY"] }),
};

describe("published catalogs", () => {
	it("are offered with a signed manifest, and pulled in pieces that form the announced image", async () => {
		const catalogs = open();
		expect(await catalogs.version()).toBe(0);
		expect(await catalogs.manifestFor([1])).toBeUndefined();
		expect(await publish(catalogs)).toEqual({ version: 1, createdMs, warnings: [] });
		const offer = (await catalogs.manifestFor([1, 9]))!;
		const manifest = openManifest(cbor, ed25519, hostKey, offer.manifest);
		expect(offer).toMatchObject({ version: 1, format: 1, unapplied: [] });
		expect(manifest).toMatchObject({ merchant: "north", version: 1, format: 1, digest: offer.digest });
		const pieces: Uint8Array[] = [];
		for (let offset = 0; ; offset += 100) {
			const piece = (await catalogs.piece({ digest: manifest.digest, offset, length: 100 }))!;
			if (piece.length === 0) break;
			pieces.push(piece);
		}
		const bytes = Buffer.concat(pieces);
		expect(bytes.length).toBe(manifest.lengthBytes);
		expect(nodeDigest.sha256(bytes)).toEqual(manifest.digest);
		expect(await catalogs.piece({ digest: new Uint8Array(32), offset: 0, length: 100 })).toBeUndefined();
		const image = new CatalogImage({ source: memorySource(bytes) });
		expect(image.terms).toEqual({ currency: "USD", country: "US", taxMode: 1 });
		expect(image).toMatchObject({
			version: 1,
			dayEndMinutes: 240,
			headerLines: ["North"],
			zoneName: "America/New_York",
		});
		expect(image.find("TEA")!.taxRates.map((rate) => rate.jurisdiction)).toEqual(["", "NYC"]);
		expect(store.settings.get("currency")).toBe("USD");
	});

	it("contain local time from a year before their publication to ten years after it", async () => {
		const catalogs = open();
		await publish(catalogs);
		const image = new CatalogImage({ source: memorySource(store.images[0]!.image) });
		for (const [year, month, offsetMinutes] of [
			[2026, 0, -300],
			[2026, 6, -240],
			[2030, 6, -240],
			[2036, 6, -240],
			[2036, 10, -300],
		] as const) {
			const wallMs = Date.UTC(year, month, 15);
			expect(offsetMinutesAt(image.zoneAt(wallMs), wallMs)).toBe(offsetMinutes);
		}
	});

	it("are returned as the published file", async () => {
		const catalogs = open();
		expect(await catalogs.csv()).toBe("sku,name,category,price_minor,currency,tax_class,barcodes\r\n");
		await publish(catalogs);
		expect(await catalogs.csv()).toBe(csv.replaceAll("\n", "\r\n"));
	});

	it("are built for each terminal in the newest format that it reads", async () => {
		const catalogs = open(later);
		await publish(catalogs);
		expect(await catalogs.manifestFor([1])).toMatchObject({ format: 1, unapplied: [] });
		expect(await catalogs.manifestFor([1, 4, 7])).toMatchObject({ format: 4, unapplied: ["HAPPY"] });
		expect((await catalogs.manifestFor([4]))!.digest).not.toEqual((await catalogs.manifestFor([1]))!.digest);
		expect(
			await catalogs.piece({ digest: (await catalogs.manifestFor([4]))!.digest, offset: 0, length: 4 }),
		).toEqual(Uint8Array.from(Buffer.from("TMCT")));
	});

	it("are refused by name to a terminal that reads none of the formats", async () => {
		const catalogs = open();
		await publish(catalogs);
		for (const formats of [[], [2, 3]])
			await expect(catalogs.manifestFor(formats)).rejects.toThrow("CATALOG_FORMAT_UNREADABLE");
	});

	it("are built in a format added after their publication, with the settings of that time", async () => {
		await publish(open());
		const updated = open(later, {
			...settings,
			zone: "Europe/Vienna",
			country: "AT",
			logo: undefined,
			taxClasses: [readTaxClass("food=1")],
		});
		const offer = (await updated.manifestFor([4]))!;
		expect(offer).toMatchObject({ version: 1, format: 4 });
		const { image } = store.images.find((each) => each.offer === offer)!;
		const read = new CatalogImage({ source: memorySource(image) });
		expect(read).toMatchObject({ country: "US", zoneName: "America/New_York" });
		expect([...read.logo!.rows(0, 2)]).toEqual([0x81, 0x18]);
		const images = store.images.length;
		expect(await updated.manifestFor([4])).toBe(offer);
		expect(store.images).toHaveLength(images);
	});

	it("change nothing if any format cannot hold them", async () => {
		const catalogs = open({
			...catalogBuilders,
			2: () => {
				throw new Error("CATALOG_TOO_LARGE");
			},
		});
		await expect(publish(catalogs)).rejects.toThrow("CATALOG_TOO_LARGE");
		expect(await catalogs.version()).toBe(0);
		expect(store.images).toEqual([]);
		for (const [text, code] of [
			[csv.replace("prepared", "luxury"), "CSV_FIELD_INVALID"],
			[csv.replace("650,USD", "650,JPY"), "CSV_FIELD_INVALID"],
			[csv.replaceAll("USD", "XXX"), "CSV_FIELD_INVALID"],
			[csv.replace("BRD", "TEA"), "CSV_DUPLICATE"],
			[csv.replace("036000291452", "TEA"), "CSV_DUPLICATE"],
		] as const)
			await expect(publish(open(), text)).rejects.toThrow(code);
		expect(store.published).toEqual([]);
	});

	it("never reuse a version that a terminal applied, even after the store was restored", async () => {
		store.applied = encodeRecord(
			cbor,
			{
				kind: RecordKind.catalogApplied,
				bootCount: 1,
				uptimeMs: 1,
				wallMs: 1,
				clockQuality: 0,
				staff: 0,
				shift: 0,
				document: undefined,
				closes: [],
				version: 41,
				digest: new Uint8Array(32),
				format: 1,
				unapplied: [],
			},
			1,
		);
		expect((await publish(open())).version).toBe(42);
		expect((await publish(open())).version).toBe(43);
	});
});

describe("a merchant's settings", () => {
	it("have defaults, and are checked by name", () => {
		expect(checkSettings()).toMatchObject({ zone: "UTC", dayEndMinutes: 0, country: "", taxMode: 0 });
		for (const [wrong, detail] of [
			[{ zone: "Mars/Olympus" }, "time zone"],
			[{ zone: "+02:00" }, "time zone"],
			[{ dayEndMinutes: 1_440 }, "business day"],
			[{ country: "USA" }, "country"],
			[{ taxMode: 7 }, "tax mode 7"],
			[{ taxClasses: [] }, "0 tax classes"],
			[{ weightPrefixes: [30] }, "weight prefix 30"],
			[{ headerLines: ["\u0007"] }, "header line"],
		] as const) {
			expect(() => checkSettings(wrong)).toThrow("SETTINGS_INVALID");
			expect(() => checkSettings(wrong)).toThrow(detail);
		}
	});

	it("are parsed from an operator's notation of tax classes and the end of the day", () => {
		expect(readTaxClass("prepared=4:US-NY, 4.875:US-NY:NYC")).toEqual({
			name: "prepared",
			rates: [
				{ rateMillipercent: 4_000, authority: "US-NY", jurisdiction: "" },
				{ rateMillipercent: 4_875, authority: "US-NY", jurisdiction: "NYC" },
			],
		});
		expect(readTaxClass("zero=0").rates).toEqual([{ rateMillipercent: 0, authority: "", jurisdiction: "" }]);
		expect(readTaxClass("a=0.5").rates[0]!.rateMillipercent).toBe(500);
		for (const wrong of [
			"",
			"food",
			"=4",
			"food=",
			"food=4%",
			"food=-4",
			"food=4.1234",
			"food=1:a:b:c",
			"food=1e3",
		])
			expect(() => readTaxClass(wrong)).toThrow("SETTINGS_INVALID");
		expect([readDayEnd("00:00"), readDayEnd("4:00"), readDayEnd("23:59")]).toEqual([0, 240, 1_439]);
		for (const wrong of ["", "4", "24:00", "4:60", "04:00:00"])
			expect(() => readDayEnd(wrong)).toThrow("SETTINGS_INVALID");
	});
});
