// Writes the terminal's records: stamps them, notes the boot before the first one that follows it, and reports each to
// the books.
import type { ResetReason, Timers, WallClock } from "../../core/ports.js";
import type { CborCodec } from "../../wire/cbor.js";
import {
	encodeRecord,
	type KnownRecord,
	type Place,
	RecordKind,
	type RecordPrefix,
	type Stamp,
} from "../../wire/record.js";
import type { RecordLog, Room } from "./record-log.js";

/** What keeps account of records that were written. */
export interface RecordBooks {
	/** The open shift, or the last one; 0 before the first. */
	readonly shift: number;
	/** A record of this boot is durable. */
	note(record: KnownRecord, place: Place): void;
}

export interface RecordWriterOptions {
	readonly log: RecordLog;
	readonly cbor: CborCodec;
	readonly wallClock: WallClock;
	readonly timers: Timers;
	/** Power-ons in the terminal's life, this one included. */
	readonly bootCount: number;
	/** The boot count of the newest durable record; 0 for none. */
	readonly lastBootCount: number;
	/** This boot stands in the log already. */
	readonly isBootNoted: boolean;
	/** Of this boot: 16 random bytes. */
	readonly nonce: Uint8Array;
	readonly resetReason: ResetReason;
	readonly books: RecordBooks;
	readonly onDurable: (() => void) | undefined;
}

/**
 * Any record without what the writer adds: its stamp, its shift, and who caused it. The record that opens a shift says
 * which.
 */
type Unstamped<R> = R extends KnownRecord
	? Omit<R, keyof RecordPrefix> & { readonly closes?: readonly Place[] } & (R["document"] extends object
				? Pick<R, "document">
				: unknown) &
			(R["kind"] extends typeof RecordKind.shiftOpened ? Pick<R, "shift"> : unknown)
	: never;
export type UnstampedRecord = Unstamped<KnownRecord>;

const nothing: readonly Place[] = [];

export class RecordWriter {
	readonly #options: RecordWriterOptions;
	#bootIsNoted: boolean;
	/** Number of the staff member who is signed in; 0 for nobody. */
	staff = 0;

	constructor(options: RecordWriterOptions) {
		this.#options = options;
		this.#bootIsNoted = options.isBootNoted;
	}

	stamp(): Stamp {
		const { wallClock, timers, bootCount } = this.#options;
		const wall = wallClock.read();
		return {
			bootCount,
			uptimeMs: Math.floor(timers.uptimeMs()),
			wallMs: Math.max(0, Math.floor(wall.ms)),
			clockQuality: wall.quality,
		};
	}

	/**
	 * Durable when it returns the record as it was written. Throws what the journal throws. A boot is noted only
	 * together with the first record behind it, in the same room: a terminal that starts a thousand times and does
	 * nothing writes nothing (invariant 2).
	 */
	write(body: UnstampedRecord, room: Room): KnownRecord {
		// A chain's first record is the one that names the chain before it.
		if (!this.#bootIsNoted && body.kind !== RecordKind.epochOpened) this.noteBoot(room);
		const record = this.append(body, room);
		this.#options.onDurable?.();
		return record;
	}

	private noteBoot(room: Room): void {
		const { resetReason, bootCount, lastBootCount, nonce } = this.#options;
		// A boot count that had to start again counts as one boot; its nonce is needed all the same.
		const boots = Math.max(1, bootCount - lastBootCount);
		this.append({ kind: RecordKind.booted, reason: resetReason, boots, nonce }, room);
		this.#bootIsNoted = true;
	}

	private append(body: UnstampedRecord, room: Room): KnownRecord {
		const { log, cbor, books } = this.#options;
		const record: KnownRecord = {
			closes: nothing,
			document: undefined,
			...this.stamp(),
			staff: this.staff,
			shift: books.shift,
			...body,
		};
		const sequence = log.append(encodeRecord(cbor, record, log.epoch), room);
		books.note(record, { epoch: log.epoch, sequence });
		return record;
	}
}
