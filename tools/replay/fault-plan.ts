// What goes wrong in a replay, drawn from one seed before anything runs: the same seed always breaks the same things at the same transactions.
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

/** Chances for each transaction. Over the bakery's 9,531 they make about 90 power cuts, 50 outages and a dozen host deaths. */
const chances = { outage: 0.005, cutAtStep: 0.006, cutInFlash: 0.004, hostKill: 0.001, brokerRestart: 0.0005 } as const;
const outageTransactionsMax = 60;
export const hostDownTransactionsMax = 12;

/** The line of a replay with faults: a packet now and then meets each of them. */
export const faultyLine: LinkProfile = {
	latencyMs: 40,
	jitterMs: 80,
	bytesPerSecond: 60_000,
	faults: { drop: 0.002, loseAck: 0.005, duplicate: 0.01, delay: 0.01, delayMsMax: 20_000, cut: 0.003, halfOpen: 0.001, refuse: 0.02 },
};

/** One entry for each transaction; `terminalOf` says which of the terminals rings it up. */
export function planFaults(seed: number | undefined, terminalOf: readonly number[], terminals: number): TransactionFaults[] {
	const random = new SeededRandom(seed ?? 0);
	/** The transaction index at which a terminal's present outage ends. */
	const outageUntil = Array.from({ length: terminals }, () => -1);
	return terminalOf.map((terminal, index) => {
		if (seed === undefined)
			return { outageBegins: false, outageEnds: false, cutAtStep: undefined, cutInFlash: undefined, hostKill: false, brokerRestart: false };
		const isOut = outageUntil[terminal]! >= 0;
		const outageEnds = isOut && index >= outageUntil[terminal]!;
		if (outageEnds) outageUntil[terminal] = -1;
		const outageBegins = !isOut && random.chance(chances.outage);
		if (outageBegins) outageUntil[terminal] = index + random.between(terminals, outageTransactionsMax * terminals);
		return {
			outageBegins,
			outageEnds,
			cutAtStep: random.chance(chances.cutAtStep) ? random.below(6) : undefined,
			cutInFlash: random.chance(chances.cutInFlash) ? random.below(3) : undefined,
			hostKill: random.chance(chances.hostKill),
			brokerRestart: random.chance(chances.brokerRestart),
		};
	});
}
