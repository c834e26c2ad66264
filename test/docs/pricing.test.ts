// Runs every example of docs/pricing.md: the rules of a block "json rules" on the baskets of the block after it.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/source.js";
import { Fault } from "../../firmware/core/fault.js";
import { formatMinor } from "../../firmware/core/money.js";
import type { PricingContext } from "../../firmware/pricing/conditions.js";
import { ruleKinds } from "../../firmware/pricing/rules/registry.js";
import { readPricing } from "../../host/control/pricing-file.js";
import { tryPricing } from "../../host/control/pricing-trial.js";
import { HostFault } from "../../host/faults.js";

const document = readFileSync(new URL("../../docs/pricing.md", import.meta.url), "utf8");
const flags = ["rain"];

const items = [...document.matchAll(/^\| ([A-Z]{3}) \| (\S+) +\| (\S*) +\| (\d+)\.(\d\d) +\| (\S+) +\|$/gm)].map(
	([, sku, name, category, whole, cents, taxClass]) => ({
		...{ sku: sku!, name: name!, category: category!, priceMinor: Number(whole) * 100 + Number(cents) },
		...{ taxClass: taxClass!, barcodes: [] },
	}),
);

function sourceOf(rules: readonly string[]): CatalogSource {
	return {
		version: 1,
		currency: "EUR",
		headerLines: [],
		taxClasses: [
			{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
			{ name: "zero", rates: [{ rateMillipercent: 0 }] },
		],
		promotions: [],
		items,
		...readPricing(JSON.stringify({ flags, rules: rules.map((rule) => JSON.parse(rule) as unknown) }), "UTC"),
	};
}

/** Objects that begin at the beginning of a line. */
const objects = (text: string): string[] => text.split(/\n(?=\{)/).filter((each) => each.trim() !== "");

interface Block {
	readonly kind: string;
	readonly text: string;
}

const blocks: Block[] = [...document.matchAll(/^```(json rules|text baskets|json refused)\n([\s\S]*?)^```$/gm)].map(
	([, kind, text]) => ({ kind: kind!, text: text! }),
);

function contextOf(words: string): PricingContext {
	const [, date] = / on (\d{4}-\d\d-\d\d \d\d:\d\d)/.exec(words) ?? [];
	const [, visits] = / visits (\d+)/.exec(words) ?? [];
	const ms = Date.parse(`${date?.replace(" ", "T")}Z`);
	const at = new Date(ms);
	return {
		pricingTime: () =>
			date === undefined
				? undefined
				: {
						epochSeconds: ms / 1_000,
						weekday: at.getUTCDay(),
						minutesOfDay: at.getUTCHours() * 60 + at.getUTCMinutes(),
					},
		flags: words.includes(" with rain") ? 1 : 0,
		customer: visits === undefined ? undefined : { groups: 0, visits: Number(visits), usesOf: () => 0 },
	};
}

/** "2 COF, 1 CRO: what the rules did: total", as the document has it. */
function explain(source: CatalogSource, words: string): string {
	const basket = [...words.matchAll(/(\d+) ([A-Z]{3})/g)].map(([, quantity, sku]) => ({
		quantity: Number(quantity),
		sku: sku!,
	}));
	const { lines, discounts, totalMinor } = tryPricing(source, basket, contextOf(words));
	const changes = [
		...discounts.map(({ name, amountMinor }) => `${name} ${formatMinor(amountMinor, 2)}`),
		...lines.flatMap(({ fee, name, quantity, amountMinor }) =>
			fee === undefined
				? []
				: [`${quantity === 1 ? "" : `${quantity} × `}${name} ${formatMinor(amountMinor, 2)}`],
		),
	];
	return `${words}: ${changes.join(", ") || "nothing"}: ${formatMinor(totalMinor, 2)}`;
}

describe("docs/pricing.md", () => {
	it("has a catalog, and three examples or more for every kind of rule", () => {
		expect(items).toHaveLength(7);
		const examples = new Map<string, number>();
		blocks.forEach(({ kind, text }, at) => {
			if (kind !== "text baskets") return;
			for (const [, name] of blocks[at - 1]!.text.matchAll(/"kind": "(\w+)"/g))
				examples.set(name!, (examples.get(name!) ?? 0) + text.trim().split("\n").length);
		});
		for (const kind of ruleKinds) expect(examples.get(kind) ?? 0, kind).toBeGreaterThanOrEqual(3);
	});

	const cases = blocks.flatMap(({ kind, text }, at) =>
		kind === "text baskets"
			? text
					.trim()
					.split("\n")
					.map((line) => ({ line, rules: blocks[at - 1]!.text }))
			: [],
	);
	it.each(cases)("$line", ({ line, rules }) => {
		const [, words] = /^(.*?)(?=: )/.exec(line)!;
		expect(explain(sourceOf(objects(rules)), words!)).toBe(line);
	});

	const refused = blocks.filter(({ kind }) => kind === "json refused").flatMap(({ text }) => objects(text));
	it.each(refused)("refuses %s", (rule) => {
		let fault: unknown;
		try {
			tryPricing(sourceOf([rule]), [], contextOf(""));
		} catch (error) {
			fault = error;
		}
		expect(fault instanceof Fault || fault instanceof HostFault).toBe(true);
		const { code, detail } = fault as Fault;
		expect(code).toMatch(/^(CATALOG|PRICING)_INVALID$/);
		expect(detail).toContain('rule "X"');
	});
});
