// `tillmark journal dump IMAGE`: every record that can be read, as CSV or JSON lines. Repairs nothing.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { toHex } from "../../firmware/core/bytes.js";
import { readImage } from "./image.js";
import { numberRecords } from "./records.js";
import { readStamp } from "./stamp.js";
import { describe, guarded, UsageError } from "./verify.js";

const usage = `Usage: tillmark journal dump IMAGE [--format csv|jsonl] [--json]

Prints every record of a journal dumped from a terminal's flash; what is damaged is named on stderr.

  --format csv    epoch,sequence,sector,offset,bytes,kind,wall_ms,payload (the default)
  --format jsonl  one JSON object a line, checkpoints too
  --json          one JSON object: { records, checkpoints, findings }
`;

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
		const rows = segments.flatMap(({ segment, items }) =>
			items.map((item) => {
				if (item.kind === "lost") return { type: "lost", epoch: segment.epoch, sequence: item.sequence, sector: segment.sector };
				const place = { epoch: segment.epoch, sector: segment.sector };
				if (item.kind === "checkpoint")
					return { type: "checkpoint", ...place, sequence: item.sequence, offset: item.offset, signature: toHex(item.signature) };
				const { sequence, offset, payload } = item.record;
				const stamp = readStamp(payload);
				return { type: "record", ...place, sequence, offset, bytes: payload.length, ...stamp, payload: toHex(payload) };
			}),
		);
		if (values.json) {
			const of = (type: string): object[] => rows.filter((row) => row.type === type);
			process.stdout.write(`${JSON.stringify({ records: of("record"), checkpoints: of("checkpoint"), lost: of("lost"), findings })}\n`);
			return 0;
		}
		for (const finding of findings) process.stderr.write(`${describe(finding)}\n`);
		if (values.format === "jsonl") for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
		else {
			process.stdout.write("epoch,sequence,sector,offset,bytes,kind,wall_ms,payload\n");
			for (const row of rows) {
				if (!("payload" in row)) continue;
				const { epoch, sequence, sector, offset, bytes, kind, wallMs, payload } = row;
				process.stdout.write(`${[epoch, sequence, sector, offset, bytes, kind ?? "", wallMs ?? "", payload].join(",")}\n`);
			}
		}
		return 0;
	});
}
