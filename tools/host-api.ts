// What commands that speak to a running host have in common: where it is, who asks, and how it refuses.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** For `parseArgs`. */
export const hostOptions = {
	url: { type: "string", default: "http://127.0.0.1:8480" },
	data: { type: "string", default: ".tillmark/host" },
	token: { type: "string" },
	json: { type: "boolean" },
	help: { type: "boolean" },
} as const;

export const hostOptionsHelp = `  --url URL       the host's API (default http://127.0.0.1:8480)
  --data DIR      the host's data folder, for its operator token (default .tillmark/host)
  --token TOKEN   the operator token itself (or TILLMARK_TOKEN in the environment)
`;

/** Undefined where the host asks for none. */
export function operatorToken(values: {
	readonly token?: string | undefined;
	readonly data: string;
}): string | undefined {
	return values.token ?? process.env["TILLMARK_TOKEN"] ?? readToken(values.data);
}

export interface HostQuestion {
	readonly method?: "GET" | "POST" | "PUT" | "DELETE";
	/** Bytes go as they are, anything else as JSON. */
	readonly body?: Uint8Array<ArrayBuffer> | object;
}

/** The answer, or the sentence that says why there is none. */
export async function askHost<T>(
	url: URL,
	token: string | undefined,
	{ method = "GET", body }: HostQuestion = {},
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
