// Payments as they are stored, and the alarms that stand for them.
import { equal } from "../../firmware/core/bytes.js";
import type { Place } from "../../firmware/wire/record.js";
import type { Clock } from "../clock.js";
import type { HostFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { Store } from "../store/store.js";
import { mismatchMinor, type Payment, stateOf } from "./payment.js";

export interface PaymentBooksOptions {
	readonly store: Store;
	readonly clock: Clock;
}

/** On whose account something is saved. */
export interface PaymentSource {
	readonly terminal: string;
	/** The record that says it. */
	readonly place: Place;
	/** Its epoch is the terminal's latest. */
	readonly isPresent: boolean;
	/** An alarm was raised that did not stand before. */
	onAlarm(code: HostFaultCode): void;
}

const alarms = ["PAYMENT_UNRESOLVED", "PAYMENT_MISMATCH"] as const;

export class PaymentBooks {
	readonly #options: PaymentBooksOptions;
	/** What was saved last, so that a sale finds its attempt without asking the store. */
	readonly #recent = new Map<string, Payment>();

	constructor(options: PaymentBooksOptions) {
		this.#options = options;
	}

	/** `place` is where it began, or where it was carried to. */
	find(terminal: string, place: Place): Payment | undefined {
		const { payments } = this.#options.store;
		const found = this.#recent.get(nameOf(terminal, place)) ?? payments.find(terminal, place);
		if (found) return found;
		const origin = payments.originOf(terminal, place);
		return origin && (this.#recent.get(nameOf(terminal, origin)) ?? payments.find(terminal, origin));
	}

	/** Stores it as it stands now, and sees to its alarms. */
	save(source: PaymentSource, payment: Payment): Payment {
		const { terminal, isPresent, place } = source;
		const isOfSource = isPresent && payment.place.epoch === place.epoch;
		const state = stateOf(payment, !isOfSource && this.isReplaced(terminal, payment.place.epoch));
		const unresolvedHeldMinor = state === "unresolved" ? payment.amountMinor : 0;
		const mismatchHeldMinor = mismatchMinor(payment);
		const { origin, currency } = payment;
		if (unresolvedHeldMinor !== payment.unresolvedHeldMinor)
			this.hold(source, "PAYMENT_UNRESOLVED", placeText(origin), unresolvedHeldMinor, currency);
		if (mismatchHeldMinor !== payment.mismatchHeldMinor)
			this.hold(source, "PAYMENT_MISMATCH", placeText(origin), mismatchHeldMinor, currency);
		const saved = { ...payment, unresolvedHeldMinor, mismatchHeldMinor };
		this.#options.store.payments.put(terminal, saved);
		if (this.#recent.size >= hostLimits.paymentsRecentMax) this.#recent.delete(this.#recent.keys().next().value!);
		this.#recent.set(nameOf(terminal, origin), saved);
		return saved;
	}

	/** With no money at risk the alarm goes. `detail` tells it from others of its terminal. */
	hold(
		source: PaymentSource,
		code: (typeof alarms)[number],
		detail: string,
		amountMinor: number,
		currency: string,
	): void {
		const { store, clock } = this.#options;
		const { terminal, onAlarm } = source;
		if (amountMinor === 0) store.notices.settle(code, terminal, detail);
		else if (store.notices.hold({ code, terminal, detail, amountMinor, currency }, clock.now())) onAlarm(code);
	}

	/**
	 * Whether another board has taken the terminal's name since this epoch. A board that goes on in an epoch of its own
	 * making has the same key.
	 */
	isReplaced(terminal: string, epoch: number): boolean {
		const { terminals, chains } = this.#options.store;
		const present = terminals.find(terminal)?.epoch ?? 0;
		if (epoch >= present) return false;
		const own = chains.epoch(terminal, epoch)?.publicKey;
		const others = chains.epoch(terminal, present)?.publicKey;
		return own === undefined || others === undefined || !equal(own, others);
	}

	/** What was saved last was not committed. */
	forget(): void {
		this.#recent.clear();
	}

	/** Forgets all that was folded, and its alarms. */
	clear(): void {
		const { store } = this.#options;
		store.payments.clear();
		for (const { terminal } of store.terminals.all())
			for (const code of alarms)
				for (const detail of store.notices.details(code, terminal))
					store.notices.settle(code, terminal, detail);
		this.forget();
	}
}

/** As alarms and refusals name an attempt. */
export function placeText({ epoch, sequence }: Place): string {
	return `payment ${epoch}/${sequence}`;
}

function nameOf(terminal: string, { epoch, sequence }: Place): string {
	return `${terminal}/${epoch}/${sequence}`;
}
