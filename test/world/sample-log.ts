// A small seeded till log for tests, with the expected totals computed independently from the rules of docs/replay.md.
import { SeededRandom } from "../../simulator/random.js";

export interface SampleLog {
	readonly log: string;
	readonly catalog: string;
	readonly expected: SampleSums;
}

export interface SampleSums {
	readonly sales: number;
	readonly noSales: number;
	readonly lines: number;
	readonly units: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
}

const items = [
	{ sku: "S1", name: "Coffee", price: 260, isTaxed: true },
	{ sku: "S2", name: "Bread", price: 320, isTaxed: false },
	{ sku: "S3", name: "Scone", price: 233, isTaxed: true },
	{ sku: "S4", name: "Jam", price: 457, isTaxed: false },
	{ sku: "S5", name: "Adjustment", price: 100, isTaxed: true },
];

/** Transactions over two days, with NONE items, trailing blanks and repeated items as in real logs. */
export function sampleLog(transactions: number): SampleLog {
	const random = new SeededRandom(2_016);
	const lines: string[] = [];
	const sum = { sales: 0, noSales: 0, lines: 0, units: 0, grossMinor: 0, taxMinor: 0, cashMinor: 0, cardMinor: 0 };
	for (let n = 1; n <= transactions; n++) {
		const day = n <= transactions / 2 ? 30 : 31;
		const minute = Math.floor(((n - 1) % Math.ceil(transactions / 2)) * 2.5);
		const hour = 9 + Math.floor(minute / 60);
		const time = `${String(hour).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00`;
		const basket = random.chance(0.05)
			? []
			: Array.from({ length: random.between(1, 4) }, () => items[random.below(items.length)]!);
		if (basket.length === 0 || random.chance(0.1)) lines.push(`2016-10-${day},${time},${n},NONE`);
		for (const { name } of basket)
			lines.push(`2016-10-${day},${time},${n},${name}${random.chance(0.1) ? "  " : ""}`);
		if (basket.length === 0) {
			sum.noSales++;
			continue;
		}
		const gross = basket.reduce((total, item) => total + item.price, 0);
		const taxed = basket.reduce((total, item) => total + (item.isTaxed ? item.price : 0), 0);
		sum.sales++;
		sum.lines += new Set(basket).size;
		sum.units += basket.length;
		sum.grossMinor += gross;
		// The tax in a gross amount at 20 % is a sixth of it, rounded half up.
		sum.taxMinor += Math.floor(taxed / 6 + 0.5);
		sum[n % 3 === 0 ? "cashMinor" : "cardMinor"] += gross;
	}
	const catalog = items.map(
		({ sku, name, price, isTaxed }) => `${sku},${name},goods,${price},GBP,${isTaxed ? "standard" : "zero"}`,
	);
	return {
		log: `${lines.join("\r\n")}\r\n`,
		catalog: `sku,name,category,price_minor,currency,tax_class\n${catalog.join("\n")}\n`,
		expected: sum,
	};
}
