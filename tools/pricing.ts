// `tillmark pricing`: checks a file of pricing rules with the items that it is for, and shows what the rules do to a
// basket. Nothing is published.
import { universalTime } from "../firmware/catalog/builder.js";
import { findCurrency } from "../firmware/core/currencies.js";
import { formatMinor } from "../firmware/core/money.js";
import { readItems } from "../host/control/catalog-file.js";
import { readPricing } from "../host/control/pricing-file.js";
import { type Trial, type TrialLine, tryPricing } from "../host/control/pricing-trial.js";
import { hostLimits } from "../host/limits.js";
import { checkSettings, readTaxClass } from "../host/settings.js";
import { defineCommand, invalid, text, texts } from "./command.js";
import { readInput } from "./input-file.js";

const quantityMax = 9_999;

function readBasket(text: string): TrialLine[] {
	if (text === "") return [];
	return text.split(",").map((part) => {
		const [, quantity, sku] = /^\s*(\d{1,4})\s+(\S+)\s*$/.exec(part) ?? [];
		if (sku === undefined || Number(quantity) < 1 || Number(quantity) > quantityMax)
			throw invalid(`"${part.trim()}" is no part of a basket. A basket is like "2 COF, 1 CRO".`);
		return { sku, quantity: Number(quantity) };
	});
}

function print({ lines, discounts, totalMinor, idle }: Trial, decimals: number): void {
	const row = (name: string, minor: number): string =>
		`${name.padEnd(44)}${formatMinor(minor, decimals).padStart(12)}\n`;
	const nameOf = ({ quantity, name }: Trial["lines"][number]): string => `${quantity} × ${name}`;
	for (const line of lines) if (line.fee === undefined) process.stdout.write(row(nameOf(line), line.amountMinor));
	for (const { name, promotion, amountMinor } of discounts)
		process.stdout.write(row(`${name} (${promotion})`, amountMinor));
	for (const line of lines)
		if (line.fee !== undefined) process.stdout.write(row(`${nameOf(line)} (${line.fee})`, line.amountMinor));
	process.stdout.write(row("total", totalMinor));
	if (idle.length > 0) process.stdout.write(`Without effect: ${idle.join(", ")}\n`);
}

export const pricing = defineCommand({
	name: "pricing",
	description: "Checks a file of pricing rules (docs/pricing.md), and shows what they do to a basket.",
	operands: { rules: "the file of rules" },
	options: {
		items: text("FILE", "the items as CSV, as they are published", { required: true }),
		basket: text("LINES", 'quantities and SKUs, such as "2 COF, 1 CRO"', { default: "" }),
		flag: texts("NAME", "a flag that is set"),
		zone: text("NAME", "the terminals' time zone, an IANA name", { default: "UTC" }),
		taxClass: texts("CLASS", "as of the command host"),
	},
	json: "print the priced basket as one line",
	async run(options, { rules }) {
		const { taxClass, zone } = options;
		const given = taxClass.length > 0 ? { zone, taxClasses: taxClass.map(readTaxClass) } : { zone };
		const settings = checkSettings(given);
		const csv = await readInput(options.items, "a catalog", hostLimits.csvBytesMax);
		const { currency, items } = readItems(csv, settings.taxClasses);
		const file = await readInput(rules, "a file of pricing rules", hostLimits.pricingFileBytesMax);
		const ruled = readPricing(Buffer.from(file).toString(), zone);
		const flags = ruled.flags.reduce((bits, name, at) => (options.flag.includes(name) ? bits + 2 ** at : bits), 0);
		const trial = tryPricing(
			{ ...settings, ...ruled, zone: universalTime, version: 1, currency, items },
			readBasket(options.basket),
			{
				pricingTime: () => undefined,
				flags,
			},
		);
		if (options.json) process.stdout.write(`${JSON.stringify(trial)}\n`);
		else print(trial, findCurrency(currency)!.decimals);
		return 0;
	},
});
