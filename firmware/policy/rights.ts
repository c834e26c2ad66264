// Rights in escrow: bounded counters that a terminal may spend without asking anybody (O'Neil 1986, "The Escrow
// Transactional Method"; Balegas 2015, "Extending Eventual Consistency"). Pure, and shared by host and terminal. What
// the host issues is a counter that only grows, so that a message that comes twice or late changes nothing.

/** What a right is a right to. Others are of a newer version. */
export const RightKind = {
	/** One use of a coupon. A terminal notes it as used; nothing is issued. */
	coupon: 1,
	/** Minor units of a gift voucher. */
	voucher: 2,
	/** Sales in which a pricing rule may apply. */
	ruleUses: 3,
	/** Minor units that a pricing rule may take off. */
	ruleMinor: 4,
} as const;
export type RightKind = (typeof RightKind)[keyof typeof RightKind];

/** The largest value of a counter: four bytes. */
export const rightMax = 0xffff_ffff;

/** One subject at one terminal. */
export interface RightState {
	/** All that the host has issued to this terminal, as far as the terminal knows. */
	readonly issued: number;
	/** What may still be spent. */
	readonly left: number;
}

export const noRight: RightState = { issued: 0, left: 0 };

/** What a message of the host adds. */
export interface Granted {
	readonly state: RightState;
	/** What was added to `left`; 0 for a message that came before. */
	readonly amount: number;
}

/**
 * `issued`: all that the host has issued to the terminal; `before`: the part of it that it issued before the terminal's
 * present chain began, which a terminal that does not know the subject counts as spent. Undefined where the counters
 * would exceed their size: nothing is granted then.
 */
export function afterGrant(state: RightState | undefined, issued: number, before: number): Granted | undefined {
	const known = state?.issued ?? before;
	const left = state?.left ?? 0;
	const amount = Math.max(0, issued - known);
	if (issued > rightMax || left + amount > rightMax) return undefined;
	return { state: { issued: Math.max(issued, known), left: left + amount }, amount };
}

/** What may be spent, and what may be returned, beside the sales that are being paid. */
export function free({ left }: RightState, held: number): number {
	return Math.max(0, left - held);
}

/** A record has spent it. Never below nothing: what a record says has happened. */
export function afterSpending({ issued, left }: RightState, amount: number): RightState {
	return { issued, left: Math.max(0, left - amount) };
}

/** A voucher was sold here, and all of it may be spent here. */
export function afterSelling({ issued, left }: RightState, amount: number): RightState {
	return { issued, left: Math.min(rightMax, left + amount) };
}

/**
 * Whether a request to return a right is still meant for this state. One that was made before the host issued more is
 * not.
 */
export function mayReturn({ issued, left }: RightState, issuedThen: number, held: number): boolean {
	return issued === issuedThen && left > held;
}

/** Of the host: what it may still issue of a budget. */
export function pool(budget: number, issued: number, returned: number): number {
	return Math.max(0, budget - issued + returned);
}
