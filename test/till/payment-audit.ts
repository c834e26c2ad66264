// Invariants of a journal and a gateway after any operations and power cuts, checked from records alone by an
// independent implementation.
import { expect } from "vitest";
import { saleFault } from "../../firmware/pricing/sale-check.js";
import {
	type Anchor,
	type BasketContent,
	isKnown,
	type KnownRecord,
	type PartPaidRecord,
	PaymentOutcome,
	type Place,
	RecordKind,
	type SaleRecord,
	type ShiftOpenedRecord,
	TenderKind,
} from "../../firmware/wire/record.js";
import { attemptKeys, placeText } from "./payment-keys.js";
import type { TillHarness } from "./harness.js";

interface Attempt {
	/** The place of its first record. */
	readonly origin: string;
	readonly amountMinor: number;
	readonly basket: BasketContent;
	outcome: number;
}

interface Sold {
	readonly origin: string;
	readonly sale: SaleRecord;
}

export interface PaymentAudit {
	/** Open attempts by the place of the record that holds them. */
	readonly attempts: ReadonlyMap<string, Attempt>;
	readonly held: ReadonlyMap<string, number>;
	readonly parked: ReadonlyMap<string, BasketContent>;
	readonly sales: readonly SaleRecord[];
	/** Key of each attempt by the place of its first record. */
	readonly keys: ReadonlyMap<string, string>;
}

class PaymentAuditor {
	readonly attempts = new Map<string, Attempt>();
	/** Cash that is held for a basket, by the place of its record. */
	readonly held = new Map<string, number>();
	readonly parked = new Map<string, BasketContent>();
	readonly sales: SaleRecord[] = [];
	readonly sold: Sold[] = [];
	/** Origins of attempts known not to have been charged. */
	readonly givenUp = new Set<string>();
	/** Those among them that a card was charged for after all. */
	readonly chargedAfterwards = new Set<string>();
	/** The previous place of an attempt that was written again. */
	readonly #all = new Map<string, Attempt>();
	#isOpen = false;
	#noSales = 0;
	#training = 0;
	/** Sums of the current shift. */
	#takingsMinor = 0;
	#cashMinor = 0;
	#heldMinor = 0;
	#salesOfShift = 0;

