// Ships the journal in batches, in sequence from the oldest record that the host has not committed, one in flight, each
// signed as a checkpoint. Only the host's signed ack counts; after any break the next ack says where to continue.
import { equal } from "../core/bytes.js";
import { checkpointMessage, nextHead } from "../core/chain.js";
import { limits } from "../core/limits.js";
import type { Digest, Signer, Timer, Timers } from "../core/ports.js";
import { AckStatus, readAck, type Ack, type SessionAnswer } from "../wire/ack.js";
import { type Batch, encodeBatch } from "../wire/batch.js";
import { Branch, type ChainPoint, type ShippedJournal } from "./branch.js";
import { type Mark, Marks, type MarksOptions } from "./marks.js";
import type { Credentials } from "./credentials.js";
import { JournalReader } from "./reader.js";

/** A part of sync's options, held as one reference. */
export interface ShipperOptions extends MarksOptions {
	readonly ports: MarksOptions["ports"] & {
		readonly digest: Digest;
		readonly timers: Timers;
	};
	readonly credentials: Pick<Credentials, "merchant" | "terminal">;
	readonly journal: ShippedJournal;
	readonly signer: Signer;
}

export interface ShipperListener {
	sendBatch(bytes: Uint8Array): void;
	/** The host has taken `records` more in `elapsedMs`, or the mark moved without a batch (0 records). */
	committed(records: number, elapsedMs: number): void;
	/** No answer came in time: the session is no longer usable. */
	abandon(detail: string): void;
	/** The host holds another branch of the current epoch: continue in an epoch above `epoch`. */
	quarantined(epoch: number): void;
}

interface InFlight extends ChainPoint {
	readonly firstSequence: number;
	readonly sentMs: number;
}

/** Bytes of a batch besides its payloads: array heads, epoch, first sequence, signature. */
const batchFrameBytes = 96;
/** The head of a byte string of up to 64 KiB. */
const payloadHeadBytes = 3;

export class Shipper {
	readonly #options: ShipperOptions;
	readonly #listener: ShipperListener;
	readonly #marks: Marks;
	readonly #branch: Branch;
	readonly #reader: JournalReader;
	/** Nonce of the open session, until the host's answer has echoed it. */
	#nonce: Uint8Array | undefined;
	#isAnswered = false;
	#inFlight: InFlight | undefined;
	#older: { readonly head: Uint8Array | undefined; readonly epoch: number; readonly records: number } | undefined;
	#reply: Timer | undefined;
	#linger: Timer | undefined;
	#signing: Timer | undefined;
	/** Use the longer shipping delay. */
	isSparing = false;

	constructor(options: ShipperOptions, listener: ShipperListener) {
		this.#options = options;
		this.#listener = listener;
		this.#marks = new Marks(options);
		this.#branch = new Branch(options);
		this.#reader = new JournalReader(options.journal);
		const mark = this.#marks.latest;
		if (mark) this.release(mark, false);
	}

	/** The host has answered in this session. */
	get isAnswered(): boolean {
		return this.#isAnswered;
	}

	/** A session is open and was announced with `nonce`: the host owes the current ack. */
	attach(nonce: Uint8Array): void {
		this.#nonce = nonce;
		// The ack of a host that sends first may have arrived before the SUBACK.
		if (!this.#isAnswered) this.expectReply("no present ack");
	}

	/** The session has ended; whatever was in flight is lost. */
	detach(): void {
		this.#isAnswered = false;
		this.#nonce = undefined;
		this.#inFlight = undefined;
		this.stopReply();
		this.#signing?.cancel();
		this.#signing = undefined;
		this.#linger?.cancel();
		this.#linger = undefined;
		this.#marks.flush();
	}

	/** Records were appended. A short wait lets those of one sale travel together. */
	notify(): void {
		if (!this.#isAnswered || this.#inFlight || this.#linger) return;
		const delayMs = this.isSparing ? limits.shipDelayMsSparing : limits.shipDelayMs;
		this.#linger = this.#options.ports.timers.start(delayMs, () => {
			this.#linger = undefined;
			this.ship();
		});
	}

