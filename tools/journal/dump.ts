// `tillmark journal dump IMAGE`: every record that can be read, as CSV or JSON lines. Repairs nothing.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { toHex } from "../../firmware/core/bytes.js";
import { readImage } from "./image.js";
import { kindName, type Prefix, readPrefix } from "./prefix.js";
import { numberRecords, type NumberedImage } from "./records.js";
import { describe, guarded, UsageError } from "./verify.js";

const usage = `Usage: tillmark journal dump IMAGE [--format csv|jsonl] [--json]

Prints every record of a journal dumped from a terminal's flash, of any version: its bytes, and the decoded fields that
every record begins with (docs/records.md). Damage is reported on stderr.

  --format csv    one line a record (the default); its first line names the columns
  --format jsonl  one JSON object a line, checkpoints too
  --json          one JSON object: { records, checkpoints, findings }
`;

const columns = [
	...[
		"epoch",
		"sequence",
		"sector",
		"offset",
		"bytes",
		"kind",
		"name",
		"boot_count",
		"uptime_ms",
		"wall_ms",
		"clock_quality",
	],
	...["staff", "shift", "series", "number", "total_minor", "cash_minor", "closes", "payload"],
];

function prefixColumns(prefix: Prefix | undefined): (number | string)[] {
	if (!prefix) return Array.from({ length: 13 }, () => "");
	const { kind, bootCount, uptimeMs, wallMs, clockQuality, staff, shift, document, closes } = prefix;
	const places = closes.map(({ epoch, sequence }) => `${epoch}:${sequence}`).join(" ");
	const { series = "", number = "", totalMinor = "", cashMinor = "" } = document ?? {};
	return [
		kind,
		kindName(kind),
		bootCount,
		uptimeMs,
		wallMs,
		clockQuality,
		staff,
		shift,
		series,
		number,
		totalMinor,
		cashMinor,
		places,
	];
}

/** What JSON shows of each record, checkpoint and gap. */
function rowsOf(segments: NumberedImage["segments"]) {
	return segments.flatMap(({ segment, items }) =>
		items.map((item) => {
			if (item.kind === "lost")
				return { type: "lost", epoch: segment.epoch, sequence: item.sequence, sector: segment.sector };
			const place = { epoch: segment.epoch, sector: segment.sector };
			if (item.kind === "checkpoint")
				return {
					type: "checkpoint",
					...place,
					sequence: item.sequence,
					offset: item.offset,
					signature: toHex(item.signature),
				};
			const { sequence, offset, payload } = item.record;
			const prefix = readPrefix(payload, segment.epoch);
			const told = prefix && { name: kindName(prefix.kind), ...prefix };
			return {
				type: "record",
				...place,
				sequence,
				offset,
				bytes: payload.length,
				...told,
				payload: toHex(payload),
			};
		}),
	);
}

function writeCsv(segments: NumberedImage["segments"]): void {
	process.stdout.write(`${columns.join(",")}\n`);
	for (const { segment, items } of segments) {
		for (const item of items) {
			if (item.kind !== "record") continue;
			const { sequence, sector, offset, payload } = item.record;
			const told = prefixColumns(readPrefix(payload, segment.epoch));
			const cells = [segment.epoch, sequence, sector, offset, payload.length, ...told, toHex(payload)];
			process.stdout.write(`${cells.join(",")}\n`);
		}
	}
}

export function dump(args: string[]): Promise<number> {
	return guarded(usage, async () => {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: {
				format: { type: "string", default: "csv" },
				json: { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
		if (values.help) {
			process.stdout.write(usage);
			return 0;
		}
		const [file] = positionals;
		if (file === undefined || positionals.length > 1) throw new UsageError("dump takes one image");
		if (values.format !== "csv" && values.format !== "jsonl") throw new UsageError("--format is csv or jsonl");
		const { segments, findings } = numberRecords(readImage(await readFile(file)));
		const rows = rowsOf(segments);
		if (values.json) {
			const of = (type: string): object[] => rows.filter((row) => row.type === type);
			const [records, checkpoints, lost] = [of("record"), of("checkpoint"), of("lost")];
			process.stdout.write(`${JSON.stringify({ records, checkpoints, lost, findings })}\n`);
			return 0;
		}
		for (const finding of findings) process.stderr.write(`${describe(finding)}\n`);
		if (values.format === "jsonl") for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
		else writeCsv(segments);
		return 0;
	});
}
