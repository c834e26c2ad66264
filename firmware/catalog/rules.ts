// The rules of an image that are held in memory: tax classes and promotions. What this version cannot apply as it is
// meant is not applied at all, and said.
import { limits } from "../core/limits.js";
import { TaxMode, type TaxRate } from "../wire/record.js";
import type { CatalogPromotion } from "./catalog-item.js";
import {
	noCategory,
	promotionConditionWindow,
	promotionEntry,
	promotionKindPercent,
	SectionType,
	taxClassEntry,
	taxRateEntry,
} from "./format.js";
import type { Sections } from "./sections.js";

const nameCharactersMax = limits.skuCharactersMax;
const andMore = "and more";

/**
 * Names of rules that cannot be applied, short enough for a record. Identifiers of promotions have no blanks, the
 * other names have.
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

/** The rates of each class; undefined for a class that this version cannot take. */
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

export function readPromotions(sections: Sections, unapplied: Unapplied): CatalogPromotion[] {
	const promotions: CatalogPromotion[] = [];
	for (let index = 0; index < sections.count(SectionType.promotions); index++) {
		const entry = sections.entry(SectionType.promotions, index, promotionEntry.bytes);
		const text = entry.getUint32(promotionEntry.text);
		const idBytes = entry.getUint8(promotionEntry.idBytes);
		const id = sections.text(text, idBytes);
		const name = sections.text(text + idBytes, entry.getUint8(promotionEntry.nameBytes));
		const promotion = percentPromotion(id, name, entry);
		if (promotion === undefined) unapplied.add(id);
		else promotions.push(promotion);
	}
	return promotions;
}

/** Undefined for kinds, conditions and values that a newer builder invented. */
function percentPromotion(id: string, name: string, entry: DataView): CatalogPromotion | undefined {
	const conditions = entry.getUint8(promotionEntry.conditions);
	const basisPoints = entry.getUint16(promotionEntry.basisPoints);
	const isKnown =
		entry.getUint8(promotionEntry.kind) === promotionKindPercent &&
		conditions <= promotionConditionWindow &&
		basisPoints >= 1 &&
		basisPoints <= 10_000 &&
		id.length <= limits.skuCharactersMax &&
		name.length <= limits.itemNameCharactersMax;
	if (!isKnown) return undefined;
	const category = entry.getUint8(promotionEntry.category);
	const window = conditions === promotionConditionWindow ? readWindow(entry) : undefined;
	return { id, name, basisPoints, category: category === noCategory ? undefined : category, window };
}

function readWindow(entry: DataView): CatalogPromotion["window"] {
	return {
		fromSeconds: entry.getUint32(promotionEntry.fromSeconds),
		untilSeconds: entry.getUint32(promotionEntry.untilSeconds),
		weekdays: entry.getUint8(promotionEntry.weekdays),
		fromMinute: entry.getUint16(promotionEntry.fromMinute),
		untilMinute: entry.getUint16(promotionEntry.untilMinute),
	};
}
