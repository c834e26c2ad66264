// `tillmark journal dump IMAGE`: prints every readable record as CSV or JSON lines. Repairs nothing.
import { toHex } from "../../firmware/core/bytes.js";
import { choice, defineCommand } from "../command.js";
import { readDump } from "./dump-file.js";
import { readImage } from "./image.js";
import { readBody } from "./body.js";
import { textOf } from "./text.js";
import { kindName, type Prefix, readPrefix } from "./prefix.js";
import { type NumberedImage, numberRecords } from "./records.js";
import { describe } from "./verify.js";

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

export const dump = defineCommand({
	name: "journal dump",
	description:
		"Prints every record of a journal dumped from a terminal's flash, of any record version: its fields by " +
		"the names of docs/records.md, and its bytes. Damage is reported on stderr.",
	operands: { image: "a raw dump of the journal partition" },
	options: {
		format: choice(
			["csv", "jsonl", "text"],
			"csv: a header line, then a line per record; jsonl: a JSON object per record and checkpoint; text: a " +
				"line per record to read, with amounts in the currency",
			"csv",
		),
	},
	contradicting: [["json", "format"]],
	json: "print one JSON object: { records, checkpoints, lost, findings }",
	async run({ format, json }, { image }) {
		const numbered = numberRecords(readImage(await readDump(image)));
		const { findings } = numbered;
		if (json) {
			const rows = rowsOf(numbered);
			const of = (type: string): object[] => rows.filter((row) => row.type === type);
			const dumped = { records: of("record"), checkpoints: of("checkpoint"), lost: of("lost"), findings };
			process.stdout.write(`${JSON.stringify(dumped)}\n`);
			return 0;
		}
		for (const finding of findings) process.stderr.write(`${describe(finding)}\n`);
		if (format === "jsonl") for (const row of rowsOf(numbered)) process.stdout.write(`${JSON.stringify(row)}\n`);
		else if (format === "text") for (const line of textOf(numbered)) process.stdout.write(`${line}\n`);
		else writeTable(numbered);
		return 0;
	},
});

interface Row {
	readonly type: "record" | "checkpoint" | "lost";
}

function rowsOf({ segments }: NumberedImage): Row[] {
	return segments.flatMap(({ segment, items }) =>
		items.map((item): Row => {
			const { epoch, sector } = segment;
			if (item.kind === "lost") return row({ type: "lost", epoch, sequence: item.sequence, sector });
			if (item.kind === "checkpoint") {
				const { sequence, offset, signature } = item;
				return row({ type: "checkpoint", epoch, sector, sequence, offset, signature: toHex(signature) });
			}
			const { sequence, offset, payload } = item.record;
			const prefix = readPrefix(payload, epoch);
			return row({
				...{ type: "record", epoch, sector, sequence, offset, bytes: payload.length },
				...(prefix && { name: kindName(prefix.kind), ...prefix, body: readBody(payload, prefix.kind) }),
				payload: toHex(payload),
			});
		}),
	);
}

function row<T extends Row>(fields: T): Row {
	return fields;
}

function writeTable({ segments }: NumberedImage): void {
	process.stdout.write(`${columns.join(",")}\n`);
	for (const { segment, items } of segments) {
		for (const item of items) {
			if (item.kind !== "record") continue;
			const { sequence, sector, offset, payload } = item.record;
			const prefixCells = prefixColumns(readPrefix(payload, segment.epoch));
			const cells = [segment.epoch, sequence, sector, offset, payload.length, ...prefixCells, toHex(payload)];
			process.stdout.write(`${cells.join(",")}\n`);
		}
	}
}
