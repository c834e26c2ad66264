// How epochs follow each other: a new one names the last known head of the one before.
import { equal } from "../../firmware/core/bytes.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { type EpochOpenedRecord, isKnown, RecordKind } from "../../firmware/wire/record.js";
import type { Store } from "../store/store.js";
import { decodeAny } from "./decode.js";

type ChainsAndNotices = Pick<Store, "chains" | "notices">;

/** Whether the head a new epoch names is one this host holds, on any branch. */
export function isLinked({ chains }: Pick<Store, "chains">, terminal: string, record: EpochOpenedRecord): boolean {
	const { previousEpoch, previousSequence, previousHead } = record;
	if (previousEpoch === 0 || previousSequence === 0) return true;
	const held = chains.headAt(terminal, previousEpoch, previousSequence);
	if (held && equal(held, previousHead)) return true;
	return chains.branches(terminal, previousEpoch).some((branch) => {
		const head = chains.branchHeadAt(branch.id, previousSequence);
		return head !== undefined && equal(head, previousHead);
	});
}

/** `epoch` has grown: epochs after it that named a head of it which was not here may be linked now. */
export function settleLinks(store: ChainsAndNotices, cbor: CborCodec, terminal: string, epoch: number): void {
	for (const detail of store.notices.details("EPOCH_UNLINKED", terminal)) {
		const unlinked = Number(/^epoch (\d+)$/.exec(detail)?.[1]);
		const row = unlinked > epoch ? store.chains.record(terminal, unlinked, 1) : undefined;
		const record = row && decodeAny(cbor, row.payload, unlinked);
		if (record && isKnown(record) && record.kind === RecordKind.epochOpened && isLinked(store, terminal, record))
			store.notices.settle("EPOCH_UNLINKED", terminal, detail);
	}
}
