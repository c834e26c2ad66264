// The second reader of the journal's bytes: written from docs/journal-format.md, and sharing only core with the
// firmware's reader.
import {
	framesBefore,
	impliedGeometry,
	impliedHeader,
	isOpened,
	type Geometry,
	type Identity,
} from "./damaged-header.js";
import { headerBytes, SectorReader } from "./sector-reader.js";
import { formatVersion, readHeader, type HeaderFields } from "./segment-header.js";
import type { ImageFrame, ImageSegment } from "./segment.js";

/** A problem or notable fact at a place in the image. An error means that the bytes are not what the terminal wrote. */
export interface Finding {
	readonly severity: "error" | "note";
	readonly code: string;
	readonly sector: number;
	readonly epoch?: number;
	/** First and last record concerned. */
	readonly from?: number;
	readonly to?: number;
	readonly text: string;
}

export interface Image {
	readonly sectorBytes: number;
	readonly alignBytes: number;
	readonly sectors: number;
	readonly owner: number;
	/** Valid segments, in order of their sequence. */
	readonly segments: readonly ImageSegment[];
	readonly findings: readonly Finding[];
}

/** A file that is no journal. tools/command.ts prints code and text. */
export class ImageError extends Error {
	readonly code = "IMAGE_UNREADABLE";
	readonly text = "No journal can be read from this file. Name a raw dump of a terminal's journal partition.";
}

const sectorBytesMin = 256;

/**
 * The geometry that most headers agree on; with `isRepaired`, of headers with one corrected bit. Undefined if none can
 * be read.
 */
function votedGeometry(bytes: Uint8Array, isRepaired: boolean): Geometry | undefined {
	const votes = new Map<string, { geometry: Geometry; count: number }>();
	for (let at = 0; at + headerBytes <= bytes.length; at += sectorBytesMin) {
		const header = readHeader(bytes.subarray(at, at + headerBytes));
		if (header?.repaired !== isRepaired || at % header.sectorBytes !== 0) continue;
		if (header.version !== formatVersion)
			throw new ImageError(
				`the journal has version ${header.version}; this reader knows version ${formatVersion}`,
			);
		const key = `${header.sectorBytes}/${header.alignBytes}/${header.owner}`;
		const vote = votes.get(key) ?? { geometry: header, count: 0 };
		vote.count++;
		votes.set(key, vote);
	}
	const [best] = [...votes.values()].sort((a, b) => b.count - a.count);
	return best?.geometry;
}

/** Throws ImageError if there is no journal, or one of another version. */
function findGeometry(bytes: Uint8Array, identity: Identity | undefined): Geometry {
	const geometry = votedGeometry(bytes, false) ?? votedGeometry(bytes, true) ?? impliedGeometry(bytes, identity);
	if (geometry === undefined) throw new ImageError(explainMissing(bytes));
	return geometry;
}

/** A header that is not at the start of a sector shows that bytes were added or removed before it. */
function explainMissing(bytes: Uint8Array): string {
	for (let at = 0; at + headerBytes <= bytes.length; at++) {
		const isMagic = bytes[at] === 0x54 && bytes[at + 1] === 0x4a;
		const header = isMagic ? readHeader(bytes.subarray(at, at + headerBytes)) : undefined;
		if (header && !header.repaired)
			return `bytes were added or taken away before offset ${at}, where a segment begins that no sector holds`;
	}
	return "there is no journal in this image";
}

/** Whether no header CRC was written since the erase, and the sector is not marked as bad. */
function isUnopened(bytes: Uint8Array): boolean {
	return bytes[0] !== 0 && isErased(bytes.subarray(52, headerBytes));
}

function isErased(bytes: Uint8Array): boolean {
	return bytes.every((byte) => byte === 0xff);
}

/** A segment's sequence and frames, and its header if readable. */
interface Opened {
	readonly sequence: number;
	readonly header: HeaderFields | undefined;
	readonly frames: readonly ImageFrame[];
	readonly writtenEnd: number;
}

