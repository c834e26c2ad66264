// The payments that a slice may change: loaded from the store, modified by the fold, then written with their alarms.
import { equal } from "../../../firmware/core/bytes.js";
import type { Place } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import { mismatchMinor, type Payment, placeText, stateOf } from "./payment.js";
import type { CarriedPlace, EpochKeyRow, PaymentsState, TerminalPayment } from "./rows.js";

interface TerminalEpochs {
	readonly rows: Map<number, EpochKeyRow>;
	present: number;
}

export class PaymentSet {
	readonly #payments = new Map<string, TerminalPayment>();
	readonly #origins = new Map<string, Place>();
	readonly #epochs = new Map<string, TerminalEpochs>();
	readonly #changed = new Set<string>();
	/** Receipt time of the last record that changed a payment. */
	readonly #changedMs = new Map<string, number>();
	readonly #carried: CarriedPlace[] = [];

	constructor({ payments, carried, epochs }: Pick<PaymentsState, "payments" | "carried" | "epochs">) {
		for (const each of payments) this.#payments.set(nameOf(each.terminal, each.payment.origin), each);
		for (const { terminal, place, origin } of carried) this.#origins.set(nameOf(terminal, place), origin);
		for (const row of epochs) {
			const known = this.#epochs.get(row.terminal) ?? { rows: new Map<number, EpochKeyRow>(), present: 0 };
			known.rows.set(row.epoch, row);
			known.present = Math.max(known.present, row.epoch);
			this.#epochs.set(row.terminal, known);
		}
	}

	/** `place` is the payment's first record or one that carries it on. */
	find(terminal: string, place: Place): Payment | undefined {
		const name = nameOf(terminal, place);
		const origin = this.#origins.get(name);
		return (this.#payments.get(name) ?? (origin && this.#payments.get(nameOf(terminal, origin))))?.payment;
	}

	/** The payments of a terminal that were loaded or created. */
	of(terminal: string): Payment[] {
		const own = [...this.#payments.values()].filter((each) => each.terminal === terminal);
		return own.map(({ payment }) => payment);
	}

	put(terminal: string, payment: Payment, atMs: number): Payment {
		const name = nameOf(terminal, payment.origin);
		this.#payments.set(name, { terminal, payment });
		this.#changed.add(name);
		this.#changedMs.set(name, atMs);
		return payment;
	}

	carry(terminal: string, place: Place, origin: Place): void {
		this.#origins.set(nameOf(terminal, place), origin);
		this.#carried.push({ terminal, place, origin });
	}

	isQuarantined(terminal: string, epoch: number): boolean {
		return this.#epochs.get(terminal)?.rows.get(epoch)?.isQuarantined ?? false;
	}

	/**
	 * Whether another board has taken the terminal's name since this epoch. A board that opened the next epoch itself
	 * still has the same key.
	 */
	isReplaced(terminal: string, epoch: number): boolean {
		const epochs = this.#epochs.get(terminal);
		if (!epochs || epoch >= epochs.present) return false;
		const own = epochs.rows.get(epoch)?.publicKey;
		const present = epochs.rows.get(epochs.present)?.publicKey;
		return own === undefined || present === undefined || !equal(own, present);
	}

	/** The changed payments, with the alarms for their current state. */
	changes(): { payments: TerminalPayment[]; carried: CarriedPlace[]; alarms: AlarmChange[] } {
		const alarms: AlarmChange[] = [];
		const payments = [...this.#changed].map((name) => {
			const { terminal, payment } = this.#payments.get(name)!;
			const state = stateOf(payment, this.isReplaced(terminal, payment.place.epoch));
			const held = {
				...payment,
				unresolvedHeldMinor: state === "unresolved" ? payment.amountMinor : 0,
				mismatchHeldMinor: mismatchMinor(payment),
			};
			const atMs = this.#changedMs.get(name)!;
			if (held.unresolvedHeldMinor !== payment.unresolvedHeldMinor)
				alarms.push(alarmOf("PAYMENT_UNRESOLVED", terminal, payment, held.unresolvedHeldMinor, atMs));
			if (held.mismatchHeldMinor !== payment.mismatchHeldMinor)
				alarms.push(alarmOf("PAYMENT_MISMATCH", terminal, payment, held.mismatchHeldMinor, atMs));
			return { terminal, payment: held };
		});
		return { payments, carried: this.#carried, alarms };
	}
}

/** The alarm is cleared when no amount is at risk. */
function alarmOf(
	code: "PAYMENT_UNRESOLVED" | "PAYMENT_MISMATCH",
	terminal: string,
	{ origin, currency }: Payment,
	amountMinor: number,
	atMs: number,
): AlarmChange {
	const alarm = { code, terminal, detail: placeText(origin), amountMinor, currency };
	return amountMinor === 0 ? { kind: "clear", alarm } : { kind: "set", alarm, count: 1, atMs };
}

export function nameOf(terminal: string, { epoch, sequence }: Place): string {
	return `${terminal}/${epoch}/${sequence}`;
}
