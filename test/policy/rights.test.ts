// Rights in escrow under everything that can happen between a host and its stalls: messages that are lost, doubled or
// late, outages, power cuts, and boards that are replaced.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	afterGrant,
	afterSelling,
	afterSpending,
	free,
	mayReturn,
	noRight,
	pool,
	rightMax,
	type RightState,
} from "../../firmware/policy/rights.js";

const stalls = 3;

type Step =
	| { readonly kind: "issue"; readonly stall: number; readonly amount: number }
	| { readonly kind: "lend"; readonly stall: number }
	| { readonly kind: "recall"; readonly stall: number }
	| { readonly kind: "deliver"; readonly at: number; readonly isKept: boolean }
	| { readonly kind: "ship"; readonly stall: number }
	| { readonly kind: "spend"; readonly stall: number; readonly amount: number }
	| { readonly kind: "sell"; readonly stall: number; readonly amount: number }
	| { readonly kind: "cut"; readonly stall: number }
	| { readonly kind: "replace"; readonly stall: number };

const stall = fc.nat(stalls - 1);
const amount = fc.integer({ min: 1, max: 40 });
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ kind: fc.constant("issue" as const), stall, amount }),
	fc.record({ kind: fc.constant("lend" as const), stall }),
	fc.record({ kind: fc.constant("recall" as const), stall }),
	{
		weight: 4,
		arbitrary: fc.record({ kind: fc.constant("deliver" as const), at: fc.nat(20), isKept: fc.boolean() }),
	},
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("ship" as const), stall }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant("spend" as const), stall, amount }) },
	fc.record({ kind: fc.constant("sell" as const), stall, amount }),
	fc.record({ kind: fc.constant("cut" as const), stall }),
	fc.record({ kind: fc.constant("replace" as const), stall }),
);

type Entry =
	| { readonly kind: "granted"; readonly issued: number; readonly amount: number }
	| { readonly kind: "returned" | "spent" | "sold"; readonly amount: number };

interface Message {
	readonly stall: number;
	readonly epoch: number;
	readonly issued: number;
	readonly before: number;
	readonly isRecall: boolean;
}

/** A board: its journal, and the state that is folded from it. */
interface Board {
	epoch: number;
	journal: Entry[];
	shipped: number;
	state: RightState | undefined;
}

function folded(state: RightState | undefined, entry: Entry): RightState {
	const before = state ?? noRight;
	switch (entry.kind) {
		case "granted":
			return { issued: Math.max(before.issued, entry.issued), left: before.left + entry.amount };
		case "sold":
			return afterSelling(before, entry.amount);
		default:
			return afterSpending(before, entry.amount);
	}
}

class Shop {
	readonly boards: Board[] = Array.from({ length: stalls }, () => {
		return { epoch: 1, journal: [], shipped: 0, state: undefined };
	});
	readonly messages: Message[] = [];
	/** Of the host: what it issued to each stall, in all and before the present chain, and what came back. */
	readonly issued = [0, 0, 0];
	readonly before = [0, 0, 0];
	readonly returned = [0, 0, 0];
	readonly budget: number;
	spent = 0;
	sold = 0;

	constructor(budget: number) {
		this.budget = budget;
	}

	get pool(): number {
		const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
		return pool(this.budget, sum(this.issued), sum(this.returned));
	}

	take(each: Step): void {
		if (each.kind === "deliver") return this.deliver(each.at, each.isKept);
		const board = this.boards[each.stall]!;
		switch (each.kind) {
			case "issue":
				return this.issue(each.stall, each.amount);
			case "lend":
				return this.issue(each.stall, this.pool);
			case "recall":
				return this.send(each.stall, true);
			case "ship":
				for (const entry of board.journal.slice(board.shipped))
					if (entry.kind === "returned") this.returned[each.stall]! += entry.amount;
				board.shipped = board.journal.length;
				return;
			case "spend":
				return this.spend(board, Math.min(each.amount, free(board.state ?? noRight, 0)));
			case "sell":
				this.sold += each.amount;
				return this.write(board, { kind: "sold", amount: each.amount });
			case "cut":
				board.state = board.journal.reduce<RightState | undefined>(folded, undefined);
				return;
			case "replace":
				// What the old board had is held as spent; its records are lost with it.
				this.before[each.stall] = this.issued[each.stall]!;
				this.boards[each.stall] = { epoch: board.epoch + 1, journal: [], shipped: 0, state: undefined };
		}
	}

