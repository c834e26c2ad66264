// `tillmark verify IMAGE`: the chain of a dumped journal, with public keys alone (invariant 7).
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { fromHex } from "../../firmware/core/bytes.js";
import { Progress } from "../progress.js";
import { ImageError, readImage, type Finding } from "./image.js";
import { verifyImage, type VerifyOptions } from "./verify-chain.js";

const usage = `Usage: tillmark verify IMAGE --merchant NAME --terminal NAME [--key HEX] [--acked EPOCH:SEQUENCE:HEAD]
                       [--json]

Checks a journal dumped from a terminal's flash: every record against the hash chain, every checkpoint against the
terminal's public key.

  --merchant, --terminal  whose journal it is
  --key HEX               the terminal's Ed25519 public key, 64 hexadecimal digits; without it signatures are not
                          checked
  --acked E:S:HEAD        a head that the host acknowledged: the journal must pass through it (64 hexadecimal digits)
  --json                  print one JSON object

Exit code: 0 nothing is wrong, 1 something was altered, damaged or is missing, 2 usage.
`;

export class UsageError extends Error {}

function bytes32(text: string, what: string): Uint8Array {
	const bytes = fromHex(text);
	if (bytes?.length !== 32) throw new UsageError(`${what} is 64 hexadecimal digits`);
	return bytes;
}

function ackedHead(text: string): VerifyOptions["acked"] {
	const match = /^(\d{1,10}):(\d{1,10}):([0-9a-fA-F]{64})$/.exec(text);
	if (!match) throw new UsageError("--acked is EPOCH:SEQUENCE:HEAD");
	return { epoch: Number(match[1]), sequence: Number(match[2]), head: bytes32(match[3]!, "the acked head") };
}

export function describe({ severity, code, sector, text }: Finding): string {
	return `${severity === "error" ? "ERROR" : "note "}  sector ${sector}  ${code}  ${text}`;
}

/** Runs a command that reads an image, and says in one line what is wrong with its arguments or its file. */
export async function guarded(usageText: string, run: () => Promise<number>): Promise<number> {
	try {
		return await run();
	} catch (error) {
		if (error instanceof UsageError) {
			process.stderr.write(`${error.message}\n\n${usageText}`);
			return 2;
		}
		if (!(error instanceof ImageError)) throw error;
		process.stderr.write(`${error.message}\n`);
		return 1;
	}
}

export function verify(args: string[]): Promise<number> {
	return guarded(usage, async () => {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: {
				merchant: { type: "string" },
				terminal: { type: "string" },
				key: { type: "string" },
				acked: { type: "string" },
				json: { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
		if (values.help) {
			process.stdout.write(usage);
			return 0;
		}
		const [file] = positionals;
		if (file === undefined || positionals.length > 1) throw new UsageError("verify takes one image");
		const { merchant, terminal } = values;
		if (merchant === undefined || terminal === undefined)
			throw new UsageError("--merchant and --terminal say whose journal it is");
		const image = readImage(await readFile(file), { merchant, terminal });
		const progress = values.json ? undefined : new Progress("verifying", image.segments.length);
		const result = verifyImage(image, {
			merchant,
			terminal,
			publicKey: values.key === undefined ? undefined : bytes32(values.key, "--key"),
			acked: values.acked === undefined ? undefined : ackedHead(values.acked),
			onProgress: (done) => process.stderr.isTTY && progress?.update(done),
		});
		if (process.stderr.isTTY) progress?.end();
		if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
		else {
			for (const finding of result.findings) process.stdout.write(`${describe(finding)}\n`);
			const epochs = result.epochs.map(
				({ epoch, from, to, signedTo }) => `epoch ${epoch}: ${from}–${to}, signed to ${signedTo ?? "none"}`,
			);
			process.stdout.write(
				`${result.records} records, ${result.checkpoints} checkpoints; ${epochs.join("; ")}\n`,
			);
			process.stdout.write(result.ok ? "Nothing is wrong.\n" : "This journal is not what the terminal wrote.\n");
		}
		return result.ok ? 0 : 1;
	});
}
