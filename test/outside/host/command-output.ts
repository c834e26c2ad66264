// Runs a command of `tillmark` in this process, and keeps what it writes.
import { vi } from "vitest";
import { tillmark } from "../../../tools/commands.js";

export async function output(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
	let out = "";
	let err = "";
	vi.spyOn(process.stdout, "write").mockImplementation((chunk) => Boolean((out += String(chunk))));
	vi.spyOn(process.stderr, "write").mockImplementation((chunk) => Boolean((err += String(chunk))));
	try {
		return { code: await tillmark.run(args), out, err };
	} finally {
		vi.restoreAllMocks();
	}
}
