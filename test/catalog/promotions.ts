// The promotions of an image from before there were rules, as its rules say them.
import type { CatalogImage } from "../../firmware/catalog/image.js";
import { Fault } from "../../firmware/core/fault.js";
import type { RuleWindow } from "../../firmware/pricing/conditions.js";
import { RuleScope } from "../../firmware/pricing/rule-book.js";
import { RuleCondition, ruleEntry } from "../../firmware/pricing/rule-entry.js";
import { decodeValues, type RuleValues } from "../../firmware/pricing/rules/registry.js";

export type ReadPromotion = RuleValues & {
	readonly id: string;
	readonly name: string;
	readonly category: number | undefined;
	readonly window: RuleWindow | undefined;
};

export function promotionsOf(image: CatalogImage): ReadPromotion[] {
	const { rules } = image;
	if (rules === undefined) return [];
	const promotions: ReadPromotion[] = [];
	for (const [rule, scope] of rules.scopes.entries()) {
		if (scope === RuleScope.none) continue;
		rules.read(rule);
		const { weekdays, fromSeconds, untilSeconds, fromMinute, untilMinute, conditions } = rules;
		const window = { fromSeconds, untilSeconds, weekdays, fromMinute, untilMinute };
		promotions.push({
			id: rules.idOf(rule),
			name: rules.nameOf(rule),
			...decodeValues(rules.kind, rules.bytes, ruleEntry.values)!,
			category: scope === RuleScope.items ? categoryOf(image, rule) : undefined,
			window: (conditions & RuleCondition.window) === 0 ? undefined : window,
		});
	}
	return promotions;
}

/** The category of the first item that the rule has. */
function categoryOf(image: CatalogImage, rule: number): number | undefined {
	for (let index = 0; index < image.itemCount; index++)
		try {
			if (hasItem(image, rule, index)) return image.item(index)!.category;
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
		}
	return undefined;
}

function hasItem({ rules }: CatalogImage, rule: number, item: number): boolean {
	const marks = new Uint32Array(2 * rules!.scopes.length);
	const line = { sku: "", name: "", quantity: 1, unitMinor: 0, amountMinor: 0, taxRates: [], item };
	rules!.mark([line], marks);
	return marks[2 * rule] === 1;
}
