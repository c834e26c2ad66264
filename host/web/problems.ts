// Error responses. All have the same shape: a stable code, a message for the operator, a detail, and lines of a file.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Fault } from "../../firmware/core/fault.js";
import type { ProblemContext } from "../context.js";
import { type AnyFaultCode, HostFault } from "../faults.js";
import { textOf } from "../log.js";
import { wordsOf } from "./invalid-field.js";

interface Refusal {
	readonly status: number;
	readonly code: AnyFaultCode;
	readonly detail: string;
	readonly lines: HostFault["lines"];
}

const statuses: Partial<Record<AnyFaultCode, number>> = {
	HTTP_TOO_LARGE: 413,
	CSV_TOO_LARGE: 413,
	CATALOG_TOO_LARGE: 413,
	HTTP_UNSUPPORTED: 415,
	HTTP_NOT_AUTHORISED: 401,
	HTTP_TOKEN_WRONG: 401,
	HTTP_FOREIGN_ORIGIN: 403,
	HTTP_NOT_FOUND: 404,
	ALARM_UNKNOWN: 404,
	PAYMENT_UNKNOWN: 404,
	PERSON_UNKNOWN: 404,
	PEOPLE_FULL: 409,
	RIGHT_UNAVAILABLE: 409,
	RULES_CHANGED: 409,
	CATALOG_NONE: 409,
	RULE_UNKNOWN: 404,
	FLAG_UNKNOWN: 404,
	PAYMENT_SETTLED: 409,
	CATALOG_CHANGED: 409,
	PAYMENT_ANSWERED: 409,
	HTTP_TOO_MANY: 429,
	HTTP_BAD_REQUEST: 400,
	STORE_FAILED: 503,
	STORE_BUSY: 503,
	STORE_DAMAGED: 503,
};

const codesOfFastify: Readonly<Record<number, AnyFaultCode>> = {
	404: "HTTP_NOT_FOUND",
	413: "HTTP_TOO_LARGE",
	414: "HTTP_TOO_LARGE",
	431: "HTTP_TOO_LARGE",
	415: "HTTP_UNSUPPORTED",
};

/** Errors raised by fastify, by their status. */
function fromFastify(error: FastifyError): Refusal | undefined {
	const status = error.statusCode ?? 500;
	if (status >= 500) return undefined;
	const code = codesOfFastify[status] ?? "HTTP_BAD_REQUEST";
	return { status, code, detail: wordsOf(error), lines: [] };
}

function refusalOf(error: unknown): Refusal | undefined {
	if (error instanceof HostFault || error instanceof Fault) {
		const { code, detail } = error;
		const lines = error instanceof HostFault ? error.lines : [];
		return { status: statuses[code] ?? 422, code, detail, lines };
	}
	// Fastify's errors are Error objects with additional fields.
	return error instanceof Error ? fromFastify(error as FastifyError) : undefined;
}

export function problemHandler(
	context: ProblemContext,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
	return (error, request, reply) => {
		const refusal = refusalOf(error);
		const { method } = request;
		const path = request.url.slice(0, 120);
		if (!refusal) {
			const code = "HOST_INTERNAL";
			context.refuse(code, { method, path, error });
			void reply.status(500).send({ code, message: textOf(code), detail: "", lines: [] });
			return;
		}
		const { status, code, detail, lines } = refusal;
		context.refuse(code, { method, path, detail });
		// RFC 9110, section 11.6.1, and RFC 6750, section 3.
		if (status === 401)
			void reply.header(
				"www-authenticate",
				`Bearer${code === "HTTP_TOKEN_WRONG" ? ' error="invalid_token"' : ""}`,
			);
		void reply.status(status).send({ code, message: textOf(code), detail, lines });
	};
}

/** Statuses of requests that Node's parser refuses, by its code. */
const brokenStatuses: Readonly<Record<string, number>> = {
	HPE_HEADER_OVERFLOW: 431,
	ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers bytes that are no HTTP request, for which there is no reply object, and ends the connection. */
export function answerBrokenRequest({ code = "" }: NodeJS.ErrnoException, socket: Duplex): void {
	if (socket.writable && code !== "ECONNRESET") {
		const status = brokenStatuses[code] ?? 400;
		const refusal = {
			...{ code: codesOfFastify[status] ?? "HTTP_BAD_REQUEST", detail: "this is no HTTP request", lines: [] },
		} as const;
		const body = JSON.stringify({ ...refusal, message: textOf(refusal.code) });
		const headers = ["content-type: application/json; charset=utf-8", `content-length: ${Buffer.byteLength(body)}`];
		const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, "connection: close", "", body];
		socket.write(lines.join("\r\n"));
	}
	socket.destroy();
}
