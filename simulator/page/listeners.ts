// An open page, which gets its state by an event stream.
import type { FastifyReply } from "fastify";
import { EventChannel } from "../../host/web/event-channel.js";
import type { PageEvents } from "./protocol.js";

const backlogBytesMax = 4_194_304;
const retryMs = 500;

export class Listener {
	readonly #channel: EventChannel;
	readonly #sent = new Map<string, string>();

	/** Takes over the reply. `onClose` is called once. */
	constructor(reply: FastifyReply, onClose: () => void) {
		this.#channel = new EventChannel({ reply, retryMs, backlogBytesMax, onClose });
	}

	send<Name extends keyof PageEvents>(name: Name, state: PageEvents[Name]): void {
		this.#channel.send(name, JSON.stringify(state));
	}

	/** Sends the state unless it equals the last one sent under this name. */
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
