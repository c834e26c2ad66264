// Writes the terminal's records: stamps them, records the boot before the first other record of that boot, and passes
// each record to its observer.
import type { WallTime } from "../../core/ports.js";
import {
	encodeRecord,
	type KnownRecord,
	type Place,
	RecordKind,
	type RecordPrefix,
	type Stamp,
} from "../../wire/record.js";
import type { TillListener, TillOptions } from "../options.js";
import type { ClockWatch } from "./clock-watch.js";
import type { Room } from "./record-log.js";

/** Observes written records; knows those of earlier boots. */
export interface RecordObserver {
	/** The open shift, or the last one; 0 before the first. */
	readonly shift: number;
	/** The boot count of the newest durable record at power-on; 0 for none. */
	readonly lastBootCount: number;
	/** Whether this boot had been recorded at power-on. */
	readonly isBootNoted: boolean;
	/** Undefined before the till has read the journal. */
	readonly clock: ClockWatch | undefined;
	/** A record of this boot is durable. */
	note(record: KnownRecord, place: Place): void;
}

export interface RecordWriterOptions extends Pick<TillOptions, "ports" | "journal" | "cbor" | "bootCount" | "nonce"> {
	readonly listener: Pick<TillListener, "recordDurable"> | undefined;
}

/**
 * Any record without the fields that the writer adds: stamp, shift and staff. The record that opens a shift contains
 * its own shift.
 */
type Unstamped<R> = R extends KnownRecord
	? Omit<R, keyof RecordPrefix> & { readonly closes?: readonly Place[] } & (R["document"] extends object
				? Pick<R, "document">
				: unknown) &
			(R["kind"] extends typeof RecordKind.shiftOpened ? Pick<R, "shift"> : unknown)
	: never;
export type UnstampedRecord = Unstamped<KnownRecord>;

const noPlaces: readonly Place[] = [];

/** `before`: what the clock showed before it was set. */
function clockSet({ ms, quality }: WallTime): Extract<UnstampedRecord, { readonly kind: typeof RecordKind.clockSet }> {
	return { kind: RecordKind.clockSet, beforeMs: ms, beforeQuality: quality };
}

export class RecordWriter {
	readonly #options: RecordWriterOptions;
	readonly #observer: RecordObserver;
	#bootIsNoted: boolean;
	/** Number of the staff member who is signed in; 0 for nobody. */
	staff = 0;

	constructor(options: RecordWriterOptions, observer: RecordObserver) {
		this.#options = options;
		this.#observer = observer;
		this.#bootIsNoted = observer.isBootNoted;
	}

	stamp(): Stamp {
		const { ports, bootCount } = this.#options;
		const wall = ports.wallClock.read();
		return {
			bootCount,
			uptimeMs: Math.floor(ports.timers.uptimeMs()),
			wallMs: Math.max(0, Math.floor(wall.ms)),
			clockQuality: wall.quality,
		};
	}

	/**
	 * Writes a record and returns it as written; it is then durable. Throws what the journal throws. A boot is recorded
	 * only together with the first record after it, in the same room, so that starts without further activity write
	 * nothing (invariant 2). So is a clock that has moved since the host's answer, before the record takes its time.
	 */
	write(body: UnstampedRecord, room: Room): KnownRecord {
		// A chain's first record must be the one that names its predecessor.
		if (body.kind !== RecordKind.epochOpened) {
			const before = this.#observer.clock?.look();
			if (!this.#bootIsNoted) this.noteBoot(room);
			if (before) this.append(clockSet(before), room);
		}
		const record = this.append(body, room);
		this.#options.listener?.recordDurable();
		return record;
	}

	/** Records that the clock was set, if it was. Throws what the journal throws. */
	noteClock(before: WallTime | undefined): void {
		if (before) this.write(clockSet(before), "reserved");
	}

	private noteBoot(room: Room): void {
		const { ports, bootCount, nonce } = this.#options;
		// A boot count that was lost and started again counts as one boot; its nonce still has to be recorded.
		const boots = Math.max(1, bootCount - this.#observer.lastBootCount);
		this.append({ kind: RecordKind.booted, reason: ports.resetReason, boots, nonce }, room);
		this.#bootIsNoted = true;
	}

	private append(body: UnstampedRecord, room: Room): KnownRecord {
		const { journal, cbor } = this.#options;
		const observer = this.#observer;
		const record: KnownRecord = {
			closes: noPlaces,
			document: undefined,
			...this.stamp(),
			staff: this.staff,
			shift: observer.shift,
			...body,
		};
		const sequence = journal.append(encodeRecord(cbor, record, journal.epoch), room);
		observer.note(record, { epoch: journal.epoch, sequence });
		return record;
	}
}