function recordsIn(frames: readonly ImageFrame[]): number {
	return frames.reduce(
		(sum, { kind, records = 1 }) => sum + (kind === "record" ? 1 : kind === "damaged" ? records : 0),
		0,
	);
}

/** The segments in order, with their headers as read or as reconstructed. */
function segmentsOf(
	bytes: Uint8Array,
	opened: readonly Opened[],
	geometry: Geometry,
	identity: Identity | undefined,
): ImageSegment[] {
	const { sectorBytes } = geometry;
	const sectors = Math.floor(bytes.length / sectorBytes);
	const segments: ImageSegment[] = [];
	for (const [index, { sequence, header, frames, writtenEnd }] of opened.entries()) {
		const rest = opened.slice(index);
		const ahead = rest.findIndex((other) => other.header !== undefined);
		const recordsToNext = rest
			.slice(0, Math.max(0, ahead))
			.reduce((sum, one, at) => sum + recordsIn(framesBefore(one.sequence, one.frames, rest[at + 1]!.frames)), 0);
		const content = bytes.subarray((sequence % sectors) * sectorBytes, ((sequence % sectors) + 1) * sectorBytes);
		const surroundings = { before: segments.at(-1), next: rest[ahead]?.header, recordsToNext, identity };
		const { epoch, firstSequence, head } =
			header ?? impliedHeader(content, sequence, geometry, frames, surroundings);
		segments.push({
			sector: sequence % sectors,
			segment: sequence,
			epoch,
			firstSequence,
			head,
			frames,
			framesEnd: frames.at(-1)?.end ?? headerBytes,
			writtenEnd,
			repaired: header === undefined ? head !== undefined : header.repaired,
		});
	}
	return segments;
}

interface Headers {
	/** By the sequence of their segment. */
	readonly headers: ReadonlyMap<number, HeaderFields>;
	/** Sectors with a header that belongs to another place. */
	readonly misplaced: ReadonlySet<number>;
}

function readHeaders(sectors: number, sector: (index: number) => Uint8Array, geometry: Geometry): Headers {
	const headers = new Map<number, HeaderFields>();
	const misplaced = new Set<number>();
	for (let index = 0; index < sectors; index++) {
		const header = readHeader(sector(index));
		if (header === undefined) continue;
		const isAtItsPlace =
			header.segment % sectors === index &&
			header.owner === geometry.owner &&
			header.sectorBytes === geometry.sectorBytes;
		if (isAtItsPlace) headers.set(header.segment, header);
		else misplaced.add(index);
	}
	return { headers, misplaced };
}

