// Writes the terminal's records: stamps them, and notes the boot before the first one that follows it.
import type { ResetReason, Timers, WallClock } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import { encodeRecord } from "../wire/record-codec.js";
import { type KnownRecord, RecordKind, type Stamp } from "../wire/record.js";

/** What the till asks of the journal. */
export interface RecordLog {
	readonly epoch: number;
	/** The last durable record of this epoch; 0 for none. */
	readonly sequence: number;
	/** Durable when it returns. Throws Fault JOURNAL_FULL, JOURNAL_RECORD_TOO_LARGE or FLASH_PROGRAM_FAILED with nothing changed. */
	append(payload: Uint8Array, room: "sale" | "reserved"): number;
	/** From a record, or the first one held behind it, to the newest, across epochs. */
	walk(epoch: number, fromSequence: number): RecordCursor;
	statistics(): { readonly freeSegments: number };
	/** The chain's head after `sequence`. */
	readonly head: Uint8Array;
	/** Signs the present head. Throws Fault JOURNAL_FULL. */
	checkpoint(): void;
	audit(): RecordAudit;
}

/** Reads the whole log again and recomputes its chain. */
export interface RecordAudit {
	readonly records: number;
	/** Records that can not be read any more. */
	readonly damaged: number;
	/** Places where the chain does not hold. */
	readonly breaks: number;
	/** True when more remains. */
	step(recordsMax: number): boolean;
}

export interface RecordCursor {
	next(): RecordEntry | undefined;
}

export interface RecordEntry {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

export interface ScribeOptions {
	readonly log: RecordLog;
	readonly cbor: CborCodec;
	readonly wallClock: WallClock;
	readonly timers: Timers;
	/** Power-ons in the terminal's life, this one included. */
	readonly bootCount: number;
	/** The boot count of the newest durable record; 0 for none. */
	readonly lastBootCount: number;
	readonly resetReason: ResetReason;
	readonly onDurable: (() => void) | undefined;
}

/** Any record without its stamp. */
type Unstamped<R> = R extends KnownRecord ? Omit<R, keyof Stamp> : never;
export type UnstampedRecord = Unstamped<KnownRecord>;

export class Scribe {
	readonly #options: ScribeOptions;
	#bootIsNoted: boolean;

	constructor(options: ScribeOptions) {
		this.#options = options;
		this.#bootIsNoted = options.lastBootCount >= options.bootCount;
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
	 * Durable when it returns the record as it was written. Throws what the journal throws. A boot is noted only together with the first record
	 * behind it, in the same room: a terminal that starts a thousand times and does nothing writes nothing (invariant 2).
	 */
	write<R extends UnstampedRecord>(body: R, room: "sale" | "reserved"): R & Stamp {
		// A chain's first record is the one that names the chain before it.
		if (!this.#bootIsNoted && body.kind !== RecordKind.epochOpened) {
			const { resetReason, bootCount, lastBootCount } = this.#options;
			this.#append({ kind: RecordKind.booted, ...this.stamp(), reason: resetReason, boots: bootCount - lastBootCount }, room);
			this.#bootIsNoted = true;
		}
		const record = { ...body, ...this.stamp() };
		this.#append(record as KnownRecord, room);
		this.#options.onDurable?.();
		return record;
	}

	#append(record: KnownRecord, room: "sale" | "reserved"): void {
		this.#options.log.append(encodeRecord(this.#options.cbor, record), room);
	}
}
