// Checks card payments against the journals on the boards' flash and the charges that the card reader made, not against
// anything that the till holds in memory.
import { toHex } from "../../../firmware/core/bytes.js";
import { paymentKey } from "../../../firmware/core/payment-key.js";
import { type BasketContent, type Place, RecordKind, type SaleRecord } from "../../../firmware/wire/record.js";
import { nodeDigest } from "../../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { credentialsOf, entriesOf } from "../../../simulator/terminal/till-watch.js";

export interface JournalAttempt {
	/** Hexadecimal. */
	readonly key: string;
	readonly amountMinor: number;
	readonly basket: BasketContent;
	/** Sales with a tender that refers to the attempt. */
	readonly sales: SaleRecord[];
	/** A record has settled it. */
	isClosed: boolean;
}

export interface Verdict {
	readonly attempts: number;
	/** Attempts that became a tender of a sale. */
	readonly paid: number;
	/** Attempts that are still open. */
	readonly open: number;
	readonly doubleCharged: number;
	readonly chargedWithoutRecord: number;
	readonly creditedToOther: number;
	/** Sales with a card tender whose attempt the reader never charged. */
	readonly creditedWithoutCharge: number;
}

const placeKey = ({ epoch, sequence }: Place): string => `${epoch}/${sequence}`;

/** Payment attempts in one board's journal, in their order. */
export function readAttempts(terminal: SimulatedTerminal): JournalAttempt[] {
	const identity = credentialsOf(terminal);
	const attempts = new Map<string, JournalAttempt>();
	let nonce: Uint8Array = new Uint8Array(16);
	for (const { record, place } of entriesOf(terminal)) {
		for (const closed of record.closes) {
			const attempt = attempts.get(placeKey(closed));
			if (attempt) attempt.isClosed = true;
		}
		if (record.kind === RecordKind.booted) nonce = record.nonce;
		else if ("anchor" in record) nonce = record.anchor.nonce;
		else if (record.kind === RecordKind.paymentAttempted) {
			const key = paymentKey(nodeDigest, { ...identity, epoch: place.epoch }, place.sequence, nonce);
			const { amountMinor, basket } = record;
			attempts.set(placeKey(place), { key: toHex(key), amountMinor, basket, sales: [], isClosed: false });
		} else if (record.kind === RecordKind.paymentCarried) {
			const attempt = attempts.get(placeKey(record.origin));
			if (!attempt || attempt.key !== toHex(record.key))
				throw new Error(`attempt ${placeKey(record.origin)} was carried under another key`);
			attempt.isClosed = false;
			attempts.set(placeKey(place), attempt);
		} else if (record.kind === RecordKind.sale)
			for (const tender of record.tenders)
				if (tender.attempt) attempts.get(placeKey(tender.attempt))?.sales.push(record);
	}
	return [...new Set(attempts.values())];
}

/** `customers`: what each had to pay, and what was charged to their cards. */
export function checkPayments(
	boards: readonly SimulatedTerminal[],
	customers: readonly { readonly dueMinor: number; readonly chargedMinor: number }[],
): Verdict {
	const attempts = boards.flatMap(readAttempts);
	const byKey = new Map(attempts.map((attempt) => [attempt.key, attempt]));
	const charges = boards.flatMap(({ cardReader }) => cardReader.charges);
	const charged = new Set(charges.map(({ idempotencyKey }) => idempotencyKey));
	let chargedWithoutRecord = 0;
	let creditedToOther = 0;
	for (const { idempotencyKey, amountMinor } of charges) {
		const attempt = byKey.get(idempotencyKey);
		if (!attempt || (attempt.sales.length === 0 && attempt.isClosed)) chargedWithoutRecord++;
		else if (attempt.amountMinor !== amountMinor || !isOwn(attempt)) creditedToOther++;
	}
	const twice = charges.length - charged.size;
	return {
		attempts: attempts.length,
		paid: attempts.filter(({ sales }) => sales.length > 0).length,
		open: attempts.filter(({ sales, isClosed }) => sales.length === 0 && !isClosed).length,
		doubleCharged: twice + customers.filter(({ dueMinor, chargedMinor }) => chargedMinor > dueMinor).length,
		chargedWithoutRecord,
		creditedToOther,
		creditedWithoutCharge: attempts.filter(({ key, sales }) => sales.length > 0 && !charged.has(key)).length,
	};
}

/** Whether at most one sale refers to the attempt, and that sale has the basket the attempt was made for. */
function isOwn({ sales, basket, amountMinor }: JournalAttempt): boolean {
	const [sale, ...more] = sales;
	if (sale === undefined) return true;
	const isSame =
		JSON.stringify(sale.lines) === JSON.stringify(basket.lines) && sale.document.totalMinor === basket.totalMinor;
	return more.length === 0 && isSame && sale.tenders.some((tender) => tender.amountMinor === amountMinor);
}
