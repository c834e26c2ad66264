// Batches that wait for their commit. Terminals take turns: each commit takes one batch of each of those that have
// waited longest, whatever others have sent meanwhile.

import { take } from "../take.js";

export interface Queued {
	readonly terminal: string;
}

export class BatchQueue<Item extends Queued> {
	/** In the order of their turns; none is empty. */
	readonly #queues = new Map<string, Item[]>();
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** How many of this terminal wait. */
	of(terminal: string): number {
		return this.#queues.get(terminal)?.length ?? 0;
	}

	add(item: Item): void {
		const queue = this.#queues.get(item.terminal);
		if (queue) queue.push(item);
		else this.#queues.set(item.terminal, [item]);
		this.#size++;
	}

	/** Removes the oldest batch of each of at most `terminalsMax` terminals, which then wait for their next turn. */
	take(terminalsMax: number): Item[] {
		return take(this.#queues.values(), terminalsMax).map((queue) => {
			const item = queue.shift()!;
			this.#queues.delete(item.terminal);
			if (queue.length > 0) this.#queues.set(item.terminal, queue);
			this.#size--;
			return item;
		});
	}

	takeAll(): Item[] {
		const items = [...this.#queues.values()].flat();
		this.#queues.clear();
		this.#size = 0;
		return items;
	}
}