/** Reads a whole dump. Throws ImageError if it holds no journal of this version. */
export function readImage(bytes: Uint8Array, identity?: Identity): Image {
	const geometry = findGeometry(bytes, identity);
	const { sectorBytes, alignBytes, owner } = geometry;
	const sectors = Math.floor(bytes.length / sectorBytes);
	const findings: Finding[] = [];
	if (bytes.length % sectorBytes !== 0)
		findings.push({
			severity: "error",
			code: "IMAGE_LENGTH",
			sector: sectors,
			text: `the image is not whole sectors of ${sectorBytes} bytes`,
		});
	const sector = (index: number): Uint8Array => bytes.subarray(index * sectorBytes, (index + 1) * sectorBytes);
	const { headers, misplaced } = readHeaders(sectors, sector, geometry);
	const newestKnown = Math.max(-1, ...headers.keys());
	const inUse = new Set([...headers.keys()].map((sequence) => sequence % sectors));
	const opened: Opened[] = [];
	for (
		let sequence = Math.max(0, newestKnown - sectors + 1);
		sequence < Math.max(0, newestKnown) + sectors;
		sequence++
	) {
		const header = headers.get(sequence);
		const content = sector(sequence % sectors);
		// After the newest segment come the remains of the ring's previous turn, or nothing.
		if (sequence > newestKnown && (inUse.has(sequence % sectors) || isUnopened(content))) break;
		if (header === undefined && !isOpened(content, sequence, geometry)) continue;
		const reader = new SectorReader(content, sequence, alignBytes);
		opened.push({ sequence, header, frames: reader.frames(), writtenEnd: reader.writtenEnd() });
	}
	const segments = segmentsOf(bytes, opened, geometry, identity);
	let newest = segments.at(-1)?.segment ?? newestKnown;
	const used = new Set(segments.map((segment) => segment.sector));
	for (let last = segments.at(-1); last !== undefined && !holdsAnything(last); last = segments.at(-1)) {
		const text = "was being opened when the power went";
		findings.push({ severity: "note", code: "UNFINISHED_SECTOR", sector: last.sector, text });
		segments.pop();
		newest = last.segment - 1;
	}
	const oldest = segments[0]?.segment ?? 0;
	// After the newest segment, bad sectors may have been skipped before one was erased.
	const afterNewest = new Set<number>();
	for (
		let at = newest + 1;
		afterNewest.size < sectors && !used.has(at % sectors) && !isErased(sector(at % sectors));
		at++
	)
		afterNewest.add(at % sectors);
	for (let index = 0; index < sectors; index++) {
		if (used.has(index) || alignBytes > 1) continue;
		const isSkipped =
			oldest + ((index - (oldest % sectors) + sectors) % sectors) < newest ||
			[...headers.keys()].some((key) => key % sectors === index);
		const sequence = newest + 1 + ((index - ((newest + 1) % sectors) + sectors) % sectors);
		const isShifted = isSegmentShifted(bytes, index * sectorBytes, sector(index), sequence, alignBytes);
		if (isShifted)
			findings.push({
				severity: "error",
				code: "BYTES_SHIFTED",
				sector: index,
				text: "begins a byte early or late: one was added or taken away before it",
			});
		const found = strayFinding(sector(index), index, afterNewest.has(index), misplaced.has(index), isSkipped);
		if (found !== undefined && !isShifted) findings.push(found);
	}
	return { sectorBytes, alignBytes, sectors, owner, segments, findings };
}

/** Whether a segment holds a record or a checkpoint; others do not count. */
function holdsAnything({ frames }: ImageSegment): boolean {
	return frames.some(
		({ kind, records }) => kind === "record" || kind === "checkpoint" || (kind === "damaged" && records !== 0),
	);
}

/** Whether the segment that belongs in this sector begins one byte too early or too late. */
function isSegmentShifted(
	image: Uint8Array,
	start: number,
	sector: Uint8Array,
	segment: number,
	alignBytes: number,
): boolean {
	const reader = new SectorReader(sector, segment, alignBytes);
	return [-1, 1].some((shift) => {
		const at = start + shift;
		const header = at >= 0 ? readHeader(image.subarray(at, at + headerBytes)) : undefined;
		return (header !== undefined && !header.repaired) || reader.soundFrame(headerBytes + shift) !== undefined;
	});
}

/** The finding for a sector without a segment, if its content is notable. */
function strayFinding(
	bytes: Uint8Array,
	sector: number,
	isAfterNewest: boolean,
	isMisplaced: boolean,
	isSkipped: boolean,
): Finding | undefined {
	if (isErased(bytes)) return undefined;
	if (bytes[0] === 0x54 && bytes[1] === 0x4a && isErased(bytes.subarray(16))) return undefined;
	if (isAfterNewest)
		return {
			severity: "note",
			code: "UNFINISHED_SECTOR",
			sector,
			text: "was being erased or opened when the power went, or is bad",
		};
	if (isSkipped || bytes.subarray(0, 16).every((byte) => byte === 0))
		return { severity: "note", code: "BAD_SECTOR", sector, text: "was set aside as bad" };
	if (isMisplaced)
		return {
			severity: "error",
			code: "FOREIGN_SECTOR",
			sector,
			text: "holds a segment of another place or another terminal",
		};
	return { severity: "error", code: "STRAY_BYTES", sector, text: "holds bytes that are no segment" };
}
