// Pages that listen: one event stream each (WHATWG HTML, server-sent events).
import type { ServerResponse } from "node:http";
import type { PageEvents } from "./protocol.js";

/** A page that reads this much too slowly is let go; its browser connects again and gets the present state. */
const backlogBytesMax = 4_194_304;

export class Listener {
	readonly #response: ServerResponse;
	readonly #sent = new Map<string, string>();

	constructor(response: ServerResponse) {
		this.#response = response;
		response.writeHead(200, {
			"content-type": "text/event-stream",
			"cache-control": "no-store",
			"x-content-type-options": "nosniff",
			connection: "keep-alive",
		});
		response.write("retry: 500\n\n");
	}

	send<Name extends keyof PageEvents>(name: Name, state: PageEvents[Name]): void {
		this.write(name, JSON.stringify(state));
	}

	/** Sends only what differs from the last one of its name. */
	sendChange<Name extends keyof PageEvents>(name: Name, state: PageEvents[Name]): void {
		const text = JSON.stringify(state);
		if (this.#sent.get(name) === text) return;
		this.#sent.set(name, text);
		this.write(name, text);
	}

	close(): void {
		this.#response.end();
	}

	private write(name: string, text: string): void {
		if (this.#response.writableLength > backlogBytesMax) {
			this.#response.destroy();
			return;
		}
		this.#response.write(`event: ${name}\ndata: ${text}\n\n`);
	}
}
