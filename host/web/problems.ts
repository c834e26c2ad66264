// Every refusal over HTTP has the same shape: a stable code, what to do, and where.
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Fault } from "../../firmware/core/fault.js";
import { type AnyFaultCode, HostFault } from "../faults.js";
import { textOf } from "../log.js";
import type { Host } from "../main.js";

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
	HTTP_FOREIGN_ORIGIN: 403,
	HTTP_NOT_FOUND: 404,
	PAYMENT_UNKNOWN: 404,
	PAYMENT_SETTLED: 409,
	PAYMENT_ANSWERED: 409,
	HTTP_TOO_MANY: 429,
	HTTP_BAD_REQUEST: 400,
};

/** Errors of fastify's own, by their codes. */
function fromFastify(error: FastifyError): Refusal | undefined {
	const status = error.statusCode ?? 500;
	if (status >= 500) return undefined;
	const code =
		status === 413
			? "HTTP_TOO_LARGE"
			: status === 415
				? "HTTP_UNSUPPORTED"
				: status === 404
					? "HTTP_NOT_FOUND"
					: "HTTP_BAD_REQUEST";
	return { status, code, detail: error.message, lines: [] };
}

export function problemHandler(
	host: () => Host,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
	return (error, request, reply) => {
		const refusal: Refusal | undefined =
			error instanceof HostFault || error instanceof Fault
				? {
						status: statuses[error.code] ?? 422,
						code: error.code,
						detail: error.detail,
						lines: error instanceof HostFault ? error.lines : [],
					}
				: error instanceof Error
					? fromFastify(error as FastifyError)
					: undefined;
		const { method } = request;
		const path = request.url.slice(0, 120);
		if (!refusal) {
			host().metrics.refused("HOST_INTERNAL");
			request.log.error({ code: "HOST_INTERNAL", method, path, error }, textOf("HOST_INTERNAL"));
			void reply
				.status(500)
				.send({ code: "HOST_INTERNAL", message: textOf("HOST_INTERNAL"), detail: "", lines: [] });
			return;
		}
		const { status, code, detail, lines } = refusal;
		host().refuse(code, { method, path, detail });
		void reply.status(status).send({ code, message: textOf(code), detail, lines });
	};
}
