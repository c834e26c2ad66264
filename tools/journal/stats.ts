// `tillmark journal stats IMAGE`: space left in sales, wear, and years of life of the chip.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { estimateLife } from "../../firmware/core/life.js";
import { limits } from "../../firmware/core/limits.js";
import { readImage, type Image } from "./image.js";
import { readPrefix, receiptSeries } from "./prefix.js";
import { numberRecords, type NumberedImage } from "./records.js";
import { headerBytes } from "./sector-reader.js";
import { guarded, UsageError } from "./verify.js";

const usage = `Usage: tillmark journal stats IMAGE [--sales-per-day N] [--endurance CYCLES] [--json]

Says how much room a dumped journal has left, how worn its flash is, and how long it will live.

  --sales-per-day N   instead of what the records of the last 30 days show
  --endurance CYCLES  erases the chip endures; 100000 by default
  --json              print one JSON object
`;

const dayMs = 86_400_000;
const recentDays = 30;
const frameBytes = 6;
const yearsShownMax = 1_000;

interface Use {
	readonly records: number;
	readonly sales: number;
	readonly salesPerDay: number;
	readonly bytes: number;
}

/**
 * Sales are what has a receipt's number, of whatever version. Sales a day over the last 30 days that the records know
 * of; 0 where they have no time.
 */
function useOf({ segments }: NumberedImage): Use {
	let bytes = 0;
	let records = 0;
	const saleTimes: number[] = [];
	let sales = 0;
	for (const { segment, items } of segments) {
		for (const item of items) {
			if (item.kind !== "record") continue;
			records++;
			bytes += item.record.payload.length + frameBytes;
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
	return { records, sales, salesPerDay: recent.length / days, bytes };
}

function positive(text: string | undefined, name: string): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (!(value > 0)) throw new UsageError(`${name} is a number above 0`);
	return value;
}

interface JournalStats {
	readonly sectors: number;
	readonly sectorBytes: number;
	readonly records: number;
	readonly sales: number;
	readonly freeSegments: number;
	readonly freeBytes: number;
	readonly badSectors: number;
	/** Erases of the most worn sector. */
	readonly wear: number;
	readonly salesPerDay: number;
	readonly salesLeft: number;
	/** Share of the chip's endurance that is used, 0 to 1. */
	readonly wearRatio: number;
	/** null where no sales a day are known. */
	readonly yearsLeft: number | null;
}

/** Segments that hold records which are not archived, or where the journal does not say what is. */
function keptSegments({ segments, archived }: NumberedImage): number {
	return segments.filter(
		({ segment, endSequence }) =>
			archived === undefined ||
			segment.epoch > archived.epoch ||
			(segment.epoch === archived.epoch && endSequence - 1 > archived.sequence),
	).length;
}

function statsOf(image: Image, givenSalesPerDay: number | undefined, enduranceCycles: number): JournalStats {
	const { sectors, sectorBytes } = image;
	const numbered = numberRecords(image);
	const use = useOf(numbered);
	const newest = numbered.segments.at(-1);
	const badSectors = image.findings.filter(({ code }) => code === "BAD_SECTOR").length;
	const segmentBytes = sectorBytes - headerBytes;
	const freeSegments = sectors - Math.max(1, keptSegments(numbered)) - badSectors;
	const freeBytes = freeSegments * segmentBytes + (newest ? sectorBytes - newest.segment.writtenEnd : 0);
	const wear = newest ? Math.ceil((newest.segment.segment + 1) / sectors) : 0;
	const { records, sales } = use;
	const salesPerDay = givenSalesPerDay ?? use.salesPerDay;
	const life = estimateLife({
		segmentBytes,
		sectors,
		freeBytes,
		reservedSegments: limits.journalReservedSegments,
		recordBytes: records === 0 ? limits.recordPayloadBytesMax : use.bytes / records,
		recordsPerSale: sales === 0 ? 1 : records / sales,
		salesPerDay,
		enduranceCycles,
		wear,
	});
	const { salesLeft, wearRatio } = life;
	const yearsLeft = Number.isFinite(life.yearsLeft) ? life.yearsLeft : null;
	const free = { freeSegments, freeBytes, badSectors };
	return { sectors, sectorBytes, records, sales, ...free, wear, salesPerDay, salesLeft, wearRatio, yearsLeft };
}

function describeStats(stats: JournalStats, enduranceCycles: number): string {
	const { records, sales, sectors, sectorBytes, badSectors, wear, salesPerDay } = stats;
	const yearsLeft = stats.yearsLeft ?? Infinity;
	const years = yearsLeft > yearsShownMax ? `more than ${yearsShownMax} years` : `${yearsLeft.toFixed(1)} years`;
	const life =
		salesPerDay > 0
			? `${years} at ${salesPerDay.toFixed(0)} sales a day`
			: "no sales a day known; give --sales-per-day";
	return (
		`${records} records, ${sales} sales, in ${sectors} sectors of ${sectorBytes} bytes; ${badSectors} bad\n` +
		`Room for about ${stats.salesLeft} sales that are not backed up\n` +
		`Wear: ${wear} erases a sector, ${(100 * stats.wearRatio).toFixed(2)} % of ${enduranceCycles}\n` +
		`Life: ${life}\n`
	);
}

export function stats(args: string[]): Promise<number> {
	return guarded(usage, async () => {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: {
				"sales-per-day": { type: "string" },
				endurance: { type: "string", default: "100000" },
				json: { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
		if (values.help) {
			process.stdout.write(usage);
			return 0;
		}
		const [file] = positionals;
		if (file === undefined || positionals.length > 1) throw new UsageError("stats takes one image");
		const image = readImage(await readFile(file));
		const salesPerDay = positive(values["sales-per-day"], "--sales-per-day");
		const enduranceCycles = positive(values.endurance, "--endurance")!;
		const result = statsOf(image, salesPerDay, enduranceCycles);
		if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
		else process.stdout.write(describeStats(result, enduranceCycles));
		return 0;
	});
}
