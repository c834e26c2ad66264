// Tax classes of an image, and the list of rules that this version cannot apply. Such a rule is not applied in part;
// the terminal reports it.
import { limits } from "../core/limits.js";
import { TaxMode, type TaxRate } from "../wire/record.js";
import { SectionType, taxClassEntry, taxRateEntry } from "./format.js";
import type { Sections } from "./sections.js";

const nameCharactersMax = limits.skuCharactersMax;
const andMore = "and more";

/**
 * Names of rules that cannot be applied, cut to the length that a record has room for. Identifiers of promotions
 * contain no spaces; the other names do.
 */
export class Unapplied {
	readonly rules: string[] = [];

	constructor(taxMode: number) {
		if (taxMode !== TaxMode.inclusive && taxMode !== TaxMode.exclusive) this.add(`tax mode ${taxMode}`);
	}

	add(rule: string): void {
		const { rules } = this;
		if (rules.length < limits.catalogUnappliedMax) rules.push([...rule].slice(0, nameCharactersMax).join(""));
		else rules[rules.length - 1] = andMore;
	}
}

/** The rates of each class; undefined for a class that this version cannot compute. */
export function readTaxClasses(sections: Sections, unapplied: Unapplied): (readonly TaxRate[] | undefined)[] {
	const rates = Array.from({ length: sections.count(SectionType.taxRates) }, (_, index) =>
		readTaxRate(sections, index),
	);
	return Array.from({ length: sections.count(SectionType.taxClasses) }, (_, index) => {
		const entry = sections.entry(SectionType.taxClasses, index, taxClassEntry.bytes);
		const mask = entry.getUint16(taxClassEntry.rates);
		const own = rates.filter((rate, bit) => rate !== undefined && (mask >> bit) % 2 === 1);
		let bits = 0;
		for (let rest = mask; rest > 0; rest >>= 1) bits += rest % 2;
		if (entry.getUint8(taxClassEntry.conditions) === 0 && bits > 0 && own.length === bits) return own as TaxRate[];
		unapplied.add(
			`tax class ${sections.text(entry.getUint32(taxClassEntry.text), entry.getUint8(taxClassEntry.nameBytes))}`,
		);
		return undefined;
	});
}

function readTaxRate(sections: Sections, index: number): TaxRate | undefined {
	const entry = sections.entry(SectionType.taxRates, index, taxRateEntry.bytes);
	const text = entry.getUint32(taxRateEntry.text);
	const authorityBytes = entry.getUint8(taxRateEntry.authorityBytes);
	const rateMillipercent = entry.getUint32(taxRateEntry.rate);
	const authority = sections.text(text, authorityBytes);
	const jurisdiction = sections.text(text + authorityBytes, entry.getUint8(taxRateEntry.jurisdictionBytes));
	const isKnown =
		entry.getUint16(taxRateEntry.conditions) === 0 &&
		rateMillipercent <= limits.taxRateMillipercentMax &&
		authority.length <= limits.taxTextCharactersMax &&
		jurisdiction.length <= limits.taxTextCharactersMax;
	return isKnown ? { rateMillipercent, authority, jurisdiction } : undefined;
}