	note(record: KnownRecord, place: Place): void {
		const at = placeText(place);
		const isCarry = record.kind === RecordKind.paymentCarried;
		if (record.kind === RecordKind.sale) this.sale(record);
		if (record.kind === RecordKind.partPaid) this.partPaid(record, at);
		if (record.kind === RecordKind.cashReturned) {
			expect(record.closes.map((closed) => this.held.get(placeText(closed)))).toEqual([record.amountMinor]);
			this.#heldMinor -= record.amountMinor;
		}
		// Only open items are closed, and none twice.
		for (const closed of record.closes.map(placeText)) {
			const wasOpen = this.attempts.delete(closed) || this.parked.delete(closed) || this.held.delete(closed);
			expect(wasOpen, `record ${at} of kind ${record.kind} closes ${closed}, which is not open`).toBe(true);
		}
		if (record.kind === RecordKind.noSale)
			expect(record.document).toMatchObject({ series: 2, number: ++this.#noSales });
		if (record.kind === RecordKind.shiftOpened) this.open(record);
		if (record.kind === RecordKind.shiftClosed) this.#isOpen = false;
		if ("anchor" in record) this.anchor(record.anchor, at);
		if (record.kind === RecordKind.basketParked) this.parked.set(at, record.basket);
		if (record.kind === RecordKind.trainingSale) {
			expect(record).toMatchObject({
				document: { series: 3, number: ++this.#training, totalMinor: 0, cashMinor: 0 },
				closes: [],
			});
			for (const { attempt } of record.tenders) expect(attempt, `training sale ${at}`).toBeUndefined();
		}
		if (record.kind === RecordKind.paymentAttempted) {
			const { amountMinor, basket } = record;
			this.attempts.set(at, { origin: at, amountMinor, basket, outcome: 0 });
			this.#all.set(at, this.attempts.get(at)!);
		}
		if (isCarry) {
			const { amountMinor, basket, outcome } = record;
			const origin = placeText(record.origin);
			expect(this.#all.get(origin), `record ${at} carries ${origin}`).toMatchObject({ amountMinor, basket });
			this.attempts.set(at, { origin, amountMinor, basket, outcome });
		}
		if (record.kind === RecordKind.paymentEnded) {
			const origin = placeText(record.attempt);
			expect(this.#all.has(origin), `record ${at} ends ${origin}`).toBe(true);
			const isFinal = record.outcome === PaymentOutcome.declined || record.outcome === PaymentOutcome.withdrawn;
			const open = [...this.attempts.values()].find((attempt) => attempt.origin === origin);
			const isCharge = record.outcome === PaymentOutcome.approved && this.givenUp.delete(origin);
			expect(open === undefined, `record ${at}: outcome ${record.outcome}`).toBe(isFinal || isCharge);
			if (open) open.outcome = record.outcome;
			if (isFinal) this.givenUp.add(origin);
			if (isCharge) this.chargedAfterwards.add(origin);
		}
	}

	/** Every record says how much cash came in with it, and how much is held in all. */
	private partPaid({ tenders, changeMinor, takenMinor, heldMinor, closes }: PartPaidRecord, at: string): void {
		const before = closes.reduce((sum, closed) => sum + this.held.get(placeText(closed))!, 0);
		const cash = tenders.filter(({ kind }) => kind === TenderKind.cash);
		const cashMinor = cash.reduce((sum, { amountMinor }) => sum + amountMinor, -changeMinor);
		expect([heldMinor, takenMinor], `held at ${at}`).toEqual([cashMinor, cashMinor - before]);
		this.held.set(at, heldMinor);
		this.#heldMinor += takenMinor;
	}

	private sale(sale: SaleRecord): void {
		const { document, lines, discounts, taxes, tenders, closes } = sale;
		expect(this.#isOpen, `sale ${document.number} in an open shift`).toBe(true);
		expect(document).toMatchObject({ series: 1, number: this.sales.length + 1 });
		expect(saleFault({ ...sale, totalMinor: document.totalMinor })).toBeUndefined();
		const cashMinor = tenders.reduce(
			(sum, { kind, amountMinor }) => sum + (kind === TenderKind.cash ? amountMinor : 0),
			0,
		);
		expect(document.cashMinor).toBe(cashMinor - sale.changeMinor);
		for (const tender of tenders) {
			expect(tender.attempt !== undefined, `tender of kind ${tender.kind}`).toBe(tender.kind === TenderKind.card);
			if (!tender.attempt) continue;
			const origin = placeText(tender.attempt);
			const attempt = this.#all.get(origin)!;
			// An attempt pays only for the sale it was made for.
			expect(attempt).toMatchObject({ amountMinor: tender.amountMinor, basket: { lines, discounts, taxes } });
			const held = [...this.attempts].find(([, open]) => open.origin === origin);
			expect(held, `attempt ${origin} is open`).toBeDefined();
			expect(closes.map(placeText)).toContain(held![0]);
			this.sold.push({ origin, sale });
		}
		const heldMinor = closes.reduce((sum, closed) => sum + (this.held.get(placeText(closed)) ?? 0), 0);
		expect(sale.heldMinor ?? 0, `held for sale ${document.number}`).toBe(heldMinor);
		this.#heldMinor -= heldMinor;
		this.sales.push(sale);
		this.#salesOfShift++;
		this.#takingsMinor += document.totalMinor;
		this.#cashMinor += document.cashMinor;
	}

	private open({ anchor: { totals } }: ShiftOpenedRecord): void {
		expect(this.#isOpen, "two shifts at once").toBe(false);
		this.#isOpen = true;
		this.#takingsMinor = this.#cashMinor = this.#heldMinor = this.#salesOfShift = 0;
		expect(totals).toMatchObject({
			sales: 0,
			units: 0,
			grossMinor: 0,
			voids: 0,
			noSales: 0,
			tenders: [],
			taxes: [],
		});
	}

	private anchor({ open, numbers, totals }: Anchor, at: string): void {
		expect(open.map(placeText).sort(), `open at ${at}`).toEqual(
			[...this.attempts.keys(), ...this.parked.keys(), ...this.held.keys()].sort(),
		);
		expect([numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0], `numbers at ${at}`).toEqual([
			this.sales.length,
			this.#noSales,
			this.#training,
		]);
		const cash = totals.tenders.find(({ kind }) => kind === TenderKind.cash)?.amountMinor ?? 0;
		expect([totals.sales, totals.grossMinor, cash, totals.heldMinor ?? 0], `totals at ${at}`).toEqual([
			this.#salesOfShift,
			this.#takingsMinor,
			this.#cashMinor,
			this.#heldMinor,
		]);
	}
}

/**
 * `charged`: minor units per key. Every charge belongs to one sale, one open attempt or one attempt whose charge was
 * recorded after it was given up; no attempt is counted twice, and no sale contains a card that was not charged.
 */
export function checkPayments(stall: TillHarness, charged: ReadonlyMap<string, number>): PaymentAudit {
	const audit = new PaymentAuditor();
	for (const { place, record } of stall.entries()) if (isKnown(record)) audit.note(record, place);
	const keys = attemptKeys(stall);
	expect(new Set(keys.values()).size).toBe(keys.size);
	const sold = audit.sold.map(({ origin }) => origin);
	expect(new Set(sold).size, "attempts in sales").toBe(sold.length);
	const placeOf = new Map([...keys].map(([place, key]) => [key, place]));
	for (const [key, minor] of charged) {
		const origin = placeOf.get(key);
		expect(origin, `charged ${minor} under ${key}`).toBeDefined();
		const isOpen = [...audit.attempts.values()].some((attempt) => attempt.origin === origin);
		const isLate = audit.chargedAfterwards.has(origin!);
		const times = Number(isOpen) + Number(isLate) + sold.filter((each) => each === origin).length;
		expect(times, `charged ${minor} for ${origin}`).toBe(1);
	}
	for (const { origin, sale } of audit.sold) {
		const tender = sale.tenders.find(({ attempt }) => attempt && placeText(attempt) === origin)!;
		expect(charged.get(keys.get(origin)!), `sale ${sale.document.number}`).toBe(tender.amountMinor);
	}
	const { attempts, held, parked, sales } = audit;
	return { attempts, held, parked, sales, keys };
}
