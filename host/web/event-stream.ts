// Server-sent events (WHATWG HTML, section 9.2): small events at once, the overview at most twice a second. A listener
// that does not keep up is let go; its browser comes back by itself.
import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import { textOf } from "../log.js";
import type { Host } from "../main.js";
import { overviewView } from "./views.js";

const overviewEveryMs = 500;
const heartbeatEveryMs = 15_000;

export class EventStream {
	readonly #host: Host;
	readonly #listeners = new Set<ServerResponse>();
	readonly #stop: () => void;
	#overviewTimer: NodeJS.Timeout | undefined;
	#heartbeat: NodeJS.Timeout | undefined;

	constructor(host: Host) {
		this.#host = host;
		this.#stop = host.events.listen((event) => {
			if (this.#listeners.size === 0) return;
			if (event.kind === "receipt") {
				const { document, currency, units, wallMs } = event.sale;
				const { number, totalMinor } = document;
				this.send("receipt", { terminal: event.terminal, number, currency, totalMinor, units, wallMs });
			} else this.send(event.kind, event);
			this.scheduleOverview();
		});
	}

	/** Throws HostFault HTTP_TOO_MANY. */
	add(reply: FastifyReply): void {
		if (this.#listeners.size >= hostLimits.eventListenersMax)
			throw new HostFault("HTTP_TOO_MANY", "event listeners");
		reply.hijack();
		const response = reply.raw;
		response.writeHead(200, {
			...reply.getHeaders(),
			"content-type": "text/event-stream",
			"cache-control": "no-store",
			connection: "keep-alive",
		} as Record<string, string>);
		response.on("close", () => this.drop(response));
		response.on("error", () => this.drop(response));
		this.#listeners.add(response);
		this.#heartbeat ??= setInterval(() => this.write(": here\n\n"), heartbeatEveryMs);
		response.write("retry: 2000\n\n");
		overviewView(this.#host).then(
			(overview) => response.write(frame("overview", overview)),
			(error: unknown) => this.failed(error),
		);
	}

	close(): void {
		this.#stop();
		clearTimeout(this.#overviewTimer);
		clearInterval(this.#heartbeat);
		for (const response of this.#listeners) response.end();
		this.#listeners.clear();
	}

	private scheduleOverview(): void {
		this.#overviewTimer ??= setTimeout(() => {
			this.#overviewTimer = undefined;
			if (this.#listeners.size === 0) return;
			overviewView(this.#host).then(
				(overview) => this.send("overview", overview),
				(error: unknown) => this.failed(error),
			);
		}, overviewEveryMs);
	}

	private failed(error: unknown): void {
		this.#host.log.error({ code: "STORE_FAILED", error }, textOf("STORE_FAILED"));
	}

	private send(event: string, data: object): void {
		this.write(frame(event, data));
	}

	private write(text: string): void {
		for (const response of this.#listeners) {
			if (response.writableLength > hostLimits.eventBufferBytesMax) response.destroy();
			else response.write(text);
		}
	}

	private drop(response: ServerResponse): void {
		this.#listeners.delete(response);
		if (this.#listeners.size > 0) return;
		clearInterval(this.#heartbeat);
		this.#heartbeat = undefined;
	}
}

function frame(event: string, data: object): string {
	return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
