// Plans the faults of a replay from a seed before it runs, so that the same seed always causes the same faults at the
// same transactions.
import type { LinkProfile } from "../../simulator/network/profile.js";
import { SeededRandom } from "../../simulator/random.js";

export interface TransactionFaults {
	/** The terminal's network goes down before this transaction. */
	readonly outageBegins: boolean;
	/** The terminal's network comes back before this transaction. */
	readonly outageEnds: boolean;
	/** Power fails after this many steps of the sale; undefined for no cut between steps. */
	readonly cutAtStep: number | undefined;
	/** Power fails within a flash operation, after this many more of them. */
	readonly cutInFlash: number | undefined;
	/** The host is killed by SIGKILL before this transaction, and started again some transactions later. */
	readonly hostKill: boolean;
	/** The host with its broker is stopped and started in an orderly way. */
	readonly brokerRestart: boolean;
}

/** Faults as a share of the transactions, with a minimum for short replays. */
const shares = {
	outages: { share: 0.005, min: 2 },
	cutsAtStep: { share: 0.006, min: 2 },
	cutsInFlash: { share: 0.004, min: 2 },
	hostKills: { share: 0.001, min: 2 },
	brokerRestarts: { share: 0.0005, min: 1 },
} as const;
const outageTransactionsMax = 60;
export const hostDownTransactionsMax = 12;

/** The network of a replay with faults, each affecting a small share of the packets. */
export const faultyLink: LinkProfile = {
	latencyMs: 40,
	jitterMs: 80,
	bytesPerSecond: 60_000,
	faults: {
		drop: 0.002,
		loseAck: 0.005,
		duplicate: 0.01,
		delay: 0.01,
		delayMsMax: 20_000,
		cut: 0.003,
		halfOpen: 0.001,
		refuse: 0.02,
	},
};

/**
 * One entry per transaction; `terminalOf` holds the index of the terminal that serves it. Without a seed there are no
 * faults.
 */
export function planFaults(
	seed: number | undefined,
	terminalOf: readonly number[],
	terminals: number,
): TransactionFaults[] {
	const random = new SeededRandom(seed ?? 0);
	const choose = (kind: keyof typeof shares): ReadonlySet<number> =>
		seed === undefined ? new Set() : someOf(random.fork(kind), terminalOf.length, shares[kind]);
	const outages = choose("outages");
	const cutsAtStep = choose("cutsAtStep");
	const cutsInFlash = choose("cutsInFlash");
	const hostKills = choose("hostKills");
	const brokerRestarts = choose("brokerRestarts");
	/** The transaction at which a terminal's current outage ends; -1 without an outage. */
	const outageUntil = Array.from({ length: terminals }, () => -1);
	return terminalOf.map((terminal, index) => {
		const until = outageUntil[terminal]!;
		const outageEnds = until >= 0 && index >= until;
		const outageBegins = until < 0 && outages.has(index);
		if (outageEnds) outageUntil[terminal] = -1;
		if (outageBegins) outageUntil[terminal] = index + random.between(terminals, outageTransactionsMax * terminals);
		return {
			outageBegins,
			outageEnds,
			cutAtStep: cutsAtStep.has(index) ? random.below(6) : undefined,
			cutInFlash: cutsInFlash.has(index) ? random.below(3) : undefined,
			hostKill: hostKills.has(index),
			brokerRestart: brokerRestarts.has(index),
		};
	});
}

function someOf(
	random: SeededRandom,
	total: number,
	{ share, min }: { readonly share: number; readonly min: number },
): Set<number> {
	const count = Math.min(total, Math.max(min, Math.round(total * share)));
	const chosen = new Set<number>();
	while (chosen.size < count) chosen.add(random.below(total));
	return chosen;
}
