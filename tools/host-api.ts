// Shared by commands that call a running host: its address, the operator token, and its error answers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "./command.js";

export const hostOptions = {
	url: text("URL", "the host's API", { default: "http://127.0.0.1:8480" }),
	data: text("DIR", "the host's data folder, for its operator token", { default: ".tillmark/host" }),
	token: text("TOKEN", "the operator token itself (or TILLMARK_TOKEN in the environment)"),
} as const;

/** Undefined if the host requires none. */
export function operatorToken(values: {
	readonly token: string | undefined;
	readonly data: string;
}): string | undefined {
	return values.token ?? process.env["TILLMARK_TOKEN"] ?? readToken(values.data);
}

export interface HostRequest {
	readonly method?: "GET" | "POST" | "PUT" | "DELETE";
	/** Bytes are sent as they are, anything else as JSON. */
	readonly body?: Uint8Array<ArrayBuffer> | object;
}

/** The answer, or a sentence that says why there is none. */
export async function askHost<T>(
	url: URL,
	token: string | undefined,
	{ method = "GET", body }: HostRequest = {},
): Promise<T | string> {
	const isBytes = body instanceof Uint8Array;
	const headers = {
		...(body && { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
		...(token !== undefined && { authorization: `Bearer ${token}` }),
	};
	let response: Response;
	try {
		response = await fetch(url, { method, headers, ...(body && { body: isBytes ? body : JSON.stringify(body) }) });
	} catch {
		return `No host answers at ${url.origin}. Start one with: tillmark host`;
	}
	const answer: unknown = await response.json();
	// The host's answers have the shape of its schemas.
	if (response.ok) return answer as T;
	const { message, code = "", detail = "" } = answer as { message?: string; code?: string; detail?: string };
	return `${message ?? `The host answered ${response.status}.`}\n  ${code} ${detail}`.trimEnd();
}

function readToken(folder: string): string | undefined {
	try {
		return readFileSync(join(folder, "operator-token"), "utf8").trim();
	} catch {
		return undefined;
	}
}