	/** Records are in flight, or are about to be sent. */
	get isShipping(): boolean {
		return this.#inFlight !== undefined || this.#linger !== undefined;
	}

	/** Records that the host has not committed, as far as known: after a boot the stored mark may be old. */
	get queued(): number {
		const { journal } = this.#options;
		const known = this.known();
		if (known?.epoch === journal.epoch) return Math.max(0, journal.sequence - known.sequence);
		return this.countOlder(known) + journal.sequence;
	}

	/**
	 * Returns the host's answer to this session's first status, where this ack carries it. Throws Fault
	 * WIRE_* and ignores the message. `body` is that of the verified envelope.
	 */
	receiveAck(body: Uint8Array): SessionAnswer | undefined {
		const { cbor, ports, credentials } = this.#options;
		const marks = this.#marks;
		const ack = readAck(cbor, body);
		if (ack.merchant !== credentials.merchant || ack.terminal !== credentials.terminal) {
			ports.trace("sync: ack of another terminal ignored");
			return undefined;
		}
		const { session } = ack;
		const answer = session && this.#nonce && equal(session.nonce, this.#nonce) ? session : undefined;
		const mark = {
			epoch: ack.epoch,
			incarnation: ack.incarnation,
			committed: ack.committed,
			archived: ack.archived,
			head: ack.head,
		};
		const known = marks.latest;
		const isStale = marks.isStale(mark);
		if (!isStale) this.take(ack, mark);
		// A host reports the epoch before first, so that ack alone is not its answer. An older host answers without a
		// nonce. An ack with another session's nonce is old and no sign that the host is present now.
		const isOfBefore = isStale && known !== undefined && mark.epoch < known.epoch;
		if (isOfBefore || (session && !answer && !this.#isAnswered) || this.#inFlight) return answer;
		this.stopReply();
		this.#isAnswered = true;
		// A host that answers for two epochs may echo the nonce twice, the second time with the present one.
		if (answer) this.#nonce = undefined;
		this.ship();
		return answer;
	}

	private take(ack: Ack, mark: Mark): void {
		const { journal, ports } = this.#options;
		const marks = this.#marks;
		if (this.hasOlder(mark)) return;
		// A host that was restored from a backup may have lost records that were sent before.
		if (mark.incarnation !== marks.latest?.incarnation) this.#inFlight = undefined;
		const inFlight = this.#inFlight;
		const point = { epoch: ack.epoch, sequence: ack.committed, head: ack.head };
		if (!this.#branch.holds(point, inFlight && covers(inFlight, point) ? inFlight : this.known())) {
			// The host holds another chain. We ship ours from the last common point; the host stores it beside its own.
			ports.trace(`sync: the host's mark ${ack.epoch}/${ack.committed} is not on this journal's chain`);
			return;
		}
		const isRestored = marks.latest !== undefined && mark.incarnation !== marks.latest.incarnation;
		this.release(marks.raise(mark), isRestored);
		if (
			inFlight &&
			(ack.epoch > inFlight.epoch || (ack.epoch === inFlight.epoch && ack.committed >= inFlight.firstSequence))
		) {
			this.#inFlight = undefined;
			const records = Math.min(ack.committed, inFlight.sequence) - inFlight.firstSequence + 1;
			this.#listener.committed(records, ports.timers.uptimeMs() - inFlight.sentMs);
		} else this.#listener.committed(0, 0);
		if (ack.status === AckStatus.quarantined && ack.epoch === journal.epoch) this.#listener.quarantined(ack.epoch);
	}

	/**
	 * An archived mark of 0 in one epoch does not mean that earlier epochs are archived: only a restored host takes
	 * back what it had reported.
	 */
	private release({ epoch, archived }: Mark, isRestored: boolean): void {
		if (archived > 0) this.#options.journal.release(epoch, archived);
		else if (isRestored) this.#options.journal.release(1, 0);
	}

	private known(): ChainPoint | undefined {
		const mark = this.#marks.latest;
		return mark && { epoch: mark.epoch, sequence: mark.committed, head: mark.head };
	}

	/**
	 * Whether an older epoch still has records to ship. A mark in a newer epoch then has to wait, or they would be
	 * skipped.
	 */
	private hasOlder(mark: Mark): boolean {
		const known = this.#marks.latest;
		if (known && (known.epoch >= mark.epoch || known.incarnation !== mark.incarnation)) return false;
		this.#reader.moveTo(this.known());
		const waiting = this.#reader.peek();
		// Without a mark, an epoch whose beginning was trimmed has been archived.
		return waiting !== undefined && waiting.epoch < mark.epoch && (known !== undefined || waiting.sequence === 1);
	}

	/** Records of earlier epochs that wait after `known`: these exist after a quarantine only, and are few. */
	private countOlder(known: ChainPoint | undefined): number {
		const { journal } = this.#options;
		const counted = this.#older;
		if (counted && counted.head === known?.head && counted.epoch === journal.epoch) return counted.records;
		const cursor = journal.walk(known?.epoch ?? 1, (known?.sequence ?? 0) + 1);
		let records = 0;
		for (let record = cursor.next(); record && record.epoch < journal.epoch; record = cursor.next()) records++;
		this.#older = { head: known?.head, epoch: journal.epoch, records };
		return records;
	}

	private ship(): void {
		if (!this.#isAnswered || this.#inFlight) return;
		this.#signing?.cancel();
		this.#signing = undefined;
		const batch = this.nextBatch();
		if (!batch) return;
		// A signature takes a board some hundredths of a second: it has a turn of its own.
		this.#signing = this.#options.ports.timers.start(0, () => {
			this.#signing = undefined;
			if (this.#inFlight) this.#listener.sendBatch(this.sign(batch, this.#inFlight));
		});
	}

	/**
	 * The caller copies the bytes into a packet when the records are garbage: all three at once would raise the peak.
	 */
	private sign(batch: Omit<Batch, "signature">, { epoch, sequence, head }: ChainPoint): Uint8Array {
		const { signer, cbor } = this.#options;
		const signature = signer.sign(checkpointMessage(this.#branch.context(epoch), sequence, head));
		return encodeBatch(cbor, { ...batch, signature });
	}

	/** Reads the next records, which are in flight from then on; undefined when there are none. */
	private nextBatch(): Omit<Batch, "signature"> | undefined {
		const { ports } = this.#options;
		const known = this.known();
		const reader = this.#reader;
		reader.moveTo(known);
		let record = reader.peek();
		if (!record) return undefined;
		let point = known?.epoch === record.epoch ? known : this.#branch.genesis(record.epoch);
		const missing = point.sequence + 1;
		if (record.sequence !== missing) {
			const lost = `${record.epoch}/${missing} to ${record.sequence - 1}`;
			ports.trace(`sync: records ${lost} are lost here and at the host`);
			return undefined;
		}
		const epoch = record.epoch;
		const firstSequence = record.sequence;
		const payloads: Uint8Array[] = [];
		let bytes = batchFrameBytes;
		while (record?.epoch === epoch && payloads.length < limits.batchRecordsMax) {
			bytes += record.payload.length + payloadHeadBytes;
			if (payloads.length > 0 && bytes > limits.batchBytesMax) break;
			payloads.push(record.payload);
			point = { epoch, sequence: record.sequence, head: nextHead(ports.digest, point.head, record.payload) };
			reader.take();
			record = reader.peek();
		}
		this.#inFlight = { ...point, firstSequence, sentMs: ports.timers.uptimeMs() };
		this.expectReply(`no ack for ${epoch}/${firstSequence}`);
		return { epoch, firstSequence, payloads };
	}

	private expectReply(detail: string): void {
		this.stopReply();
		this.#reply = this.#options.ports.timers.start(limits.replyTimeoutMs, () => this.#listener.abandon(detail));
	}

	private stopReply(): void {
		this.#reply?.cancel();
		this.#reply = undefined;
	}
}

function covers(inFlight: InFlight, point: ChainPoint): boolean {
	return inFlight.epoch === point.epoch && inFlight.sequence === point.sequence;
}
