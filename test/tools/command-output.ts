// Runs a command in this process, and keeps what it writes.
import { vi } from "vitest";
import { tillmark } from "../../tools/commands.js";

export interface Output {
	/** The exit code. */
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** Runs a command of `tillmark`. */
export function output(args: readonly string[]): Promise<Output> {
	return captured(() => tillmark.run(args));
}

/** The same for any function that writes to stdout and stderr, and returns an exit code. */
export async function captured(run: () => Promise<number> | number): Promise<Output> {
	let out = "";
	let err = "";
	const spies = [
		vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
			out += String(chunk);
			return true;
		}),
		vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
			err += String(chunk);
			return true;
		}),
	];
	try {
		return { code: await run(), out, err };
	} finally {
		for (const spy of spies) spy.mockRestore();
	}
}
