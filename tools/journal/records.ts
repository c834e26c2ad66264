// Numbers the frames of an image: determines which records exist, which are missing, and where there are stray bytes.
import type { Finding, Image } from "./image.js";
import type { ImageFrame, ImageSegment } from "./segment.js";
import { u32At } from "./sector-reader.js";

export interface ImageRecord {
	readonly epoch: number;
	readonly sequence: number;
	readonly sector: number;
	readonly offset: number;
	readonly payload: Uint8Array;
}

/** A segment's records in order, and checkpoints with the sequence of the record they follow. */
export interface NumberedSegment {
	readonly segment: ImageSegment;
	readonly firstSequence: number;
	/** The sequence after its last record, including lost ones. */
	readonly endSequence: number;
	readonly items: readonly (
		| { readonly kind: "record"; readonly record: ImageRecord }
		| { readonly kind: "lost"; readonly sequence: number }
		| {
				readonly kind: "checkpoint";
				readonly sequence: number;
				readonly signature: Uint8Array;
				readonly offset: number;
		  }
	)[];
}

export interface NumberedImage {
	readonly segments: readonly NumberedSegment[];
	readonly archived: { readonly epoch: number; readonly sequence: number } | undefined;
	readonly findings: readonly Finding[];
}

function countRecords(frames: readonly ImageFrame[]): number {
	return frames.reduce((sum, frame) => sum + (frame.kind === "record" ? 1 : (frame.records ?? 0)), 0);
}

function range(epoch: number, from: number, to: number): string {
	return from === to ? `record ${epoch}:${from}` : `records ${epoch}:${from}–${to}`;
}

function archivedMark(image: Image): { epoch: number; sequence: number } | undefined {
	for (const segment of image.segments.toReversed()) {
		const mark = segment.frames.findLast((frame) => frame.kind === "archivedMark");
		if (mark) return { epoch: u32At(mark.content, 0), sequence: u32At(mark.content, 4) };
	}
	return undefined;
}

/** Whether a segment is the remains of an interrupted erase: damaged, archived, and next in turn to be erased. */
function isHalfErased(image: Image, index: number, archived: { epoch: number; sequence: number } | undefined): boolean {
	const segment = image.segments[index]!;
	const next = image.segments[index + 1];
	const newest = image.segments.at(-1)!;
	if (archived === undefined || next === undefined || segment.segment !== newest.segment + 1 - image.sectors)
		return false;
	// Its own header may be gone, so its end is taken from the header of the next segment.
	const isArchived =
		next.epoch < archived.epoch ||
		(next.epoch === archived.epoch && next.firstSequence > 0 && next.firstSequence - 1 <= archived.sequence);
	if (!isArchived) return false;
	if (segment.head === undefined || segment.repaired || segment.writtenEnd !== segment.framesEnd) return true;
	const isShort =
		next.epoch === segment.epoch && segment.firstSequence + countRecords(segment.frames) < next.firstSequence;
	return isShort || segment.frames.some((frame) => frame.kind === "damaged" || frame.repaired === true);
}

export function numberRecords(image: Image): NumberedImage {
	const findings: Finding[] = [...image.findings];
	const archived = archivedMark(image);
	const ends = new Map<number, number>();
	for (const { frames } of image.segments) {
		for (const frame of frames)
			if (frame.kind === "segmentEnd") ends.set(u32At(frame.content, 0), u32At(frame.content, 4));
	}
	const segments: NumberedSegment[] = [];
	for (const [index, segment] of image.segments.entries()) {
		const { sector, epoch } = segment;
		if (isHalfErased(image, index, archived)) {
			findings.push({
				severity: "note",
				code: "UNFINISHED_ERASE",
				sector,
				epoch,
				text: "was being erased, its records are archived",
			});
			continue;
		}
		const before = segments.at(-1);
		const isImplied = segment.firstSequence < 0;
		const next = image.segments[index + 1];
		const numbering = new Numbering(segment, {
			firstSequence: isImplied
				? before?.segment.epoch === epoch
					? before.endSequence
					: 1
				: segment.firstSequence,
			until: next?.epoch === epoch && next.firstSequence >= 0 ? next.firstSequence : Infinity,
			isNewest: next === undefined,
			statedEnd: ends.get(segment.segment),
			isErasedVisible: image.alignBytes === 1,
		});
		const numbered = numbering.run();
		if (before?.segment.epoch === epoch && numbered.firstSequence > before.endSequence) {
			const from = before.endSequence;
			const to = numbered.firstSequence - 1;
			const text = `${range(epoch, from, to)} missing`;
			findings.push({
				severity: "error",
				code: "RECORDS_MISSING",
				sector: before.segment.sector,
				epoch,
				from,
				to,
				text,
			});
		}
		findings.push(...numbering.findings);
		segments.push(numbered);
	}
	return { segments, archived, findings };
}

