// ESP-IDF partition tables: CSV of name, type, subtype, offset, size, flags; numbers may be hexadecimal or end in K or
// M.

export interface Partition {
	readonly name: string;
	readonly type: string;
	readonly subtype: string;
	readonly offset: number;
	readonly sizeBytes: number;
}

export function parsePartitions(csv: string): Partition[] {
	return csv
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "" && !line.startsWith("#"))
		.map((line) => {
			const [name = "", type = "", subtype = "", offset = "", size = ""] = line
				.split(",")
				.map((field) => field.trim());
			return { name, type, subtype, offset: bytes(offset), sizeBytes: bytes(size) };
		});
}

function bytes(text: string): number {
	const unit = { K: 1_024, M: 1_048_576 }[text.slice(-1).toUpperCase()];
	const value = unit ? Number(text.slice(0, -1)) * unit : Number(text);
	if (!Number.isInteger(value) || text === "") throw new Error(`not a size: "${text}"`);
	return value;
}
