// One listener's stream of server-sent events (WHATWG HTML, section 9.2). A listener that reads too slowly is
// disconnected; its browser reconnects and gets the current state.
import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";

export interface EventChannelOptions {
	readonly reply: FastifyReply;
	/** Asked before each write; the stream ends when it returns false. By default it is always permitted. */
	readonly isPermitted?: () => boolean;
	/** Delay after which a browser reconnects. */
	readonly retryMs: number;
	/** The most bytes that may wait for a slow reader. */
	readonly backlogBytesMax: number;
	/** Called once, when the stream has ended for any reason. */
	readonly onClose: () => void;
}

export class EventChannel {
	readonly #response: ServerResponse;
	readonly #backlogBytesMax: number;
	readonly #isPermitted: () => boolean;

	/** Takes over the reply and sends its headers. */
	constructor({ reply, isPermitted = () => true, retryMs, backlogBytesMax, onClose }: EventChannelOptions) {
		this.#backlogBytesMax = backlogBytesMax;
		this.#isPermitted = isPermitted;
		reply.hijack();
		this.#response = reply.raw;
		// Node's header type leaves out the numbers that fastify's may hold; writeHead takes both.
		const headers = reply.getHeaders() as Record<string, string | string[]>;
		this.#response.writeHead(200, {
			...headers,
			"content-type": "text/event-stream",
			"cache-control": "no-store",
			connection: "keep-alive",
		});
		this.#response.on("close", onClose);
		// A connection that breaks during a write also emits "close".
		this.#response.on("error", () => undefined);
		this.#response.write(`retry: ${retryMs}\n\n`);
	}

	/** `json` is the event's encoded data. */
	send(event: string, json: string): void {
		this.write(`event: ${event}\ndata: ${json}\n\n`);
	}

	/** Sends a comment, so that proxies do not close an idle stream. */
	beat(): void {
		this.write(": here\n\n");
	}

	close(): void {
		this.#response.end();
	}

	private write(text: string): void {
		if (!this.#isPermitted() || this.#response.writableLength > this.#backlogBytesMax) this.#response.destroy();
		else this.#response.write(text);
	}
}
