// Where chains ended after their last commit, so that a batch that goes on there needs no look at the store. A memory
// that is out of date does no harm: the commit checks the head that it expects.
import type { Batch } from "../../firmware/wire/batch.js";
import { hostLimits } from "../limits.js";
import type { RecordsAppend } from "../store/plan.js";
import type { ChainView } from "../store/store.js";

export class ChainEnds {
	/** By terminal; the one that was noted last comes last. */
	readonly #views = new Map<string, ChainView>();

	/** The view of a batch that begins right behind the end that is known; undefined for every other one. */
	viewOf(terminal: string, { epoch, firstSequence }: Batch): ChainView | undefined {
		const view = this.#views.get(terminal);
		return view?.epoch?.epoch === epoch && view.epoch.committed + 1 === firstSequence ? view : undefined;
	}

	/** Records of a first branch were committed, that were classified by this view. */
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
