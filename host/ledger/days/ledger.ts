// Sums of every business day by terminal, hour, tender, item and tax. The dashboard's overview reads these rows, so
// that its cost does not grow with the number of documents of a day. A fold adds to the stored sums without reading
// them.
import { Series, type TaxSplit } from "../../../firmware/wire/record.js";
import type { DocumentEntry, LineSum } from "../entry.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

/**
 * The currency of a sum. A document of a newer version does not name one: it is summed under its terminal and shift
 * with an empty currency, and gets the currency of its shift when it is read. All other sums have an empty terminal and
 * shift 0.
 */
export interface SumCurrency {
	readonly currency: string;
	readonly terminal: string;
	readonly shift: number;
}

export interface TerminalDaySum extends SumCurrency {
	readonly day: number;
	sales: number;
	noSales: number;
	trainingSales: number;
	others: number;
	lines: number;
	units: number;
	grossMinor: number;
	taxMinor: number;
	roundingMinor: number;
	othersMinor: number;
}

export interface HourDaySum extends SumCurrency {
	readonly day: number;
	readonly hour: number;
	grossMinor: number;
}

export interface TenderDaySum extends SumCurrency {
	readonly day: number;
	readonly kind: number;
	amountMinor: number;
}

export interface ItemDaySum {
	readonly day: number;
	readonly sku: string;
	readonly name: string;
	readonly currency: string;
	quantity: number;
	amountMinor: number;
}

export interface TaxDaySum {
	readonly day: number;
	readonly currency: string;
	readonly taxMode: number;
	readonly rateMillipercent: number;
	readonly authority: string;
	readonly jurisdiction: string;
	baseMinor: number;
	taxMinor: number;
}

/** Documents of series receipt, over all days. */
export interface ReceiptSum {
	readonly terminal: string;
	documents: number;
	/** The highest number. */
	lastNumber: number;
}

export interface DaysChanges {
	readonly terminals: readonly TerminalDaySum[];
	readonly hours: readonly HourDaySum[];
	readonly tenders: readonly TenderDaySum[];
	readonly items: readonly ItemDaySum[];
	readonly taxes: readonly TaxDaySum[];
	readonly receipts: readonly ReceiptSum[];
}

export const days: Ledger<Nothing, Nothing, DaysChanges> = {
	codes: [],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const sums = new DaySums();
		for (const { terminal, document } of records) if (document) sums.add(terminal, document);
		return { changes: sums.changes(), alarms: [] };
	},
};

class DaySums {
	readonly #terminals = new Map<string, TerminalDaySum>();
	readonly #hours = new Map<string, HourDaySum>();
	readonly #tenders = new Map<string, TenderDaySum>();
	readonly #items = new Map<string, ItemDaySum>();
	readonly #taxes = new Map<string, TaxDaySum>();
	readonly #receipts = new Map<string, ReceiptSum>();

	add(terminal: string, document: DocumentEntry): void {
		this.addTerminal(terminal, document);
		const { series, number } = document.document;
		if (series === Series.receipt) {
			const sum = entryOf(this.#receipts, [terminal], () => ({ terminal, documents: 0, lastNumber: 0 }));
			sum.documents++;
			sum.lastNumber = Math.max(sum.lastNumber, number);
		}
		if (document.type !== "sale" && document.type !== "newer") return;
		this.addMoney(terminal, document);
		for (const line of document.lines) this.addItem(document, line);
		for (const tax of document.taxes) this.addTax(document, tax);
	}

	changes(): DaysChanges {
		return {
			terminals: [...this.#terminals.values()],
			hours: [...this.#hours.values()],
			tenders: [...this.#tenders.values()],
			items: [...this.#items.values()],
			taxes: [...this.#taxes.values()],
			receipts: [...this.#receipts.values()],
		};
	}

	/** Unlike the other rows, these have a terminal for every currency. */
	private addTerminal(terminal: string, document: DocumentEntry): void {
		// It is in the shift's drawer, and in no sum of a day.
		if (document.type === "cashMovement") return;
		const { day, type } = document;
		const currency = type === "sale" ? document.currency : "";
		const shift = type === "newer" ? document.shift : 0;
		const sum = entryOf(this.#terminals, [day, terminal, currency, shift], () => ({
			...{
				day,
				terminal,
				currency,
				shift,
				sales: 0,
				noSales: 0,
				trainingSales: 0,
				others: 0,
				lines: 0,
				units: 0,
			},
			...{ grossMinor: 0, taxMinor: 0, roundingMinor: 0, othersMinor: 0 },
		}));
		if (type === "sale") sum.sales++;
		else if (type === "noSale") sum.noSales++;
		else if (type === "training") sum.trainingSales++;
		else if (type === "newer") sum.others++;
		sum.lines += document.lines.length;
		sum.units += document.units;
		if (type !== "sale" && type !== "newer") return;
		const { totalMinor } = document.document;
		sum.grossMinor += totalMinor;
		sum.taxMinor += document.taxMinor;
		sum.roundingMinor += document.roundingMinor;
		if (type === "newer") sum.othersMinor += totalMinor;
	}

	private addMoney(terminal: string, document: DocumentEntry): void {
		const { day, hour } = document;
		const isSale = document.type === "sale";
		const key = isSale
			? { currency: document.currency, terminal: "", shift: 0 }
			: { currency: "", terminal, shift: document.shift };
		const names = [key.currency, key.terminal, key.shift];
		const sum = entryOf(this.#hours, [day, hour, ...names], () => ({ day, hour, ...key, grossMinor: 0 }));
		sum.grossMinor += document.document.totalMinor;
		for (const { kind, amountMinor } of document.tenders) {
			const tender = entryOf(this.#tenders, [day, kind, ...names], () => ({ day, kind, ...key, amountMinor: 0 }));
			tender.amountMinor += amountMinor;
		}
	}

	private addItem({ day, currency }: DocumentEntry, { sku, name, quantity, amountMinor }: LineSum): void {
		const sum = entryOf(this.#items, [day, currency, sku, name], () => ({
			...{ day, sku, name, currency, quantity: 0, amountMinor: 0 },
		}));
		sum.quantity += quantity;
		sum.amountMinor += amountMinor;
	}

	private addTax({ day, currency, taxMode }: DocumentEntry, tax: TaxSplit): void {
		const { rateMillipercent, authority, jurisdiction } = tax;
		const sum = entryOf(this.#taxes, [day, currency, taxMode, rateMillipercent, authority, jurisdiction], () => ({
			...{ day, currency, taxMode, rateMillipercent, authority, jurisdiction, baseMinor: 0, taxMinor: 0 },
		}));
		sum.baseMinor += tax.baseMinor;
		sum.taxMinor += tax.taxMinor;
	}
}

function entryOf<Sum>(sums: Map<string, Sum>, key: readonly (string | number)[], empty: () => Sum): Sum {
	const name = JSON.stringify(key);
	let sum = sums.get(name);
	if (!sum) sums.set(name, (sum = empty()));
	return sum;
}
