// A priced basket as records have it: lines with fees, and discounts for each rule and combination of taxes.
import type { SaleDiscount, SaleLine, TaxRate } from "../wire/record.js";
import { isSharedKey, lineOfKey, ruleOfKey, takingFields } from "./goods.js";
import type { PricingLine } from "./line.js";
import type { Priced } from "./price.js";
import type { RuleBook } from "./rule-book.js";
import { maskOf } from "./tax.js";

/** Lines, then fees. A scan does not need this; paying, parking and voiding do. */
export function saleLines(
	lines: readonly PricingLine[],
	{ taxes, outcome }: Pick<Priced, "taxes" | "outcome">,
	book?: RuleBook,
): SaleLine[] {
	const sold: SaleLine[] = [];
	let rates: readonly TaxRate[] | undefined;
	let mask = 0;
	// Field by field: on XS, spreading one line into another takes three times the slots.
	for (let at = 0; at < lines.length; at++) {
		const { sku, name, quantity, unitMinor, amountMinor, taxRates, weightGrams, perKilogramMinor, note, voucher } =
			lines[at]!;
		if (rates !== taxRates) mask = maskOf(taxes, (rates = taxRates));
		const plain = { sku, name, quantity, unitMinor, amountMinor, taxes: mask };
		const line =
			weightGrams === undefined ? plain : { ...plain, weightGrams, perKilogramMinor: perKilogramMinor ?? 0 };
		if (voucher !== undefined) sold.push({ ...line, voucher });
		else sold.push(note === undefined ? line : { ...line, note });
	}
	if (outcome !== undefined && book !== undefined)
		for (const { rule, quantity, unitMinor, taxRates } of outcome.fees)
			sold.push({
				sku: "",
				name: book.nameOf(rule),
				quantity,
				unitMinor,
				amountMinor: quantity * unitMinor,
				taxes: maskOf(taxes, taxRates),
				fee: book.idOf(rule),
			});
	return sold;
}

const none: readonly SaleDiscount[] = [];

/** In the order in which the rules applied; of one rule ascending by mask. */
export function saleDiscounts(
	lines: readonly PricingLine[],
	{ taxes, outcome }: Pick<Priced, "taxes" | "outcome">,
	book: RuleBook | undefined,
): readonly SaleDiscount[] {
	if (outcome === undefined || book === undefined) return none;
	const { takings } = outcome;
	const discounts: Taken[] = [];
	let first = 0;
	for (let at = 0; at < takings.length; at += takingFields) {
		const key = takings[at]!;
		const rule = ruleOfKey(key);
		if (at > 0 && rule !== ruleOfKey(takings[at - takingFields]!)) first = discounts.length;
		const line = lineOfKey(key);
		addTaking(
			discounts,
			first,
			rule,
			maskOf(taxes, lines[line]!.taxRates),
			takings[at + 1]!,
			isSharedKey(key) ? -1 : line,
		);
	}
	return discounts.map(({ rule, amountMinor, mask, shares }) => {
		const discount = { promotion: book.idOf(rule), name: book.nameOf(rule), amountMinor, taxes: mask };
		return shares.length === 0 ? discount : { ...discount, shares };
	});
}

interface Taken {
	readonly rule: number;
	readonly mask: number;
	amountMinor: number;
	readonly shares: number[];
}

/** Adds what a rule took to its discount of that mask, which is behind `first`; `line` is −1 for all lines. */
function addTaking(discounts: Taken[], first: number, rule: number, mask: number, minor: number, line: number): void {
	let at = first;
	while (at < discounts.length && discounts[at]!.mask < mask) at++;
	if (discounts[at]?.mask !== mask) discounts.splice(at, 0, { rule, mask, amountMinor: 0, shares: [] });
	const discount = discounts[at]!;
	discount.amountMinor -= minor;
	if (line < 0) return;
	const { shares } = discount;
	for (let place = 0; place < shares.length; place += 2)
		if (shares[place] === line) {
			shares[place + 1]! -= minor;
			return;
		}
	shares.push(line, 0 - minor);
}