interface NumberingOptions {
	readonly firstSequence: number;
	/** First sequence of the next segment; Infinity if its header does not state it. */
	readonly until: number;
	readonly isNewest: boolean;
	/** The end of this segment's frames, as a later segment states it. */
	readonly statedEnd: number | undefined;
	readonly isErasedVisible: boolean;
}

/** Assigns record sequences to the frames of one segment. */
class Numbering {
	readonly findings: Finding[] = [];
	#segment: ImageSegment;
	#options: NumberingOptions;
	#items: NumberedSegment["items"][number][] = [];
	#sequence: number;
	/** Index of the first frame of the last write. A power cut may have damaged it without any tampering. */
	#lastWriteFrom: number;

	constructor(segment: ImageSegment, options: NumberingOptions) {
		this.#segment = segment;
		this.#options = options;
		this.#sequence = options.firstSequence;
		const isCut = options.isNewest || options.statedEnd !== undefined;
		const held = segment.frames.filter(({ kind }) => kind === "record" || kind === "checkpoint").length;
		this.#lastWriteFrom = !isCut ? Infinity : held <= 1 ? 0 : segment.frames.length - 1;
	}

	run(): NumberedSegment {
		const { firstSequence, until, isNewest, statedEnd, isErasedVisible } = this.#options;
		const { frames, head, repaired, writtenEnd } = this.#segment;
		if (head === undefined || repaired) {
			const text =
				head === undefined
					? "has a damaged header; its records were read without it"
					: "has flipped bits in its header";
			this.find(0, "HEADER_DAMAGED", text, firstSequence);
		}
		let framesEnd = 56;
		for (const [index, frame] of frames.entries()) {
			if (frame.offset >= (statedEnd ?? Infinity) || (frame.kind === "record" && this.#sequence >= until)) break;
			this.take(frame, index);
			framesEnd = frame.end;
		}
		if (until !== Infinity) this.lose(until - this.#sequence, frames.length);
		if (isErasedVisible && writtenEnd > framesEnd && statedEnd !== framesEnd) {
			const last = this.#sequence - 1;
			const text = `bytes behind record ${this.#segment.epoch}:${last} are no record`;
			if (isNewest) this.add("note", "UNFINISHED_WRITE", `${text}: a write was cut off`, last, last);
			else this.add("error", "STRAY_BYTES", text, last, last);
		}
		return { segment: this.#segment, firstSequence, endSequence: this.#sequence, items: this.#items };
	}

	private take(frame: ImageFrame, index: number): void {
		const { sector, epoch, frames } = this.#segment;
		const behind = `a frame behind record ${epoch}:${this.#sequence - 1}`;
		if (frame.kind === "damaged") {
			const { until } = this.#options;
			const left = until === Infinity ? 1 : until - this.#sequence - countRecords(frames.slice(index + 1));
			const count = frame.records ?? left;
			if (count > 0) this.lose(count, index);
			else this.find(index, "FRAME_DAMAGED", `${behind} can not be read`, this.#sequence - 1);
		} else if (frame.kind === "record") {
			if (frame.repaired)
				this.find(
					index,
					"BIT_FLIPPED",
					`record ${epoch}:${this.#sequence} has one flipped bit`,
					this.#sequence,
				);
			this.#items.push({
				kind: "record",
				record: { epoch, sequence: this.#sequence, sector, offset: frame.offset, payload: frame.content },
			});
			this.#sequence++;
		} else {
			if (frame.repaired) this.find(index, "BIT_FLIPPED", `${behind} has one flipped bit`, this.#sequence - 1);
			if (frame.kind !== "checkpoint") return;
			this.#items.push({
				kind: "checkpoint",
				sequence: this.#sequence - 1,
				signature: frame.content,
				offset: frame.offset,
			});
		}
	}

	private lose(count: number, index: number): void {
		if (count <= 0) return;
		const to = this.#sequence + count - 1;
		this.find(
			index,
			"RECORD_DAMAGED",
			`${range(this.#segment.epoch, this.#sequence, to)} can not be read`,
			this.#sequence,
			to,
		);
		for (; count > 0; count--) this.#items.push({ kind: "lost", sequence: this.#sequence++ });
	}

	/** Reports damage at a frame: an error, unless a power cut can explain it. */
	private find(index: number, code: string, text: string, from: number, to = from): void {
		const isCut = index >= this.#lastWriteFrom && code !== "RECORD_DAMAGED";
		this.add(isCut ? "note" : "error", code, text, from, to);
	}

	private add(severity: Finding["severity"], code: string, text: string, from: number, to: number): void {
		const { sector, epoch } = this.#segment;
		this.findings.push({ severity, code, sector, epoch, from, to, text });
	}
}
