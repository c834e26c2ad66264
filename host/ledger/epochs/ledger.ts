// Links between epochs: the record that opens an epoch names the last known head of the one before. While the log
// contains no such head on any branch, the epoch has an alarm.
import { equal } from "../../../firmware/core/bytes.js";
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import type { Ledger } from "../ledger.js";
import { type Slice, terminalsOf } from "../slice.js";

/** A record that opens an epoch, with the place and head of its predecessor. */
export interface EpochLink {
	readonly terminal: string;
	/** The place of the record. */
	readonly epoch: number;
	readonly sequence: number;
	/** The epoch that it claims to open. */
	readonly opens: number;
	readonly previousEpoch: number;
	readonly previousSequence: number;
	readonly previousHead: Uint8Array;
	readonly receivedMs: number;
}

export interface HeadKey {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
}

export interface HeldHead extends HeadKey {
	readonly head: Uint8Array;
}

export interface EpochsWants {
	/** Terminals whose unresolved links are wanted, with the stored heads at the places these name. */
	readonly terminals: readonly string[];
	/** Further places whose heads are wanted. */
	readonly heads: readonly HeadKey[];
}

export interface EpochsState {
	readonly waiting: readonly EpochLink[];
	/** Heads on all branches. */
	readonly heads: readonly HeldHead[];
}

export interface EpochsChanges {
	readonly waiting: readonly EpochLink[];
	readonly linked: readonly EpochLink[];
}

const code = "EPOCH_UNLINKED";

export const epochs: Ledger<EpochsWants, EpochsState, EpochsChanges> = {
	codes: [code],

	wants: (slice) => ({
		terminals: terminalsOf(slice),
		heads: linksOf(slice).map(({ terminal, previousEpoch, previousSequence }) => ({
			...{ terminal, epoch: previousEpoch, sequence: previousSequence },
		})),
	}),

	fold(_tools, slice, state) {
		const fresh = linksOf(slice);
		const waiting = fresh.filter((link) => !isLinked(link, state));
		const linked = state.waiting.filter((link) => isLinked(link, state));
		const standing = new Set([...state.waiting.filter((link) => !linked.includes(link)), ...waiting].map(nameOf));
		const cleared = linked.filter((link) => !standing.has(nameOf(link)));
		const alarms = [
			...cleared.map(({ terminal, opens }): AlarmChange => {
				return { kind: "clear", alarm: { code, terminal, detail: detailOf(opens) } };
			}),
			...waiting.map(({ terminal, opens, receivedMs: atMs }): AlarmChange => {
				const alarm = { code, terminal, detail: detailOf(opens), amountMinor: 0, currency: "" } as const;
				return { kind: "set", alarm, count: 1, atMs };
			}),
		];
		return { changes: { waiting, linked }, alarms };
	},
};

function linksOf({ records }: Slice): EpochLink[] {
	return records.flatMap(({ terminal, place, record, receivedMs }): EpochLink[] => {
		if (!record || !isKnown(record) || record.kind !== RecordKind.epochOpened) return [];
		const { epoch: opens, previousEpoch, previousSequence, previousHead } = record;
		if (previousEpoch === 0 || previousSequence === 0) return [];
		return [{ terminal, ...place, opens, previousEpoch, previousSequence, previousHead, receivedMs }];
	});
}

function isLinked({ terminal, previousEpoch, previousSequence, previousHead }: EpochLink, state: EpochsState): boolean {
	return state.heads.some(
		(held) =>
			held.terminal === terminal &&
			held.epoch === previousEpoch &&
			held.sequence === previousSequence &&
			equal(held.head, previousHead),
	);
}

function detailOf(epoch: number): string {
	return `epoch ${epoch}`;
}

function nameOf({ terminal, opens }: EpochLink): string {
	return `${terminal}/${opens}`;
}
