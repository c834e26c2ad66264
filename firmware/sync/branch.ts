// Checks whether a point of a chain lies on this terminal's own chain, as its journal holds it. A host may hold another
// branch after a flash was swapped or copied; its head then differs from ours at the same sequence.
import { chainContext, genesisHead, nextHead } from "../core/chain.js";
import { equal } from "../core/bytes.js";
import type { Digest } from "../core/ports.js";

/** The part of the journal that sync uses. */
export interface ShippedJournal {
	/** The current epoch. */
	readonly epoch: number;
	/** Last durable sequence of it; 0 for none. */
	readonly sequence: number;
	/** Head after it. */
	readonly head: Uint8Array;
	/** Records from (epoch, sequence) on, or from the oldest held where that is gone; crosses epochs. */
	walk(epoch: number, fromSequence: number): { next(): ShippedRecord | undefined };
	/** Records of `epoch` up to `sequence` are archived and may be trimmed, and so may all of older epochs. */
	release(epoch: number, sequence: number): void;
}

export interface ShippedRecord {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

/** A point of a chain: the head after `sequence`. */
export interface ChainPoint {
	readonly epoch: number;
	readonly sequence: number;
	readonly head: Uint8Array;
}

export class Branch {
	readonly #journal: ShippedJournal;
	readonly #digest: Digest;
	readonly #identity: { readonly merchant: string; readonly terminal: string };
	#context: { readonly epoch: number; readonly bytes: Uint8Array } | undefined;

	constructor(
		journal: ShippedJournal,
		digest: Digest,
		identity: { readonly merchant: string; readonly terminal: string },
	) {
		this.#journal = journal;
		this.#digest = digest;
		this.#identity = identity;
	}

	context(epoch: number): Uint8Array {
		if (this.#context?.epoch !== epoch)
			this.#context = { epoch, bytes: chainContext(this.#digest, { ...this.#identity, epoch }) };
		return this.#context.bytes;
	}

	/** The point before the first record of `epoch`. */
	genesis(epoch: number): ChainPoint {
		return { epoch, sequence: 0, head: genesisHead(this.#digest, this.context(epoch)) };
	}

	/**
	 * `known` lies on our chain. True where nothing contradicts `point`: an epoch whose records are trimmed cannot be
	 * checked, and the host's signature has to suffice.
	 */
	holds(point: ChainPoint, known: ChainPoint | undefined): boolean {
		const journal = this.#journal;
		if (point.epoch > journal.epoch || (point.epoch === journal.epoch && point.sequence > journal.sequence))
			return false;
		if (point.sequence === 0) return equal(point.head, this.genesis(point.epoch).head);
		const verdict =
			(known?.epoch === point.epoch ? this.agree(known, point) : undefined) ??
			(point.epoch === journal.epoch ? this.agree(point, journal) : undefined) ??
			this.agree(this.genesis(point.epoch), point);
		return verdict ?? true;
	}

	/** Computes the head from the records between two points of one epoch; undefined where they are not all held. */
	private agree(a: ChainPoint, b: ChainPoint): boolean | undefined {
		const [from, to] = a.sequence <= b.sequence ? [a, b] : [b, a];
		let head = from.head;
		if (to.sequence > from.sequence) {
			const cursor = this.#journal.walk(from.epoch, from.sequence + 1);
			for (let sequence = from.sequence + 1; sequence <= to.sequence; sequence++) {
				const record = cursor.next();
				if (record?.epoch !== from.epoch || record.sequence !== sequence) return undefined;
				head = nextHead(this.#digest, head, record.payload);
			}
		}
		return equal(head, to.head);
	}
}