	private issue(to: number, more: number): void {
		if (more <= 0 || more > this.pool) return;
		this.issued[to]! += more;
		this.send(to, false);
	}

	private send(to: number, isRecall: boolean): void {
		const { epoch } = this.boards[to]!;
		this.messages.push({ stall: to, epoch, issued: this.issued[to]!, before: this.before[to]!, isRecall });
	}

	/** One that is kept comes again. */
	private deliver(at: number, isKept: boolean): void {
		const index = at % Math.max(1, this.messages.length);
		const message = this.messages[index];
		if (!message) return;
		if (!isKept) this.messages.splice(index, 1);
		const board = this.boards[message.stall]!;
		if (message.epoch !== board.epoch) return;
		const { issued, before } = message;
		if (message.isRecall) {
			const state = board.state ?? noRight;
			if (mayReturn(state, issued, 0)) this.write(board, { kind: "returned", amount: state.left });
		} else if (!board.state || board.state.issued < issued) {
			const granted = afterGrant(board.state, issued, before)!;
			this.write(board, { kind: "granted", issued, amount: granted.amount });
			expect(board.state).toEqual(granted.state);
		}
	}

	private spend(board: Board, minor: number): void {
		if (minor === 0) return;
		this.spent += minor;
		this.write(board, { kind: "spent", amount: minor });
	}

	private write(board: Board, entry: Entry): void {
		board.journal.push(entry);
		board.state = folded(board.state, entry);
	}
}

describe("rights in escrow", () => {
	it("are never overspent, and nothing is made of nothing, in any interleaving", () => {
		fc.assert(
			fc.property(fc.nat(100), fc.array(step, { maxLength: 60 }), (budget, steps) => {
				const shop = new Shop(budget);
				for (const each of steps) {
					shop.take(each);
					const left = shop.boards.reduce((sum, { state }) => sum + (state?.left ?? 0), 0);
					if (shop.spent + left + shop.pool > shop.budget + shop.sold) throw new Error("overspent");
					for (const { state } of shop.boards) if (state && state.left < 0) throw new Error("below nothing");
				}
			}),
			{ numRuns: 12_000, seed: 20_261_129 },
		);
	});

	it("are where the host says once every message has arrived", () => {
		fc.assert(
			fc.property(fc.nat(100), fc.array(step, { maxLength: 40 }), (budget, steps) => {
				const shop = new Shop(budget);
				for (const each of steps) if (each.kind !== "replace") shop.take(each);
				while (shop.messages.length > 0) shop.take({ kind: "deliver", at: 0, isKept: false });
				for (let at = 0; at < stalls; at++) shop.take({ kind: "ship", stall: at });
				const left = shop.boards.reduce((sum, { state }) => sum + (state?.left ?? 0), 0);
				expect(shop.spent + left + shop.pool).toBe(shop.budget + shop.sold);
				for (let at = 0; at < stalls; at++) expect(shop.boards[at]!.state?.issued ?? 0).toBe(shop.issued[at]);
			}),
			{ numRuns: 2_000, seed: 20_261_129 },
		);
	});

	it("keep to the size of their counters", () => {
		expect(afterGrant({ issued: 10, left: 5 }, rightMax + 1, 0)).toBeUndefined();
		expect(afterGrant({ issued: 0, left: 5 }, rightMax, 0)).toBeUndefined();
		expect(afterGrant(undefined, rightMax, 0)?.state).toEqual({ issued: rightMax, left: rightMax });
		expect(afterSelling({ issued: 0, left: rightMax }, 1).left).toBe(rightMax);
		expect(afterSpending({ issued: 3, left: 1 }, 2)).toEqual({ issued: 3, left: 0 });
		expect(pool(5, 9, 1)).toBe(0);
	});
});
