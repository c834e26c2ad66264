// The newest verified mark of the host: up to which record it has this terminal's journal. It is kept in memory and
// from time to time in the key store, so that a terminal that boots without a network knows what may be trimmed. The
// stored mark may be older than the true one, never newer.
import { limits } from "../core/limits.js";
import { Fault } from "../core/fault.js";
import type { KeyStore, Trace } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import { FieldReader } from "../wire/reader.js";

/** Stored: [format, merchant, terminal, epoch, incarnation, committed, archived, head]. */
export interface Mark {
	readonly epoch: number;
	readonly incarnation: number;
	readonly committed: number;
	/**
	 * At most `committed`. 0 says nothing about earlier epochs; any other value means that all of them is archived too.
	 */
	readonly archived: number;
	/** Head of this terminal's chain at `committed`. */
	readonly head: Uint8Array;
}

/** A part of sync's options, held as one reference. */
export interface MarksOptions {
	readonly ports: { readonly keyStore: KeyStore; readonly trace: Trace };
	readonly credentials: { readonly merchant: string; readonly terminal: string };
	readonly cbor: CborCodec;
}

const marksKey = "sync-marks";
const marksFormat = 1;

export class Marks {
	readonly #options: MarksOptions;
	#latest: Mark | undefined;
	/** Without the head, whose 32 bytes take 160 of heap. */
	#stored: Omit<Mark, "head"> | undefined;

	constructor(options: MarksOptions) {
		this.#options = options;
		this.#latest = this.load();
		this.noteStored();
	}

	/** Undefined until the host has answered for the first time. */
	get latest(): Mark | undefined {
		return this.#latest;
	}

	/** Whether `mark` may follow the current one: only a higher incarnation lowers a mark (invariant 4). */
	isStale(mark: Mark): boolean {
		const known = this.#latest;
		if (!known || mark.incarnation > known.incarnation) return false;
		if (mark.incarnation < known.incarnation) return true;
		if (mark.epoch !== known.epoch) return mark.epoch < known.epoch;
		return (
			mark.committed < known.committed || (mark.committed === known.committed && mark.archived < known.archived)
		);
	}

	/** Takes a mark that is not stale, and returns the one in force from now on. */
	raise(taken: Mark): Mark {
		const known = this.#latest;
		const isSameChain = known?.epoch === taken.epoch && known.incarnation === taken.incarnation;
		// Only a higher incarnation lowers the archived mark.
		const mark = isSameChain && known.archived > taken.archived ? { ...taken, archived: known.archived } : taken;
		this.#latest = mark;
		const stored = this.#stored;
		const near =
			stored?.epoch === mark.epoch &&
			stored.incarnation === mark.incarnation &&
			mark.committed - stored.committed < limits.marksPersistEvery &&
			mark.archived - stored.archived < limits.marksPersistEvery;
		if (!near) this.flush();
		return mark;
	}

	/**
	 * Stores the newest mark unless it is stored already: at the end of a session, because the next mark may be far
	 * off.
	 */
	flush(): void {
		const mark = this.#latest;
		if (!mark || this.isStored(mark)) return;
		const { ports, credentials, cbor } = this.#options;
		try {
			ports.keyStore.write(
				marksKey,
				cbor.encode([
					marksFormat,
					credentials.merchant,
					credentials.terminal,
					mark.epoch,
					mark.incarnation,
					mark.committed,
					mark.archived,
					mark.head,
				]),
			);
			this.noteStored();
		} catch (error) {
			// The mark in memory stays valid; a boot before the next write only asks the host again.
			ports.trace(`sync: marks not stored: ${(error as Error).message}`);
		}
	}

	private isStored(mark: Mark): boolean {
		const stored = this.#stored;
		return (
			stored?.epoch === mark.epoch &&
			stored.incarnation === mark.incarnation &&
			stored.committed === mark.committed &&
			stored.archived === mark.archived
		);
	}

	private noteStored(): void {
		if (!this.#latest) return;
		const { epoch, incarnation, committed, archived } = this.#latest;
		this.#stored = { epoch, incarnation, committed, archived };
	}

	private load(): Mark | undefined {
		const { ports, credentials, cbor } = this.#options;
		const bytes = ports.keyStore.read(marksKey);
		if (!bytes) return undefined;
		try {
			const reader = new FieldReader(cbor.decode(bytes, limits.keyValueBytesMax), 8);
			const isOurs =
				reader.u32() === marksFormat &&
				reader.identifier() === credentials.merchant &&
				reader.identifier() === credentials.terminal;
			if (!isOurs) return undefined;
			const epoch = reader.integer(1, 0xffffffff);
			const incarnation = reader.u32();
			const committed = reader.u32();
			return { epoch, incarnation, committed, archived: reader.integer(0, committed), head: reader.bytes(32) };
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			// Safe: without marks nothing is trimmed until the host answers.
			ports.trace(`sync: stored marks unreadable: ${error.message}`);
			return undefined;
		}
	}
}
