// Routes messages from terminals to the host's parts, and records which terminals are connected.
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import type { Guard } from "../guard.js";
import type { Ingest } from "../ingest/ingest.js";
import { LineRate } from "../line-rate.js";
import { attemptAsync, leftOutText, type Log, type Refuse } from "../log.js";
import type { UpTopic } from "../../firmware/wire/topics.js";
import type { Acknowledge, Delivery, Transport, TransportHandlers } from "../transport/transport.js";
import type { Chunks } from "./chunks.js";
import type { Devices } from "./devices.js";
import type { Enrolment } from "./enrolment.js";
import type { LastSeen } from "./last-seen.js";
import type { PrivateTexts } from "./private-texts.js";
import type { Rights } from "./rights.js";
import type { Sessions } from "./sessions.js";

export interface InboxOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly guard: Guard;
	readonly events: Events;
	readonly devices: Devices;
	readonly lastSeen: LastSeen;
	readonly ingest: Ingest;
	readonly chunks: Chunks;
	readonly sessions: Sessions;
	readonly rights: Rights;
	readonly texts: PrivateTexts;
	readonly enrolment: Enrolment;
	readonly transport: Pick<Transport, "send" | "reply">;
}

export class Inbox implements TransportHandlers {
	readonly #options: InboxOptions;
	/** By whether a terminal has connected. A fleet whose network fails does so at once, and again and again. */
	readonly #presenceLines: LineRate<boolean>;

	constructor(options: InboxOptions) {
		this.#options = options;
		const { log } = options;
		this.#presenceLines = new LineRate((isOnline, leftOut) => log.info({ isOnline, leftOut }, leftOutText));
	}

	deliver(delivery: Delivery, acknowledge: Acknowledge): void {
		if (delivery.kind === "terminal" && delivery.leaf === "batch")
			return this.submit(delivery.terminal, delivery.payload, acknowledge);
		this.#options.guard.run(
			delivery.kind === "enrolment" ? "enrolment" : delivery.leaf,
			() =>
				delivery.kind === "enrolment"
					? this.enrol(delivery.codeId, delivery.payload, acknowledge)
					: this.receive(delivery.terminal, delivery.leaf, delivery.payload).then(() => acknowledge()),
			acknowledge,
		);
	}

	presence(terminal: string, isOnline: boolean): void {
		const { clock, log, events, devices, lastSeen } = this.#options;
		const nowMs = clock.now();
		devices.presence(terminal, isOnline, nowMs);
		lastSeen.note(terminal, nowMs);
		if (this.#presenceLines.admits(isOnline))
			log.info({ terminal, isOnline }, isOnline ? "Terminal connected." : "Terminal disconnected.");
		events.emit({ kind: "terminal", terminal });
	}

	private submit(terminal: string, payload: Uint8Array, acknowledge: Acknowledge): void {
		const { ingest, transport } = this.#options;
		if (ingest.isFull(terminal)) return acknowledge(new Error("busy"));
		ingest.submit(terminal, payload, (error, reply) => {
			acknowledge(error);
			if (reply?.ack) transport.send(terminal, "ack", reply.ack);
		});
	}

	private async receive(terminal: string, leaf: UpTopic, payload: Uint8Array): Promise<void> {
		const { chunks, sessions, rights, texts, transport, refuse } = this.#options;
		const handled = await attemptAsync(async () => {
			if (leaf === "get") transport.send(terminal, "chunk", await chunks.reply(payload));
			else if (leaf === "ask") await rights.receiveAsk(terminal, payload);
			else if (leaf === "text") transport.send(terminal, "text-ack", await texts.receive(terminal, payload));
			else await sessions.receiveStatus(terminal, payload);
		});
		if ("fault" in handled) refuse(handled.fault.code, { terminal, leaf, detail: handled.fault.detail });
	}

	private async enrol(codeId: string, payload: Uint8Array, acknowledge: Acknowledge): Promise<void> {
		const { enrolment, events, transport } = this.#options;
		const { reply, terminal } = await enrolment.answer(codeId, payload);
		if (terminal !== undefined) events.emit({ kind: "terminal", terminal });
		acknowledge();
		transport.reply(codeId, reply);
	}
}
