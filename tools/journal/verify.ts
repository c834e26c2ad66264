// `tillmark verify IMAGE`: checks the chain of a dumped journal with public keys only (invariant 7).
import { fromHex } from "../../firmware/core/bytes.js";
import { defineCommand, invalid, parsed, text } from "../command.js";
import { readDump } from "./dump-file.js";
import { Progress } from "../progress.js";
import { type Finding, readImage } from "./image.js";
import { type Verification, verifyImage, type VerifyOptions } from "./verify-chain.js";

function bytes32(value: string): Uint8Array {
	const bytes = fromHex(value);
	if (bytes?.length !== 32) throw invalid("It takes 64 hexadecimal digits.");
	return bytes;
}

function ackedHead(value: string): VerifyOptions["acked"] {
	const match = /^(\d{1,10}):(\d{1,10}):([0-9a-fA-F]{64})$/.exec(value);
	if (!match) throw invalid("It takes EPOCH:SEQUENCE:HEAD.");
	return { epoch: Number(match[1]), sequence: Number(match[2]), head: bytes32(match[3]!) };
}

export function describe({ severity, code, sector, text: sentence }: Finding): string {
	return `${severity === "error" ? "ERROR" : "note "}  sector ${sector}  ${code}  ${sentence}`;
}

export const verify = defineCommand({
	name: "verify",
	description:
		"Checks a journal dumped from a terminal's flash: every record against the hash chain, every checkpoint " +
		"against the terminal's public key.",
	operands: { image: "a raw dump of the journal partition" },
	options: {
		merchant: text("NAME", "the terminal's merchant", { required: true }),
		terminal: text("NAME", "the terminal's identifier", { required: true }),
		key: parsed("HEX", "the terminal's Ed25519 public key; without it signatures are not checked", bytes32),
		acked: parsed("E:S:HEAD", "a head that the host acknowledged: the journal must contain it", ackedHead),
	},
	json: "print one JSON object",
	notes: "Exit code: 0 no errors, 1 records are altered, damaged or missing, 2 wrong arguments.",
	async run({ merchant, terminal, key, acked, json }, { image: path }) {
		const image = readImage(await readDump(path), { merchant, terminal });
		const progress = json ? undefined : new Progress("verifying", image.segments.length);
		const result = verifyImage(image, {
			...{ merchant, terminal, publicKey: key, acked },
			onProgress: (done) => process.stderr.isTTY && progress?.update(done),
		});
		if (process.stderr.isTTY) progress?.end();
		process.stdout.write(json ? `${JSON.stringify(result)}\n` : report(result));
		return result.ok ? 0 : 1;
	},
});

function report({ findings, epochs, records, checkpoints, ok }: Verification): string {
	const spans = epochs.map(
		({ epoch, from, to, signedTo }) => `epoch ${epoch}: ${from}–${to}, signed to ${signedTo ?? "none"}`,
	);
	return `${[
		...findings.map(describe),
		`${records} records, ${checkpoints} checkpoints; ${spans.join("; ")}`,
		ok ? "Nothing is wrong." : "This journal is not what the terminal wrote.",
	].join("\n")}\n`;
}
