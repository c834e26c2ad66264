// How a total is paid: the rest, the cash due, the change. Tenders sum to total + rounding + change (invariant 6).
import { type CashRounding, roundToCash } from "../core/cash-rounding.js";
import { type Place, type Tender, TenderKind } from "../wire/record.js";

export interface SettlementOptions {
	readonly totalMinor: number;
	readonly cashRounding: CashRounding;
	/** Tenders taken before, as a payment's record holds them; left out where there were none. */
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
	/** Of the tender that was taken last. */
	#newestChangeMinor = 0;

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

	/** The part of the change that the newest tender gives; 0 for tenders taken before. */
	get newestChangeMinor(): number {
		return this.#newestChangeMinor;
	}

	/** The cash among the tenders, less the change. */
	get cashMinor(): number {
		let cashMinor = 0 - this.#changeMinor;
		for (const { kind, amountMinor } of this.#tenders) if (kind === TenderKind.cash) cashMinor += amountMinor;
		return cashMinor;
	}

	/** What was paid of the total so far: tenders less change. */
	get paidMinor(): number {
		return this.#tenders.reduce((sum, tender) => sum + tender.amountMinor, 0) - this.#changeMinor;
	}

	get restMinor(): number {
		return this.#totalMinor + this.#roundingMinor - this.paidMinor;
	}

	/** True once the total is paid. A total of zero needs a tender too, so that every sale says how it was paid. */
	get isSettled(): boolean {
		return this.#tenders.length > 0 && this.restMinor === 0;
	}

	/** The amount to ask for in cash when `partMinor` of the rest (all of it when undefined) is paid that way. */
	cashDue(partMinor: number | undefined): number {
		return roundToCash(this.part(partMinor), this.#cashRounding);
	}

	/** The amount to take by a tender that is not rounded and gives no change. */
	exactDue(partMinor: number | undefined): number {
		return this.part(partMinor);
	}

	/** Takes cash for `cashDue(partMinor)`; false, and nothing is taken, when less than that is given. */
	takeCash(givenMinor: number, partMinor: number | undefined): boolean {
		const due = this.cashDue(partMinor);
		if (givenMinor < due) return false;
		// A part that rounds to the whole rest or more closes the sale; the difference is the cash rounding.
		const rest = this.restMinor;
		const closes = partMinor === undefined || partMinor >= rest || due >= rest;
		this.#tenders.push({ kind: TenderKind.cash, amountMinor: givenMinor, reference: "" });
		this.#newestChangeMinor = givenMinor - due;
		this.#changeMinor += givenMinor - due;
		if (closes) this.#roundingMinor += due - rest;
		return true;
	}

	/**
	 * Takes a tender of exactly `exactDue`. `attempt` is the place of the payment attempt that charged it; undefined
	 * where nothing was charged. `isUnconfirmed`: the bank has not agreed to it yet.
	 */
	takeExact(kind: number, amountMinor: number, reference: string, attempt?: Place, isUnconfirmed = false): void {
		const tender = { kind, amountMinor, reference, attempt };
		this.#tenders.push(isUnconfirmed ? { ...tender, isUnconfirmed } : tender);
		this.#newestChangeMinor = 0;
	}

	/** Takes a part of a gift voucher, of which `leftMinor` is left then. */
	takeVoucher(amountMinor: number, reference: string, leftMinor: number): void {
		const tender = { kind: TenderKind.voucher, amountMinor, reference };
		this.#tenders.push(leftMinor === 0 ? tender : { ...tender, leftMinor });
		this.#newestChangeMinor = 0;
	}

	/** Undoes the newest tender, of a total that it did not settle. */
	takeBack(): void {
		this.#tenders.pop();
		this.#changeMinor -= this.#newestChangeMinor;
		this.#newestChangeMinor = 0;
	}

	private part(partMinor: number | undefined): number {
		const rest = this.restMinor;
		return partMinor === undefined ? rest : Math.min(partMinor, rest);
	}
}
