// Calls of the host's API: same origin, JSON, with the session cookie. A 401 shows the login form; other errors become
// a message.
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "./types.js";

class ApiError extends Error {
	readonly status: number;
	/** Wrong places of an imported file. */
	readonly lines: Problem["lines"];

	constructor(status: number, message: string, lines: Problem["lines"] = []) {
		super(message);
		this.status = status;
		this.lines = lines;
	}
}

const unauthorised = new EventTarget();

/** Calls back whenever the host requires a login. Returns a function that removes the listener. */
export function onUnauthorised(listener: () => void): () => void {
	unauthorised.addEventListener("ask", listener);
	return () => unauthorised.removeEventListener("ask", listener);
}

async function call(path: string, init: RequestInit): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(path, { credentials: "same-origin", ...init });
	} catch {
		throw new ApiError(
			0,
			"The host does not answer. Check that it is running and that this device is on its network.",
		);
	}
	if (response.ok) return response;
	if (response.status === 401 && path !== "/api/session") unauthorised.dispatchEvent(new Event("ask"));
	const answer: unknown = await response.json().catch(() => undefined);
	const { lines } = (answer ?? {}) as Partial<Problem>;
	throw new ApiError(response.status, messageOf(answer) ?? `The host answered ${response.status}.`, lines);
}

/** The message of a refusal, without the wrong places of an imported file. */
function messageOf(answer: unknown): string | undefined {
	if (typeof answer !== "object" || answer === null) return undefined;
	const { message, code, detail = "" } = answer as Partial<Problem>;
	if (typeof message !== "string") return undefined;
	// This message says that a field is wrong; the detail says which one and why.
	const field =
		(code === "HTTP_BAD_REQUEST" || code === "PRICING_INVALID") && detail !== ""
			? [`${detail[0]!.toUpperCase()}${detail.slice(1)}.`]
			: [];
	return [message, ...field].join(" ");
}

/** A sentence for each place of an imported file. */
export function placesText(lines: Problem["lines"]): string[] {
	return lines.map(({ line, column, detail }) => `Line ${line}${column && `, ${column}`}: ${detail}.`);
}

/** What is wrong with what was sent, by key. */
export function wrongKeys(error: unknown): Readonly<Record<string, string>> {
	const lines = error instanceof ApiError ? error.lines : [];
	return Object.fromEntries(lines.map(({ column, detail }) => [column, detail]));
}

/** What is wrong with an imported file, by place. */
export function wrongPlaces(error: unknown): string[] {
	return error instanceof ApiError ? placesText(error.lines) : [];
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
	const response = await call(path, signal ? { signal } : {});
	return (await response.json()) as T;
}

export async function post<T>(path: string, body: unknown): Promise<T> {
	const response = await call(path, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	return (text === "" ? undefined : JSON.parse(text)) as T;
}

export async function put<T>(path: string, body: unknown): Promise<T> {
	const headers = { "content-type": "application/json" };
	return (await (await call(path, { method: "PUT", headers, body: JSON.stringify(body) })).json()) as T;
}

export async function remove(path: string): Promise<void> {
	await call(path, { method: "DELETE" });
}

/** The file as it is: the host knows more encodings than UTF-8. */
export async function sendCsv<T>(method: "POST" | "PUT", path: string, csv: Blob): Promise<T> {
	const response = await call(path, { method, headers: { "content-type": "text/csv" }, body: csv });
	return (await response.json()) as T;
}

/**
 * The state of a request: the last answer, or an error. The last answer stays while a newer one is fetched, and when
 * that fails.
 */
export interface Loaded<T> {
	readonly value: T | undefined;
	readonly error: string | undefined;
}

/** Fetches `path`, and fetches it again whenever `path` or `version` changes. */
export function useApi<T>(path: string, version = 0): Loaded<T> {
	const [state, setState] = useState<Loaded<T> & { path: string }>({ path, value: undefined, error: undefined });
	useEffect(() => {
		const aborter = new AbortController();
		get<T>(path, aborter.signal).then(
			(value) => setState({ path, value, error: undefined }),
			(error: unknown) => {
				if (!aborter.signal.aborted)
					setState((last) => ({
						path,
						value: last.path === path ? last.value : undefined,
						error: sentence(error),
					}));
			},
		);
		return () => aborter.abort();
	}, [path, version]);
	return state.path === path ? state : { value: undefined, error: undefined };
}

export function sentence(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
