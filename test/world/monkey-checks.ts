// Consistency checks for the monkey test: every "paid" shown against the journal, the journal against the second reader
// and the host's ledger, and paper, drawer and card reader against both.
import {
	type KnownRecord,
	type Place,
	RecordKind,
	type SaleRecord,
	Series,
	TaxMode,
	TenderKind,
	type TrainingSaleRecord,
} from "../../firmware/wire/record.js";
import type { View } from "../../firmware/till/view.js";
import type { Sums } from "../../host/ledger/entry.js";
import type { Host } from "../../host/compose/single.js";
import type { Charge } from "../../simulator/terminal/card-reader.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { readImage } from "../../tools/journal/image.js";
import { verifyImage } from "../../tools/journal/verify-chain.js";
import { MonkeyCards } from "./monkey-cards.js";
import { credentialsOf, entriesOf, recordsOf } from "../../simulator/terminal/till-watch.js";

type Paid = Extract<View["body"], { kind: "paid" }>;
type Receipt = SaleRecord | TrainingSaleRecord;

const ed25519 = new NodeEd25519();

const isSale = (record: KnownRecord): record is SaleRecord => record.kind === RecordKind.sale;
const isTraining = (record: KnownRecord): record is TrainingSaleRecord => record.kind === RecordKind.trainingSale;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export class MonkeyChecks {
	readonly faults: string[] = [];
	readonly #terminal: SimulatedTerminal;
	readonly #cards: MonkeyCards;
	/** Figures shown as paid, by series and number. */
	readonly #paid = new Map<string, string>();
	/** Printed receipts, collected as they are cut because the printer keeps only the latest. */
	readonly #paper = new Set<{ readonly text: string }>();

	constructor(terminal: SimulatedTerminal) {
		this.#terminal = terminal;
		this.#cards = new MonkeyCards(terminal);
		terminal.printer.drawer.onChange = () => this.checkDrawer();
		terminal.printer.onChange = () => this.collect();
	}

	get paidShown(): number {
		return this.#paid.size;
	}

	/** Sales in the journal. */
	get sold(): number {
		return recordsOf(this.#terminal).filter(isSale).length;
	}

	get openPayments(): number {
		return this.#cards.openPayments(entriesOf(this.#terminal));
	}

	/**
	 * The charge for the attempt whose first record is at this place; undefined if nothing was charged, or by another
	 * board.
	 */
	chargeOf(origin: Place): Charge | undefined {
		return this.#cards.chargeOf(entriesOf(this.#terminal), origin);
	}

	get receiptsPrinted(): number {
		return [...this.#paper].filter(({ text }) => text.includes("[QR TMR1:")).length;
	}

	/** Called when a screen shows "paid": the sale must be durable by then. */
	shown({ body }: View): void {
		if (body.kind !== "paid") return;
		const name = `${body.isTraining ? Series.training : Series.receipt}/${body.receiptNumber}`;
		const figures = figuresOf(body);
		if (this.#paid.get(name) === figures) return;
		if (this.#paid.has(name)) this.faults.push(`receipt ${name} was shown with other figures: ${figures}`);
		this.#paid.set(name, figures);
		this.checkPaid(recordsOf(this.#terminal), name, figures, "when it was shown");
	}

	/** Called after each act. `mayBeByHand`: the act may have settled a payment by hand, possibly wrongly. */
	check(mayBeByHand: boolean): void {
		if (this.#terminal.keyStore.read("credentials"))
			this.faults.push(...this.#cards.check(entriesOf(this.#terminal), mayBeByHand));
	}

	/**
	 * Checks everything that an idle terminal and its host must agree on. `before`: the ledger's sums when this
	 * terminal enrolled.
	 */
	async checkSettled(host: Host, before: Sums): Promise<void> {
		this.collect();
		const records = recordsOf(this.#terminal);
		const sales = records.filter(isSale);
		for (const [name, figures] of this.#paid) this.checkPaid(records, name, figures, "at the end");
		for (const record of records) if (isSale(record) || isTraining(record)) this.checkSums(record);
		this.checkNumbers(records, before);
		this.checkShifts(records);
		await this.checkLedger(host, before, records);
		this.checkImage();
		this.checkReceipts(records);
		if (sales.some(({ document }) => document.series !== Series.receipt))
			this.faults.push("a sale has no receipt's number");
	}

	private checkPaid(records: readonly KnownRecord[], name: string, figures: string, when: string): void {
		const found = records.filter(
			(record): record is Receipt => (isSale(record) || isTraining(record)) && nameOf(record) === name,
		);
		if (found.length !== 1)
			return void this.faults.push(`receipt ${name} stands ${found.length} times in the journal ${when}`);
		const receipt = found[0]!;
		const recorded = `${totalOf(receipt)} ${receipt.changeMinor} ${cashOf(receipt)}`;
		if (recorded !== figures) this.faults.push(`receipt ${name} showed ${figures} and is saved as ${recorded}`);
	}

	private checkSums(receipt: Receipt): void {
		const { lines, discounts, taxes, taxMode, tenders, roundingMinor, changeMinor, document } = receipt;
		const goods = [...lines, ...discounts];
		const total =
			sum(goods.map(({ amountMinor }) => amountMinor)) + (taxMode === TaxMode.exclusive ? taxOf(receipt) : 0);
		const paid = sum(tenders.map(({ amountMinor }) => amountMinor));
		const bases = taxes.map((_, at) =>
			sum(goods.filter(({ taxes: mask }) => (mask >> at) & 1).map(({ amountMinor }) => amountMinor)),
		);
		const isSound =
			total === totalOf(receipt) &&
			paid === total + roundingMinor + changeMinor &&
			bases.every((base, at) => base === taxes[at]!.baseMinor) &&
			document.totalMinor === (isTraining(receipt) ? 0 : total) &&
			document.cashMinor === (isTraining(receipt) ? 0 : cashOf(receipt) - changeMinor);
		if (!isSound) this.faults.push(`receipt ${nameOf(receipt)} does not add up: ${JSON.stringify(receipt)}`);
	}

	/** Each series continues from the number the host knew when this terminal enrolled. */
	private checkNumbers(records: readonly KnownRecord[], before: Sums): void {
		for (const [name, series, last] of [
			["receipts", Series.receipt, before.sales],
			["no-sales", Series.noSale, before.noSales],
			["training slips", Series.training, before.trainingSales],
		] as const) {
			const numbers = records.flatMap(({ document }) => (document?.series === series ? document.number : []));
			const expected = numbers.map((_, index) => last + index + 1);
			if (numbers.join() !== expected.join()) this.faults.push(`${name} have gaps: ${numbers.join()}`);
		}
	}

	/** The terms with which a shift was opened apply until it is closed. */
	private checkShifts(records: readonly KnownRecord[]): void {
		let terms = { shift: 0, currency: "", taxMode: 0 };
		for (const record of records) {
			if (record.kind === RecordKind.shiftOpened) terms = record.anchor.totals;
			if (!isSale(record) && !isTraining(record)) continue;
			const { shift, currency, taxMode } = record;
			if (shift !== terms.shift || currency !== terms.currency || taxMode !== terms.taxMode)
				this.faults.push(
					`receipt ${nameOf(record)} is of shift ${shift} in ${currency}, ` +
						`in shift ${terms.shift} in ${terms.currency}`,
				);
		}
	}

	private async checkLedger(host: Host, before: Sums, records: readonly KnownRecord[]): Promise<void> {
		const expected = figuresOfRecords(records);
		const [found, known] = [figuresOfSums(await host.ledger()), figuresOfSums(before)];
		for (const key of new Set([...expected.keys(), ...found.keys()])) {
			const [booked, owed] = [(found.get(key) ?? 0) - (known.get(key) ?? 0), expected.get(key) ?? 0];
			if (booked !== owed) this.faults.push(`the ledger's ${key} is ${booked}, the journal's ${owed}`);
		}
	}

	/** Checks the journal with the second reader, which shares no code with the firmware's. */
	private checkImage(): void {
		const { merchant, terminal, seed } = credentialsOf(this.#terminal);
		const image = readImage(this.#terminal.journalFlash.save());
		const verified = verifyImage(image, { merchant, terminal, publicKey: ed25519.publicKey(seed) });
		for (const { severity, text } of verified.findings)
			if (severity === "error") this.faults.push(`the journal does not verify: ${text}`);
	}

	/** Checks that at most one complete receipt without a mark was printed per sale, and none that was not saved. */
	private checkReceipts(records: readonly KnownRecord[]): void {
		const whole = new Map<string, number>();
		for (const { text } of this.#paper) {
			const match = /\[QR (TMR1|TMT1):[^:]*:[^:]*:(\d+):[A-Z]+:(\d+):/.exec(text);
			if (!match) continue;
			const [, code, number, total] = match;
			const name = `${code === "TMR1" ? Series.receipt : Series.training}/${number}`;
			if (text.includes("Thank you!") && !/COPY|INCOMPLETE/.test(text))
				whole.set(name, (whole.get(name) ?? 0) + 1);
			const saved = records.find(
				(record): record is Receipt => (isSale(record) || isTraining(record)) && nameOf(record) === name,
			);
			const savedMinor = saved && totalOf(saved);
			if (savedMinor !== Number(total))
				this.faults.push(`paper says ${total} for receipt ${name}, saved is ${savedMinor}`);
		}
		for (const [name, count] of whole)
			if (count > 1) this.faults.push(`receipt ${name} came out ${count} times without a mark`);
	}

	private checkDrawer(): void {
		const { kicks } = this.#terminal.printer.drawer;
		const mayOpen = recordsOf(this.#terminal).filter(
			(one) => one.kind === RecordKind.noSale || one.kind === RecordKind.cashReturned || takesCash(one),
		).length;
		if (kicks > mayOpen) this.faults.push(`the drawer opened ${kicks} times for ${mayOpen} records`);
	}

	private collect(): void {
		for (const piece of this.#terminal.printer.receipts) this.#paper.add(piece);
	}
}

function nameOf({ document }: Receipt): string {
	return `${document.series}/${document.number}`;
}

function totalOf(receipt: Receipt): number {
	return isTraining(receipt) ? receipt.totalMinor : receipt.document.totalMinor;
}

function takesCash(record: KnownRecord): boolean {
	if (record.kind === RecordKind.partPaid) return record.takenMinor > 0;
	return isSale(record) && record.tenders.some(({ kind }) => kind === TenderKind.cash);
}

function cashOf({ tenders }: Receipt): number {
	return sum(tenders.filter(({ kind }) => kind === TenderKind.cash).map(({ amountMinor }) => amountMinor));
}

function taxOf({ taxes }: Receipt): number {
	return sum(taxes.map(({ taxMinor }) => taxMinor));
}

function figuresOf(paid: Paid): string {
	return `${paid.totalMinor} ${paid.changeMinor} ${paid.givenMinor}`;
}

function figuresOfSums({
	currencies,
	sales,
	noSales,
	trainingSales,
	others,
	lines,
	units,
}: Sums): ReadonlyMap<string, number> {
	const figures = new Map(Object.entries({ sales, noSales, trainingSales, others, lines, units }));
	for (const { currency, grossMinor, taxMinor, roundingMinor, tenders } of currencies) {
		for (const [key, value] of Object.entries({ grossMinor, taxMinor, roundingMinor }))
			figures.set(`${currency} ${key}`, value);
		for (const { kind, amountMinor } of tenders) figures.set(`${currency} tender ${kind}`, amountMinor);
	}
	return figures;
}

function figuresOfRecords(records: readonly KnownRecord[]): ReadonlyMap<string, number> {
	const sales = records.filter(isSale);
	const figures = new Map([
		["sales", sales.length],
		["noSales", records.filter(({ kind }) => kind === RecordKind.noSale).length],
		["trainingSales", records.filter(isTraining).length],
		["lines", sum(sales.map((sale) => sale.lines.length))],
		["units", sum(sales.flatMap((sale) => sale.lines.map((line) => line.quantity)))],
	]);
	const add = (key: string, value: number): unknown => figures.set(key, (figures.get(key) ?? 0) + value);
	for (const sale of sales) {
		const { currency, document, roundingMinor, changeMinor, tenders } = sale;
		add(`${currency} grossMinor`, document.totalMinor);
		add(`${currency} taxMinor`, taxOf(sale));
		add(`${currency} roundingMinor`, roundingMinor);
		for (const { kind, amountMinor } of tenders) add(`${currency} tender ${kind}`, amountMinor);
		add(`${currency} tender ${TenderKind.cash}`, 0 - changeMinor);
	}
	return figures;
}
