// Second branches of an epoch (invariant 3). Their documents are not booked. Each sequence at which a chain forked has
// an alarm with the largest amount that a branch from there adds to takings.
import type { AlarmChange } from "../../alarms.js";
import type { Ledger, Nothing } from "../ledger.js";

export interface EpochKey {
	readonly terminal: string;
	readonly epoch: number;
}

export interface BranchMoney extends EpochKey {
	readonly forkSequence: number;
	readonly grossMinor: number;
	readonly currency: string;
	readonly createdMs: number;
}

/** Wants the branches of epochs in which a branch began or was extended. */
export const branches: Ledger<readonly EpochKey[], readonly BranchMoney[], Nothing> = {
	codes: ["BATCH_FORKED"],

	wants({ marks }) {
		const extended = marks.filter(({ kind }) => kind === "branch");
		const keys = extended.map(({ terminal, epoch }) => [`${terminal}/${epoch}`, { terminal, epoch }] as const);
		return [...new Map(keys).values()];
	},

	fold(_tools, _slice, state) {
		const forks = new Map<string, { largest: BranchMoney; count: number; atMs: number }>();
		for (const branch of state) {
			const name = `${branch.terminal}/${branch.epoch}/${branch.forkSequence}`;
			const before = forks.get(name);
			const largest = before && !isLarger(branch, before.largest) ? before.largest : branch;
			const atMs = Math.min(before?.atMs ?? branch.createdMs, branch.createdMs);
			forks.set(name, { largest, count: (before?.count ?? 0) + 1, atMs });
		}
		const alarms = [...forks.values()].map(({ largest, count, atMs }): AlarmChange => {
			const { terminal, epoch, forkSequence, grossMinor: amountMinor, currency } = largest;
			const detail = `epoch ${epoch}, from sequence ${forkSequence}`;
			const alarm = { code: "BATCH_FORKED", terminal, detail, amountMinor, currency } as const;
			return { kind: "set", alarm, count, atMs };
		});
		return { changes: null, alarms };
	},
};

function isLarger(a: BranchMoney, b: BranchMoney): boolean {
	const [aMinor, bMinor] = [Math.abs(a.grossMinor), Math.abs(b.grossMinor)];
	if (aMinor !== bMinor) return aMinor > bMinor;
	return a.currency === b.currency ? a.grossMinor > b.grossMinor : a.currency > b.currency;
}
