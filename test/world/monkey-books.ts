// What the monkey's terminal owes: every "paid" that was shown against the journal, the journal against the second reader and the host's ledger, the
// paper and the drawer against both.
import { CborCodec } from "../../firmware/wire/cbor.js";
import { isKnown, type KnownRecord, RecordKind, type SaleRecord, TenderKind } from "../../firmware/wire/record.js";
import { decodeRecord } from "../../firmware/wire/record-codec.js";
import { Journal } from "../../firmware/journal/journal.js";
import { type Credentials, loadCredentials } from "../../firmware/sync/credentials.js";
import type { View } from "../../firmware/till/view.js";
import type { LedgerTotals } from "../../host/ledger/entry.js";
import type { Host } from "../../host/main.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { readImage } from "../../tools/journal/image.js";
import { verifyImage } from "../../tools/journal/verify-chain.js";

type Paid = Extract<View["body"], { kind: "paid" }>;

const ed25519 = new NodeEd25519();
const cbor = new CborCodec();

function credentialsOf(terminal: SimulatedTerminal): Credentials {
	return loadCredentials(terminal.keyStore, cbor)!;
}

/** All records in the flash, as a fresh mount reads them. */
function recordsOf(terminal: SimulatedTerminal): KnownRecord[] {
	const identity = credentialsOf(terminal);
	const signer = { publicKey: ed25519.publicKey(identity.seed), sign: (message: Uint8Array) => ed25519.sign(message, identity.seed) };
	const journal = new Journal({ flash: terminal.journalFlash, digest: nodeDigest, signer, identity });
	const records: KnownRecord[] = [];
	const cursor = journal.walk(identity.epoch, 1);
	for (let entry = cursor.next(); entry; entry = cursor.next()) {
		const record = decodeRecord(cbor, entry.payload);
		if (isKnown(record)) records.push(record);
	}
	journal.close();
	return records;
}

