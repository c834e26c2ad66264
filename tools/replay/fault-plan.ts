// What goes wrong in a replay, drawn from one seed before anything runs: the same seed always breaks the same things at
// the same transactions.
import type { LinkProfile } from "../../simulator/network/profile.js";
import { SeededRandom } from "../../simulator/random.js";

export interface TransactionFaults {
	/** The terminal's network goes off before this transaction … */
	readonly outageBegins: boolean;
	/** … and comes back before that one. */
	readonly outageEnds: boolean;
	/** Power goes off after this many steps of ringing up; undefined for no cut between steps. */
	readonly cutAtStep: number | undefined;
	/** Power goes off inside a flash operation, after this many more of them. */
	readonly cutInFlash: number | undefined;
	/** The host dies by -9 before this transaction, to be started again `hostDownFor` transactions later. */
	readonly hostKill: boolean;
	/** The host, and its broker with it, is stopped and started in good order. */
	readonly brokerRestart: boolean;
}

/** How many of each there are: a share of the transactions, and some even in a short replay. */
const shares = {
	outages: { share: 0.005, min: 2 },
	cutsAtStep: { share: 0.006, min: 2 },
	cutsInFlash: { share: 0.004, min: 2 },
	hostKills: { share: 0.001, min: 2 },
	brokerRestarts: { share: 0.0005, min: 1 },
} as const;
const outageTransactionsMax = 60;
export const hostDownTransactionsMax = 12;

/** The line of a replay with faults: a packet now and then meets each of them. */
export const faultyLine: LinkProfile = {
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
 * One entry for each transaction; `terminalOf` says which of the terminals rings it up. Nothing goes wrong without a
 * seed.
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
	/** The transaction at which a terminal's present outage ends; -1 while there is none. */
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
