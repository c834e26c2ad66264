// Pages that listen, each by an event stream.
import type { FastifyReply } from "fastify";
import { EventChannel } from "../../host/web/event-channel.js";
import type { PageEvents } from "./protocol.js";

const backlogBytesMax = 4_194_304;
const retryMs = 500;

export class Listener {
	readonly #channel: EventChannel;
	readonly #sent = new Map<string, string>();

	/** Takes the reply over. `onClose` is called once. */
	constructor(reply: FastifyReply, onClose: () => void) {
		this.#channel = new EventChannel({ reply, retryMs, backlogBytesMax, onClose });
	}

	send<Name extends keyof PageEvents>(name: Name, state: PageEvents[Name]): void {
		this.#channel.send(name, JSON.stringify(state));
	}

	/** Sends only what differs from the last one of its name. */
	sendChange<Name extends keyof PageEvents>(name: Name, state: PageEvents[Name]): void {
		const text = JSON.stringify(state);
		if (this.#sent.get(name) === text) return;
		this.#sent.set(name, text);
		this.#channel.send(name, text);
	}

	close(): void {
		this.#channel.close();
	}
}