const isSale = (record: KnownRecord): record is SaleRecord => record.kind === RecordKind.sale;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export class MonkeyBooks {
	readonly faults: string[] = [];
	readonly #terminal: SimulatedTerminal;
	readonly #paid = new Map<number, string>();
	/** Pieces of paper as they are cut: the printer keeps the last ones only. */
	readonly #paper = new Set<{ readonly text: string }>();

	constructor(terminal: SimulatedTerminal) {
		this.#terminal = terminal;
		terminal.printer.drawer.onChange = () => this.#drawer();
		terminal.printer.onChange = () => this.#collect();
	}

	get paidShown(): number {
		return this.#paid.size;
	}

	/** Sales in the journal. */
	get sold(): number {
		return recordsOf(this.#terminal).filter(isSale).length;
	}

	get receiptsPrinted(): number {
		return [...this.#paper].filter(({ text }) => text.includes("[QR TMR1:")).length;
	}

	/** A screen says "paid": it must be durable by now. */
	shown({ body }: View): void {
		if (body.kind !== "paid") return;
		const figures = figuresOf(body);
		if (this.#paid.get(body.receiptNumber) === figures) return;
		if (this.#paid.has(body.receiptNumber)) this.faults.push(`receipt ${body.receiptNumber} was shown with other figures: ${figures}`);
		this.#paid.set(body.receiptNumber, figures);
		this.#checkPaid(recordsOf(this.#terminal), body.receiptNumber, figures, "when it was shown");
	}

	/** Everything that a settled terminal and its host must agree on. `before`: what the ledger held when this terminal joined. */
	settle(host: Host, before: LedgerTotals): void {
		this.#collect();
		const records = recordsOf(this.#terminal);
		const sales = records.filter(isSale);
		for (const [number, figures] of this.#paid) this.#checkPaid(records, number, figures, "at the end");
		this.#sums(sales);
		this.#numbers(sales, before);
		this.#ledger(host, before, records);
		this.#image();
		this.#receipts(sales);
	}

	#checkPaid(records: readonly KnownRecord[], number: number, figures: string, when: string): void {
		const found = records.filter((record): record is SaleRecord => isSale(record) && record.receiptNumber === number);
		if (found.length !== 1) return void this.faults.push(`receipt ${number} stands ${found.length} times in the journal ${when}`);
		const sale = found[0]!;
		const recorded = `${sale.totalMinor} ${sale.changeMinor} ${cashOf(sale)}`;
		if (recorded !== figures) this.faults.push(`receipt ${number} showed ${figures} and is saved as ${recorded}`);
	}

	#sums(sales: readonly SaleRecord[]): void {
		for (const sale of sales) {
			const lines = sum(sale.lines.map((line) => line.grossMinor)) + sum(sale.discounts.map((discount) => discount.amountMinor));
			const tenders = sum(sale.tenders.map((tender) => tender.amountMinor));
			const taxed = sum(sale.taxes.map((tax) => tax.grossMinor));
			if (lines !== sale.totalMinor || taxed !== sale.totalMinor || tenders !== sale.totalMinor + sale.roundingMinor + sale.changeMinor)
				this.faults.push(`receipt ${sale.receiptNumber} does not add up: ${lines}, ${taxed}, ${tenders} for ${sale.totalMinor}`);
		}
	}

	#numbers(sales: readonly SaleRecord[], before: LedgerTotals): void {
		const numbers = sales.map((sale) => sale.receiptNumber);
		const expected = sales.map((_, index) => before.sales + index + 1);
		if (numbers.join() !== expected.join()) this.faults.push(`receipts have gaps: ${numbers.join()}`);
	}

	#ledger(host: Host, before: LedgerTotals, records: readonly KnownRecord[]): void {
		const sales = records.filter(isSale);
		const expected: LedgerTotals = {
			sales: sales.length,
			noSales: records.filter(({ kind }) => kind === RecordKind.noSale).length,
			lines: sum(sales.map((sale) => sale.lines.length)),
			units: sum(sales.flatMap((sale) => sale.lines.map((line) => line.quantity))),
			grossMinor: sum(sales.map((sale) => sale.totalMinor)),
			taxMinor: sum(sales.flatMap((sale) => sale.taxes.map((tax) => tax.taxMinor))),
			cashMinor: sum(sales.map((sale) => cashOf(sale) - sale.changeMinor)),
			cardMinor: sum(sales.map((sale) => sum(sale.tenders.map((tender) => tender.amountMinor)) - cashOf(sale))),
		};
		const found = host.ledger();
		for (const key of Object.keys(expected) as (keyof LedgerTotals)[])
			if (found[key] - before[key] !== expected[key])
				this.faults.push(`the ledger's ${key} is ${found[key] - before[key]}, the journal's ${expected[key]}`);
	}

	/** The reader that shares nothing with the firmware's own. */
	#image(): void {
		const { merchant, terminal, seed } = credentialsOf(this.#terminal);
		const image = readImage(this.#terminal.journalFlash.save());
		const verified = verifyImage(image, { merchant, terminal, publicKey: ed25519.publicKey(seed) });
		for (const { severity, text } of verified.findings) if (severity === "error") this.faults.push(`the journal does not verify: ${text}`);
	}

	/** One whole receipt without a mark at most, and none that was not saved. */
	#receipts(sales: readonly SaleRecord[]): void {
		const whole = new Map<number, number>();
		for (const { text } of this.#paper) {
			const match = /\[QR TMR1:[^:]*:[^:]*:(\d+):[A-Z]+:(\d+):/.exec(text);
			if (!match) continue;
			const number = Number(match[1]);
			if (text.includes("Thank you!") && !/COPY|INCOMPLETE/.test(text)) whole.set(number, (whole.get(number) ?? 0) + 1);
			const sale = sales.find(({ receiptNumber }) => receiptNumber === number);
			if (sale?.totalMinor !== Number(match[2]))
				this.faults.push(`paper says ${match[2]} for receipt ${number}, saved is ${sale?.totalMinor}`);
		}
		for (const [number, count] of whole) if (count > 1) this.faults.push(`receipt ${number} came out ${count} times without a mark`);
	}

	#drawer(): void {
		const { kicks } = this.#terminal.printer.drawer;
		const mayOpen = recordsOf(this.#terminal).filter((one) => one.kind === RecordKind.noSale || takesCash(one)).length;
		if (kicks > mayOpen) this.faults.push(`the drawer opened ${kicks} times for ${mayOpen} records`);
	}

	#collect(): void {
		for (const piece of this.#terminal.printer.receipts) this.#paper.add(piece);
	}
}

function takesCash(record: KnownRecord): boolean {
	return isSale(record) && record.tenders.some(({ kind }) => kind === TenderKind.cash);
}

function cashOf(sale: SaleRecord): number {
	return sum(sale.tenders.filter(({ kind }) => kind === TenderKind.cash).map(({ amountMinor }) => amountMinor));
}

function figuresOf(paid: Paid): string {
	return `${paid.totalMinor} ${paid.changeMinor} ${paid.givenMinor}`;
}
