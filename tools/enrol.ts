// `tillmark enrol`: asks a running host for a one-time code and shows it as a QR code for the terminal's scanner.
import { parseArgs } from "node:util";
import { renderUnicodeCompact } from "uqr";
import { askHost, hostOptions, hostOptionsHelp, operatorToken } from "./host-api.js";

const help = `Usage: tillmark enrol TERMINAL [options]

Makes a one-time code (15 minutes, 5 tries) with which a terminal enrols. A terminal that is known already is replaced: it goes on in a new
epoch, and the old device is locked out.

  --name NAME     how the stall is called (default: as before, else the terminal)
${hostOptionsHelp}  --json          print {"code":…,"codeId":…,"expiresMs":…} as one line
`;

export async function enrol(args: string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			name: { type: "string" },
			...hostOptions,
		},
	});
	const [terminal, ...rest] = positionals;
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	if (terminal === undefined || rest.length > 0) {
		process.stderr.write(`Name one terminal.\n\n${help}`);
		return 2;
	}
	const token = operatorToken(values);
	const body = { terminal, ...(values.name === undefined ? {} : { name: values.name }) };
	const answer = await askHost<Issued>(new URL("/api/enrolments", values.url), token, { method: "POST", body });
	if (typeof answer === "string") {
		process.stderr.write(`${answer}\n`);
		return 1;
	}
	if (values.json) process.stdout.write(`${JSON.stringify(answer)}\n`);
	else
		process.stdout.write(
			`${renderUnicodeCompact(answer.code)}\n\n${answer.code}\n\nShow this to ${terminal}'s scanner within 15 minutes.\n`,
		);
	return 0;
}

interface Issued {
	readonly code: string;
	readonly codeId: string;
	readonly expiresMs: number;
}
