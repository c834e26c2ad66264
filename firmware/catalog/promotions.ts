// Promotions in a catalog image: their common fields, and the values of each rule at the places that
// docs/catalog-format.md defines. pricing/rules has the rules themselves.
import { limits } from "../core/limits.js";
import type { PromotionWindow } from "../pricing/promotion.js";
import { kindOfCode, type Promotion, type RuleValues, decodeValues, ruleOf } from "../pricing/rules/registry.js";
import { noCategory, promotionConditionWindow, promotionEntry, SectionType } from "./format.js";
import type { Unapplied } from "./rules.js";
import type { Sections } from "./sections.js";

/** Bytes of values that fit in an entry of the shortest length. */
const firstBytes = 2;

/** Length of an entry that has room for so many bytes of values. */
export function promotionEntryBytes(valueBytes: number): number {
	return promotionEntry.bytes + Math.max(valueBytes - firstBytes, 0);
}

/** Writes the values of a rule to an entry, which has room for them. */
export function writeValues(entry: DataView, values: Uint8Array): void {
	for (let at = 0; at < values.length; at++) entry.setUint8(placeOf(at), values[at]!);
}

function placeOf(valueByte: number): number {
	return valueByte < firstBytes
		? promotionEntry.values + valueByte
		: promotionEntry.moreValues - firstBytes + valueByte;
}

/** Those that this version can apply, in the image's order; the others are reported by their identifiers. */
export function readPromotions(sections: Sections, unapplied: Unapplied): Promotion[] {
	const promotions: Promotion[] = [];
	const bytes = Math.min(sections.stride(SectionType.promotions), promotionEntryBytes(limits.promotionValueBytesMax));
	for (let index = 0; index < sections.count(SectionType.promotions); index++) {
		const entry = sections.entry(SectionType.promotions, index, bytes);
		const text = entry.getUint32(promotionEntry.text);
		const idBytes = entry.getUint8(promotionEntry.idBytes);
		const id = sections.text(text, idBytes);
		const name = sections.text(text + idBytes, entry.getUint8(promotionEntry.nameBytes));
		const values = readValues(entry);
		const conditions = entry.getUint8(promotionEntry.conditions);
		const isKnown =
			conditions <= promotionConditionWindow &&
			id.length <= limits.skuCharactersMax &&
			name.length <= limits.itemNameCharactersMax;
		if (values === undefined || !isKnown) unapplied.add(id);
		else {
			const category = entry.getUint8(promotionEntry.category);
			const window = conditions === promotionConditionWindow ? readWindow(entry) : undefined;
			promotions.push({ id, name, ...values, category: category === noCategory ? undefined : category, window });
		}
	}
	return promotions;
}

/** Undefined for a kind or values of a newer builder. */
function readValues(entry: DataView): RuleValues | undefined {
	const kind = kindOfCode(entry.getUint8(promotionEntry.kind));
	if (kind === undefined) return undefined;
	const { valueBytes } = ruleOf(kind);
	if (entry.byteLength < promotionEntryBytes(valueBytes)) return undefined;
	const values = new Uint8Array(valueBytes);
	for (let at = 0; at < valueBytes; at++) values[at] = entry.getUint8(placeOf(at));
	return decodeValues(kind, new DataView(values.buffer));
}

function readWindow(entry: DataView): PromotionWindow {
	return {
		fromSeconds: entry.getUint32(promotionEntry.fromSeconds),
		untilSeconds: entry.getUint32(promotionEntry.untilSeconds),
		weekdays: entry.getUint8(promotionEntry.weekdays),
		fromMinute: entry.getUint16(promotionEntry.fromMinute),
		untilMinute: entry.getUint16(promotionEntry.untilMinute),
	};
}
