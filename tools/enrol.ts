// `tillmark enrol`: asks a running host for a one-time code and shows it as a QR code for the terminal's scanner.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { renderUnicodeCompact } from "uqr";

const help = `Usage: tillmark enrol TERMINAL [options]

Makes a one-time code (15 minutes, 5 tries) with which a terminal enrols. A terminal that is known already is replaced: it goes on in a new
epoch, and the old device is locked out.

  --name NAME     how the stall is called (default: as before, else the terminal)
  --url URL       the host's API (default http://127.0.0.1:8480)
  --data DIR      the host's data folder, for its operator token (default .tillmark/host)
  --token TOKEN   the operator token itself (or TILLMARK_TOKEN in the environment)
  --json          print {"code":…,"codeId":…,"expiresMs":…} as one line
`;

export async function enrol(args: string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			name: { type: "string" },
			url: { type: "string", default: "http://127.0.0.1:8480" },
			data: { type: "string", default: ".tillmark/host" },
			token: { type: "string" },
			json: { type: "boolean" },
			help: { type: "boolean" },
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
	const token = values.token ?? process.env["TILLMARK_TOKEN"] ?? readToken(values.data);
	const answer = await ask(new URL("/api/enrolments", values.url), token, {
		terminal,
		...(values.name === undefined ? {} : { name: values.name }),
	});
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

/** The code, or the sentence that says why there is none. */
async function ask(url: URL, token: string | undefined, body: object): Promise<Issued | string> {
	const headers = { "content-type": "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
	let response: Response;
	try {
		response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
	} catch {
		return `No host answers at ${url.origin}. Start one with: tillmark host`;
	}
	const answer = (await response.json()) as Partial<Issued> & { message?: string; detail?: string; code?: string };
	if (response.ok && answer.code !== undefined && answer.codeId !== undefined && answer.expiresMs !== undefined)
		return { code: answer.code, codeId: answer.codeId, expiresMs: answer.expiresMs };
	return `${answer.message ?? `The host answered ${response.status}.`}\n  ${answer.code ?? ""} ${answer.detail ?? ""}`.trimEnd();
}

function readToken(folder: string): string | undefined {
	try {
		return readFileSync(join(folder, "operator-token"), "utf8").trim();
	} catch {
		return undefined;
	}
}
