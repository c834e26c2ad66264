// How a total is paid: what is left, what cash must be handed over, the change. Tenders sum to total + rounding +
// change (invariant 6).
import { type CashRounding, roundToCash } from "../core/cash-rounding.js";
import { type Place, type Tender, TenderKind } from "../wire/record.js";

export interface SettlementOptions {
	readonly totalMinor: number;
	readonly cashRounding: CashRounding;
	/** What was taken before, as a payment's record holds it; left out where nothing was. */
	readonly tenders?: readonly Tender[];
	readonly roundingMinor?: number;
	readonly changeMinor?: number;
}

export class Settlement {
	readonly #cashRounding: CashRounding;
	readonly #totalMinor: number;
	readonly #tenders: Tender[];
	#roundingMinor: number;
	#changeMinor: number;

	constructor({ totalMinor, cashRounding, tenders = [], roundingMinor = 0, changeMinor = 0 }: SettlementOptions) {
		this.#totalMinor = totalMinor;
		this.#cashRounding = cashRounding;
		this.#tenders = tenders.slice();
		this.#roundingMinor = roundingMinor;
		this.#changeMinor = changeMinor;
	}

	get tenders(): readonly Tender[] {
		return this.#tenders;
	}

	get roundingMinor(): number {
		return this.#roundingMinor;
	}

	get changeMinor(): number {
		return this.#changeMinor;
	}

	/** What counts toward the total so far: tenders less change. */
	get paidMinor(): number {
		return this.#tenders.reduce((sum, tender) => sum + tender.amountMinor, 0) - this.#changeMinor;
	}

	get restMinor(): number {
		return this.#totalMinor + this.#roundingMinor - this.paidMinor;
	}

	/**
	 * True once the whole is paid: a total of nothing needs a tender too, so that every sale says how it was paid.
	 */
	get isSettled(): boolean {
		return this.#tenders.length > 0 && this.restMinor === 0;
	}

	/** What to ask for in cash when `partMinor` of the rest (all of it when undefined) is paid that way. */
	cashDue(partMinor: number | undefined): number {
		return roundToCash(this.part(partMinor), this.#cashRounding);
	}

	/** What to ask the card for. */
	cardDue(partMinor: number | undefined): number {
		return this.part(partMinor);
	}

	/** Takes cash against `cashDue(partMinor)`; false, and nothing taken, when less is given than that. */
	takeCash(givenMinor: number, partMinor: number | undefined): boolean {
		const due = this.cashDue(partMinor);
		if (givenMinor < due) return false;
		// A part that rounds to the whole rest, or past it, closes the sale: then the difference is the cash
		// rounding.
		const rest = this.restMinor;
		const closes = partMinor === undefined || partMinor >= rest || due >= rest;
		this.#tenders.push({ kind: TenderKind.cash, amountMinor: givenMinor, reference: "" });
		this.#changeMinor += givenMinor - due;
		if (closes) this.#roundingMinor += due - rest;
		return true;
	}

	/**
	 * `attempt` is the place of the payment attempt that the card was charged by; undefined where none was charged, in
	 * training.
	 */
	takeCard(amountMinor: number, reference: string, attempt: Place | undefined): void {
		this.#tenders.push({ kind: TenderKind.card, amountMinor, reference, attempt });
	}

	private part(partMinor: number | undefined): number {
		const rest = this.restMinor;
		return partMinor === undefined ? rest : Math.min(partMinor, rest);
	}
}
