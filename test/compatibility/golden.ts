// Reads a golden file: a comment that begins with "#", the value as JSON ({"hex": …} stands for bytes), then the bytes
// in hexadecimal, each line with its meaning after "#"; "ff*48" is 48 bytes ff. The files are readable without our
// code, and tests check the codec against them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Golden {
	readonly name: string;
	readonly value: unknown;
	readonly bytes: Uint8Array;
}

export function readGoldens(folder: string): Golden[] {
	return readdirSync(folder)
		.filter((file) => file.endsWith(".golden"))
		.sort()
		.map((file) => parseGolden(file.slice(0, -".golden".length), readFileSync(join(folder, file), "utf8")));
}

function parseGolden(name: string, text: string): Golden {
	const [, , json = "", hex = ""] = /^(#[^\n]*\n)+\n([\s\S]*?)\n\n([\s\S]*)$/.exec(text) ?? [];
	const digits = hex
		.split("\n")
		.map((line) => line.split("#")[0]!)
		.join("")
		.replaceAll(/([0-9a-f]{2})\*([0-9]+)/g, (_, byte: string, count: string) => byte.repeat(Number(count)))
		.replaceAll(/\s/g, "");
	if (json === "" || !/^([0-9a-f]{2})+$/.test(digits)) throw new Error(`${name}: not a golden file`);
	return { name, value: JSON.parse(json, reviveBytes), bytes: new Uint8Array(Buffer.from(digits, "hex")) };
}

function reviveBytes(_key: string, value: unknown): unknown {
	const isBytes = typeof value === "object" && value !== null && Object.keys(value).join() === "hex";
	return isBytes ? new Uint8Array(Buffer.from((value as { hex: string }).hex, "hex")) : value;
}
