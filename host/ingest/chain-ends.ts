// Caches where chains ended after their last commit, so that a batch that continues there needs no read from the store.
// A stale entry is harmless: the commit checks the head that it expects.
import type { Batch } from "../../firmware/wire/batch.js";
import { hostLimits } from "../limits.js";
import type { RecordsAppend } from "../store/plan.js";
import type { ChainView } from "../store/store.js";

export class ChainEnds {
	/** By terminal, in the order of the last commit. */
	readonly #views = new Map<string, ChainView>();

	/** The view for a batch that starts directly after the cached end; undefined for every other batch. */
	viewOf(terminal: string, { epoch, firstSequence }: Batch): ChainView | undefined {
		const view = this.#views.get(terminal);
		return view?.epoch?.epoch === epoch && view.epoch.committed + 1 === firstSequence ? view : undefined;
	}

	/** Caches the new end of a first branch after a commit. `view` is the one that the batch was classified by. */
	note({ epoch, opensEpoch, records, checkpoint }: RecordsAppend, view: ChainView): void {
		const { terminal } = epoch;
		this.#views.delete(terminal);
		if (opensEpoch || epoch.status !== "committed") return;
		const end = { ...epoch, committed: checkpoint.sequence, head: records.at(-1)!.head };
		if (this.#views.size >= hostLimits.connectionsMax) this.#views.delete(this.#views.keys().next().value!);
		this.#views.set(terminal, { ...view, epoch: end, heads: [], branches: [] });
	}

	forget(terminal: string): void {
		this.#views.delete(terminal);
	}

	clear(): void {
		this.#views.clear();
	}
}
