// Shared by commands that call a running host: its address, the operator token, and its error answers.
import { join } from "node:path";
import { CommandFault } from "./command-fault.js";
import { text } from "./command.js";
import { readInput } from "./input-file.js";
import { systemSentence } from "./system-error.js";

/** Of a file, with the blanks that an editor may have left around it. The API takes 200 characters. */
const tokenBytesMax = 256;

export const hostOptions = {
	url: text("URL", "the host's API", { default: "http://127.0.0.1:8480" }),
	data: text("DIR", "the host's data folder, for its operator token", { default: ".tillmark/host" }),
	token: text("TOKEN", "the operator token itself (or TILLMARK_TOKEN in the environment)"),
} as const;

/** Options of which one would be ignored beside the other. */
export const hostContradicting = [["token", "data"]] as const;

/**
 * Undefined if there is none, which not every host requires. Rejects with CommandFault FILE_TOO_LARGE or EISDIR, and
 * with the system's errors where the file cannot be read.
 */
export async function operatorToken(values: {
	readonly token: string | undefined;
	readonly data: string;
}): Promise<string | undefined> {
	return values.token ?? process.env["TILLMARK_TOKEN"] ?? (await readToken(values.data));
}

export interface HostRequest {
	readonly method?: "GET" | "POST" | "PUT" | "DELETE";
	/** Bytes are sent as they are, anything else as JSON. */
	readonly body?: Uint8Array<ArrayBuffer> | object;
	/** Of bytes. */
	readonly contentType?: string;
}

/** Throws CommandFault HOST_URL. `url` is what the user gave, such as "http://127.0.0.1:8480". */
export function hostAddress(url: string, path: string): URL {
	const address = URL.canParse(path, url) ? new URL(path, url) : undefined;
	if (address?.protocol === "http:" || address?.protocol === "https:") return address;
	throw new CommandFault(
		"HOST_URL",
		`${url} is not the address of a host. Give one such as http://127.0.0.1:8480 with --url.`,
	);
}

/** Rejects with CommandFault HOST_SILENT, HOST_UNREADABLE or the host's own code. */
export async function askHost<T>(url: URL, token: string | undefined, request: HostRequest = {}): Promise<T> {
	const response = await send(url, token, request);
	const answer = await read(response);
	// The host's answers have the shape of its schemas.
	if (response.ok && answer !== undefined) return answer as T;
	throw refusal(url, response, answer);
}

/** An answer that is not JSON. Rejects like `askHost`. */
export async function askText(url: URL, token: string | undefined): Promise<string> {
	const response = await send(url, token, {});
	if (response.ok) return response.text();
	throw refusal(url, response, await read(response));
}

async function send(
	url: URL,
	token: string | undefined,
	{ method = "GET", body, contentType = "application/octet-stream" }: HostRequest,
): Promise<Response> {
	const isBytes = body instanceof Uint8Array;
	const headers = {
		...(body && { "content-type": isBytes ? contentType : "application/json" }),
		...(token !== undefined && { authorization: `Bearer ${token}` }),
	};
	try {
		return await fetch(url, { method, headers, ...(body && { body: isBytes ? body : JSON.stringify(body) }) });
	} catch (error) {
		throw silence(url, error);
	}
}

/** What a request without an answer means. */
function silence({ origin }: URL, error: unknown): CommandFault {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
	const code = cause && "code" in cause ? String(cause.code) : "";
	if (/CERT|SIGNED|VERIFY/.test(code))
		return new CommandFault(
			"HOST_UNTRUSTED",
			`This machine does not trust the certificate of ${origin}. Name its authority's PEM file in the ` +
				"environment variable NODE_EXTRA_CA_CERTS.",
			code,
		);
	if (code.startsWith("ERR_SSL") || code === "EPROTO")
		return new CommandFault("HOST_UNREADABLE", `What answers at ${origin} does not speak TLS. Try http:.`, code);
	const reason = code === "ECONNREFUSED" || !cause ? undefined : systemSentence(cause)?.sentence;
	return new CommandFault(
		"HOST_SILENT",
		`No host answers at ${origin}. Start one with: tillmark host`,
		reason ?? code,
	);
}

function refusal({ origin }: URL, { status }: Response, answer: object | undefined): CommandFault {
	const { message, code, detail = "" } = (answer ?? {}) as { message?: string; code?: string; detail?: string };
	if (message !== undefined && code !== undefined)
		return new CommandFault(code, message, `${code} ${detail}`.trimEnd());
	const text = `What answers at ${origin} is not a Tillmark host. Check the address.`;
	return new CommandFault("HOST_UNREADABLE", text, `status ${status}`);
}

/** Undefined if it is not a JSON object or list. */
async function read(response: Response): Promise<object | undefined> {
	try {
		const answer: unknown = await response.json();
		return typeof answer === "object" && answer !== null ? answer : undefined;
	} catch {
		return undefined;
	}
}

async function readToken(folder: string): Promise<string | undefined> {
	try {
		const bytes = await readInput(join(folder, "operator-token"), "an operator token", tokenBytesMax);
		return Buffer.from(bytes).toString().trim();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENOTDIR") return undefined;
		throw error;
	}
}
