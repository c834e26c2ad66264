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

/** A part of sync's options, held as one reference. */
export interface BranchOptions {
	readonly ports: { readonly digest: Digest };
	readonly credentials: { readonly merchant: string; readonly terminal: string };
	readonly journal: ShippedJournal;
}

export class Branch {
	readonly #options: BranchOptions;

	constructor(options: BranchOptions) {
		this.#options = options;
	}

	/** 32 bytes, computed at each call: kept, they would take 230 bytes of heap. */
	context(epoch: number): Uint8Array {
		const { merchant, terminal } = this.#options.credentials;
		return chainContext(this.#options.ports.digest, { merchant, terminal, epoch });
	}

	/** The point before the first record of `epoch`. */
	genesis(epoch: number): ChainPoint {
		return { epoch, sequence: 0, head: genesisHead(this.#options.ports.digest, this.context(epoch)) };
	}

	/**
	 * `known` lies on our chain. True where nothing contradicts `point`: an epoch whose records are trimmed cannot be
	 * checked, and the host's signature has to suffice.
	 */
	holds(point: ChainPoint, known: ChainPoint | undefined): boolean {
		const { journal } = this.#options;
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
		const isInOrder = a.sequence <= b.sequence;
		const from = isInOrder ? a : b;
		const to = isInOrder ? b : a;
		let head = from.head;
		if (to.sequence > from.sequence) {
			const cursor = this.#options.journal.walk(from.epoch, from.sequence + 1);
			for (let sequence = from.sequence + 1; sequence <= to.sequence; sequence++) {
				const record = cursor.next();
				if (record?.epoch !== from.epoch || record.sequence !== sequence) return undefined;
				head = nextHead(this.#options.ports.digest, head, record.payload);
			}
		}
		return equal(head, to.head);
	}
}
