// How a total is paid: what is left, what cash must be handed over, the change. Tenders sum to total + rounding + change (invariant 6).
import { type Currency, roundToCash } from "../core/money.js";
import { type Tender, TenderKind } from "../wire/record.js";

export class Settlement {
	readonly #currency: Currency;
	readonly #totalMinor: number;
	readonly #tenders: Tender[] = [];
	#roundingMinor = 0;
	#changeMinor = 0;

	constructor(totalMinor: number, currency: Currency) {
		this.#totalMinor = totalMinor;
		this.#currency = currency;
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

	/** True once the whole is paid: a total of nothing needs a tender too, so that every sale says how it was paid. */
	get isSettled(): boolean {
		return this.#tenders.length > 0 && this.restMinor === 0;
	}

	/** What to ask for in cash when `partMinor` of the rest (all of it when undefined) is paid that way: a multiple of the cash step. */
	cashDue(partMinor: number | undefined): number {
		return roundToCash(this.#part(partMinor), this.#currency);
	}

	/** What to ask the card for. */
	cardDue(partMinor: number | undefined): number {
		return this.#part(partMinor);
	}

	/** Takes cash against `cashDue(partMinor)`; false, and nothing taken, when less is given than that. */
	takeCash(givenMinor: number, partMinor: number | undefined): boolean {
		const due = this.cashDue(partMinor);
		if (givenMinor < due) return false;
		// A part that rounds to the whole rest, or past it, closes the sale: then the difference is the cash rounding.
		const rest = this.restMinor;
		const closes = partMinor === undefined || partMinor >= rest || due >= rest;
		this.#tenders.push({ kind: TenderKind.cash, amountMinor: givenMinor, reference: "" });
		this.#changeMinor += givenMinor - due;
		if (closes) this.#roundingMinor += due - rest;
		return true;
	}

	takeCard(amountMinor: number, reference: string): void {
		this.#tenders.push({ kind: TenderKind.card, amountMinor, reference });
	}

	#part(partMinor: number | undefined): number {
		const rest = this.restMinor;
		return partMinor === undefined ? rest : Math.min(partMinor, rest);
	}
}
