// Routes messages from terminals to the host's parts, and records which terminals are connected.
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import type { Ingest } from "../ingest/ingest.js";
import { attempt, type Log, type Refuse } from "../log.js";
import type { Store } from "../store/store.js";
import type { Acknowledge, Delivery, Transport, TransportHandlers } from "../transport/transport.js";
import type { Chunks } from "./chunks.js";
import type { Devices } from "./devices.js";
import type { Enrolment } from "./enrolment.js";
import type { Sessions } from "./sessions.js";

export interface InboxOptions {
	readonly store: Pick<Store, "terminals">;
	readonly clock: Clock;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly events: Events;
	readonly devices: Devices;
	readonly ingest: Ingest;
	readonly chunks: Chunks;
	readonly sessions: Sessions;
	readonly enrolment: Enrolment;
	readonly transport: Pick<Transport, "send" | "reply" | "provision">;
}

export class Inbox implements TransportHandlers {
	readonly #options: InboxOptions;
	#isClosed = false;

	constructor(options: InboxOptions) {
		this.#options = options;
	}

	deliver(delivery: Delivery, acknowledge: Acknowledge): void {
		if (delivery.kind === "enrolment") this.enrol(delivery.codeId, delivery.payload, acknowledge);
		else if (delivery.leaf === "batch") this.submit(delivery.terminal, delivery.payload, acknowledge);
		else this.receive(delivery.terminal, delivery.leaf, delivery.payload, acknowledge);
	}

	presence(terminal: string, isOnline: boolean): void {
		const { store, clock, log, events, devices } = this.#options;
		const nowMs = clock.now();
		devices.presence(terminal, isOnline, nowMs);
		if (!this.#isClosed) store.terminals.seen(terminal, nowMs);
		log.info({ terminal, isOnline }, isOnline ? "Terminal connected." : "Terminal disconnected.");
		events.emit({ kind: "terminal", terminal });
	}

	/** Called when the host closes, so that the disconnections that this causes are not stored. */
	close(): void {
		this.#isClosed = true;
	}

	private submit(terminal: string, payload: Uint8Array, acknowledge: Acknowledge): void {
		const { ingest, transport } = this.#options;
		if (ingest.isFull) return acknowledge(new Error("busy"));
		ingest.submit(terminal, payload, (error, reply) => {
			acknowledge(error);
			if (reply?.ack) transport.send(terminal, "ack", reply.ack);
		});
	}

	private receive(terminal: string, leaf: "get" | "status", payload: Uint8Array, acknowledge: Acknowledge): void {
		const { chunks, sessions, transport, refuse } = this.#options;
		const handled = attempt(() => {
			if (leaf === "get") transport.send(terminal, "chunk", chunks.reply(payload));
			else sessions.receiveStatus(terminal, payload);
		});
		if ("fault" in handled) refuse(handled.fault.code, { terminal, leaf, detail: handled.fault.detail });
		acknowledge();
	}

	private enrol(codeId: string, payload: Uint8Array, acknowledge: Acknowledge): void {
		const { enrolment, sessions, events, transport } = this.#options;
		const { reply, account } = enrolment.answer(codeId, payload);
		if (account) {
			transport.provision(account);
			sessions.replaced(account.terminal);
			events.emit({ kind: "terminal", terminal: account.terminal });
		}
		acknowledge();
		transport.reply(codeId, reply);
	}
}
