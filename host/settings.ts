// A merchant's settings: their defaults, their checks, and parsers for their notation on the command line.
import { universalTime } from "../firmware/catalog/builder.js";
import type { CatalogLogo, CatalogSourcePromotion, CatalogSourceTaxClass } from "../firmware/catalog/source.js";
import { checkCatalog } from "../firmware/catalog/source-check.js";
import { Fault } from "../firmware/core/fault.js";
import { TaxMode } from "../firmware/wire/record.js";
import { receiptLanguages } from "../firmware/words/receipt-languages.js";
import { HostFault } from "./faults.js";
import { isZoneName } from "./zone.js";

/** Settings for a merchant's catalogs, beside the items, and for its reports. */
export interface MerchantSettings {
	/** IANA name of the terminals' time zone. */
	readonly zone: string;
	/** The business day ends this long after midnight. */
	readonly dayEndMinutes: number;
	/** ISO 3166-1 alpha-2; empty for none. Country and currency determine how cash is rounded. */
	readonly country: string;
	/** One of `TaxMode`. */
	readonly taxMode: number;
	readonly headerLines: readonly string[];
	/** Languages of receipts beside those of terminals: "he", "ja". */
	readonly receiptLanguages: readonly string[];
	/** Printed above the header lines. */
	readonly logo?: CatalogLogo | undefined;
	/** Where customers reach this host, such as "https://example.org"; receipts then carry a link. */
	readonly receiptAddress?: string | undefined;
	/** The first class applies to amounts entered by hand. */
	readonly taxClasses: readonly CatalogSourceTaxClass[];
	readonly promotions: readonly CatalogSourcePromotion[];
	/** The prefixes among 20 to 29 (in-store codes) whose codes carry a weight instead of a price. */
	readonly weightPrefixes: readonly number[];
	/** Layouts of scale labels, such as "22IIIIIVPPPPC" (docs/scanning.md), one for a prefix. */
	readonly scaleLabels: readonly string[];
	/**
	 * A drawer that is counted at the end of a shift and differs by more than this, in minor units of the currency,
	 * raises the alarm DRAWER_DIFFERENCE.
	 */
	readonly drawerToleranceMinor: number;
}

const defaultSettings: MerchantSettings = {
	zone: "UTC",
	dayEndMinutes: 0,
	country: "",
	taxMode: TaxMode.inclusive,
	headerLines: [],
	receiptLanguages: [],
	taxClasses: [
		{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
		{ name: "reduced", rates: [{ rateMillipercent: 5_000 }] },
		{ name: "zero", rates: [{ rateMillipercent: 0 }] },
	],
	promotions: [],
	weightPrefixes: [],
	scaleLabels: [],
	drawerToleranceMinor: 500,
};

/**
 * Completes the settings with their defaults and checks them. Throws HostFault SETTINGS_INVALID that names the first
 * invalid setting.
 */
export function checkSettings(settings: Partial<MerchantSettings> = {}): MerchantSettings {
	const given = { ...defaultSettings, ...settings };
	// Some systems write a letter and its accent as two characters, which screens and printers cannot join.
	const checked = { ...given, headerLines: given.headerLines.map((line) => line.normalize("NFC")) };
	if (!isZoneName(checked.zone)) throw new HostFault("SETTINGS_INVALID", `time zone "${checked.zone}"`);
	const unknown = checked.receiptLanguages.find((tag) => !Object.hasOwn(receiptLanguages, tag));
	if (unknown !== undefined) throw new HostFault("SETTINGS_INVALID", `language of receipts "${unknown}"`);
	try {
		// Promotions refer to items, so they are checked when a catalog is published.
		checkCatalog({
			...checked,
			version: 1,
			currency: "EUR",
			items: [],
			promotions: [],
			zone: universalTime,
		});
	} catch (error) {
		if (error instanceof Fault) throw new HostFault("SETTINGS_INVALID", error.detail);
		throw error;
	}
	return checked;
}

/**
 * Parses "NAME=RATE[:AUTHORITY[:JURISDICTION]][,…]" with rates in percent and up to three decimals, such as
 * "food=4:US-NY,4.875:US-NY:NYC". Throws HostFault SETTINGS_INVALID.
 */
export function readTaxClass(text: string): MerchantSettings["taxClasses"][number] {
	const [, name, list] = /^([^=]+)=(.+)$/.exec(text) ?? [];
	if (name === undefined || list === undefined) throw new HostFault("SETTINGS_INVALID", `tax class "${text}"`);
	const rates = list.split(",").map((each) => {
		const [percent = "", authority = "", jurisdiction = "", ...more] = each.split(":").map((part) => part.trim());
		const [, whole, decimals = ""] = /^(\d{1,3})(?:\.(\d{1,3}))?$/.exec(percent) ?? [];
		if (whole === undefined || more.length > 0)
			throw new HostFault("SETTINGS_INVALID", `tax class "${text}": "${each}"`);
		return { rateMillipercent: Number(whole + decimals.padEnd(3, "0")), authority, jurisdiction };
	});
	return { name: name.trim(), rates };
}

/** Parses a time such as "04:00" to minutes after midnight. Throws HostFault SETTINGS_INVALID. */
export function readDayEnd(text: string): number {
	const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
	if (hours === undefined) throw new HostFault("SETTINGS_INVALID", `end of the business day "${text}"`);
	return Number(hours) * 60 + Number(minutes);
}
