// The state of the journal's flash for the user: the number of sales that still fit, wear, and years of life at the
// present rate.
import { estimateLife, firstRecordsMax, type JournalUse, meanSale } from "../core/life.js";
import { limits } from "../core/limits.js";
import type { Journal } from "../journal/journal.js";
import { headerBytes } from "../journal/layout.js";
import type { MemoryStatus } from "../till/options.js";
import type { CborCodec } from "../wire/cbor.js";
import { decodePrefix, Series } from "../wire/prefix.js";

const dayMs = 86_400_000;
const noUse: JournalUse = { bytes: 0, records: 0, sales: 0 };

/**
 * Measures rate and size of sales on the stored records; `lastReceipt` is the newest receipt's number. The life is
 * undefined until they span a day.
 */
export function memoryStatus(journal: Journal, cbor: CborCodec, lastReceipt: number): MemoryStatus {
	const { segments, segmentBytes, freeSegments, freeBytes, wear } = journal.statistics();
	const sale = meanSale(useOf(journal, cbor, segmentBytes, lastReceipt));
	const life = estimateLife({
		segmentBytes,
		sectors: segments,
		freeBytes,
		reservedSegments: Math.min(limits.journalReservedSegments, freeSegments),
		...sale,
		salesPerDay: (recordsPerDay(journal, cbor) ?? 0) / sale.recordsPerSale,
		enduranceCycles: limits.flashEnduranceCycles,
		wear,
	});
	return {
		spaceSales: life.salesLeft,
		wearPercent: Math.round(life.wearRatio * 100),
		lifeYears: Number.isFinite(life.yearsLeft) ? life.yearsLeft : undefined,
	};
}

/** Nothing while an earlier chain is held, or no receipt is among the first records. */
function useOf(journal: Journal, cbor: CborCodec, segmentBytes: number, lastReceipt: number): JournalUse {
	const { newestSegment } = journal;
	if (newestSegment === undefined) return noUse;
	const { segment, epoch, firstSequence } = journal.oldest();
	if (epoch !== journal.epoch) return noUse;
	const cursor = journal.walk(epoch, firstSequence);
	for (let looked = 0; looked < firstRecordsMax; looked++) {
		const entry = cursor.next();
		if (!entry) break;
		const { document } = decodePrefix(cbor, entry.payload, epoch);
		if (document?.series !== Series.receipt) continue;
		return {
			bytes: (newestSegment - segment) * segmentBytes + journal.offset - headerBytes,
			records: journal.sequence - firstSequence + 1,
			sales: lastReceipt - document.number + 1,
		};
	}
	return noUse;
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
