// The state of the journal's flash for the user: the number of sales that still fit, wear, and years of life at the
// present rate.
import { estimateLife } from "../core/life.js";
import { limits } from "../core/limits.js";
import type { Flash } from "../core/ports.js";
import type { Journal } from "../journal/journal.js";
import type { MemoryStatus } from "../till/options.js";
import type { CborCodec } from "../wire/cbor.js";
import { decodePrefix } from "../wire/prefix.js";

const dayMs = 86_400_000;
/** Size of a typical sale of three lines, used until the journal holds enough records to measure. */
const recordBytesAssumed = 160;

/** Measures rate and record size on the stored records. The life is undefined until they span a day. */
export function memoryStatus(journal: Journal, flash: Flash, cbor: CborCodec): MemoryStatus {
	const { segments, freeSegments, freeBytes, wear } = journal.statistics();
	const held = journal.sequence - journal.firstSequence + 1;
	const usedBytes = flash.sizeBytes - freeBytes;
	const life = estimateLife({
		segmentBytes: flash.sectorBytes,
		sectors: segments,
		freeBytes,
		reservedSegments: Math.min(limits.journalReservedSegments, freeSegments),
		recordBytes: held >= limits.shiftSnapshotEvery ? usedBytes / held : recordBytesAssumed,
		recordsPerSale: 1,
		salesPerDay: recordsPerDay(journal, cbor) ?? 0,
		enduranceCycles: limits.flashEnduranceCycles,
		wear,
	});
	return {
		spaceSales: life.salesLeft,
		wearPercent: Math.round(life.wearRatio * 100),
		lifeYears: Number.isFinite(life.yearsLeft) ? life.yearsLeft : undefined,
	};
}

/** Undefined while the stored records span less than a day by their clocks. */
function recordsPerDay(journal: Journal, cbor: CborCodec): number | undefined {
	const { epoch, firstSequence, sequence } = journal;
	if (sequence <= firstSequence) return undefined;
	const first = journal.read(epoch, firstSequence);
	const last = journal.read(epoch, sequence);
	if (!first || !last) return undefined;
	const spanMs = decodePrefix(cbor, last, epoch).wallMs - decodePrefix(cbor, first, epoch).wallMs;
	return spanMs < dayMs ? undefined : ((sequence - firstSequence) * dayMs) / spanMs;
}
