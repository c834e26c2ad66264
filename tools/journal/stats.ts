// `tillmark journal stats IMAGE`: space left in sales, wear, and years of life of the chip.
import { estimateLife, firstRecordsMax, type JournalUse, meanSale } from "../../firmware/core/life.js";
import { limits } from "../../firmware/core/limits.js";
import { defineCommand, invalid, parsed } from "../command.js";
import { readDump } from "./dump-file.js";
import { type Image, readImage } from "./image.js";
import { readPrefix, receiptSeries } from "./prefix.js";
import { numberRecords, type NumberedImage } from "./records.js";
import { headerBytes } from "./sector-reader.js";

const dayMs = 86_400_000;
const recentDays = 30;
const yearsShownMax = 1_000;

interface Sales {
	readonly records: number;
	readonly sales: number;
	readonly salesPerDay: number;
}

/**
 * Counts records with a receipt number, of any version, as sales. Sales per day are averaged over the last 30 days with
 * records; 0 if no record has a time.
 */
function salesOf({ segments }: NumberedImage): Sales {
	let records = 0;
	const saleTimes: number[] = [];
	let sales = 0;
	for (const { segment, items } of segments) {
		for (const item of items) {
			if (item.kind !== "record") continue;
			records++;
			const prefix = readPrefix(item.record.payload, segment.epoch);
			if (prefix?.document?.series !== receiptSeries) continue;
			sales++;
			if (prefix.wallMs > 0) saleTimes.push(prefix.wallMs);
		}
	}
	const last = saleTimes.reduce((a, b) => Math.max(a, b), 0);
	const recent = saleTimes.filter((ms) => ms > last - recentDays * dayMs);
	const first = recent.reduce((a, b) => Math.min(a, b), last);
	const days = Math.max(1, (last - first) / dayMs);
	return { records, sales, salesPerDay: recent.length / days };
}

/** As the terminal measures it (firmware/terminal/memory.ts): nothing while an earlier chain is held. */
function useOf({ segments }: NumberedImage, segmentBytes: number): JournalUse {
	const none: JournalUse = { bytes: 0, records: 0, sales: 0 };
	const [oldest, newest] = [segments[0]?.segment, segments.at(-1)?.segment];
	if (!oldest || !newest || oldest.epoch !== newest.epoch) return none;
	const records = segments.flatMap(({ items }) =>
		items.flatMap((item) => (item.kind === "record" ? item.record : [])),
	);
	const receipts = records.map(({ payload, epoch }) => {
		const document = readPrefix(payload, epoch)?.document;
		return document?.series === receiptSeries ? document.number : undefined;
	});
	const first = receipts.slice(0, firstRecordsMax).find((number) => number !== undefined);
	const last = receipts.findLast((number) => number !== undefined);
	if (first === undefined || last === undefined) return none;
	return {
		bytes: (newest.segment - oldest.segment) * segmentBytes + newest.framesEnd - headerBytes,
		records: records.at(-1)!.sequence - records[0]!.sequence + 1,
		sales: last - first + 1,
	};
}

function positive(value: string): number {
	const number = Number(value);
	if (!(number > 0)) throw invalid("It takes a number above 0.");
	return number;
}

const defaultEndurance = 100_000;

export const stats = defineCommand({
	name: "journal stats",
	description: "Reports the space left in a dumped journal, the wear of its flash, and its estimated life.",
	operands: { image: "a raw dump of the journal partition" },
	options: {
		salesPerDay: parsed("N", "sales per day (default: average of the last 30 days in the journal)", positive),
		endurance: parsed("CYCLES", "erases that each sector withstands", positive, { initial: defaultEndurance }),
	},
	json: "print one JSON object",
	async run({ salesPerDay, endurance = defaultEndurance, json }, { image }) {
		const result = measure(readImage(await readDump(image)), salesPerDay, endurance);
		process.stdout.write(json ? `${JSON.stringify(result)}\n` : report(result, endurance));
		return 0;
	},
});

function measure(image: Image, salesPerDayGiven: number | undefined, enduranceCycles: number) {
	const numbered = numberRecords(image);
	const { records, sales, ...use } = salesOf(numbered);
	const newest = numbered.segments.at(-1);
	const kept = numbered.segments.filter((segment) => isKept(segment, numbered.archived));
	const badSectors = image.findings.filter(({ code }) => code === "BAD_SECTOR").length;
	const segmentBytes = image.sectorBytes - headerBytes;
	const freeSegments = image.sectors - Math.max(1, kept.length) - badSectors;
	const freeBytes = freeSegments * segmentBytes + (newest ? image.sectorBytes - newest.segment.writtenEnd : 0);
	const wear = newest ? Math.ceil((newest.segment.segment + 1) / image.sectors) : 0;
	const salesPerDay = salesPerDayGiven ?? use.salesPerDay;
	const { sectors, sectorBytes } = image;
	const life = estimateLife({
		...{ segmentBytes, sectors, freeBytes, salesPerDay, enduranceCycles, wear },
		reservedSegments: Math.min(limits.journalReservedSegments, freeSegments),
		...meanSale(useOf(numbered, segmentBytes)),
	});
	return {
		...{ sectors, sectorBytes, records, sales, freeSegments, freeBytes, badSectors, wear, salesPerDay },
		salesLeft: life.salesLeft,
		wearRatio: life.wearRatio,
		yearsLeft: Number.isFinite(life.yearsLeft) ? life.yearsLeft : null,
	};
}

/** Whether a segment holds records that are not archived. */
function isKept(
	{ segment, endSequence }: NumberedImage["segments"][number],
	archived: NumberedImage["archived"],
): boolean {
	if (archived === undefined || segment.epoch > archived.epoch) return true;
	return segment.epoch === archived.epoch && endSequence - 1 > archived.sequence;
}

function report(result: ReturnType<typeof measure>, enduranceCycles: number): string {
	const { records, sales, sectors, sectorBytes, badSectors, salesLeft, wear, wearRatio, salesPerDay } = result;
	const { yearsLeft } = result;
	const isLong = yearsLeft === null || yearsLeft > yearsShownMax;
	const years = isLong ? `more than ${yearsShownMax} years` : `${yearsLeft.toFixed(1)} years`;
	const life = `${years} at ${salesPerDay.toFixed(0)} sales a day`;
	return (
		`${records} records, ${sales} sales, in ${sectors} sectors of ${sectorBytes} bytes; ${badSectors} bad\n` +
		`Room for about ${salesLeft} sales that are not backed up\n` +
		`Wear: ${wear} erases a sector, ${(100 * wearRatio).toFixed(2)} % of ${enduranceCycles}\n` +
		`Life: ${salesPerDay > 0 ? life : "no sales a day known; give --sales-per-day"}\n`
	);
}
