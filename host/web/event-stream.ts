// The dashboard's live events: small events at once, the overview at most twice a second. The overview is composed once
// for all listeners.
import type { FastifyReply } from "fastify";
import type { EventsContext } from "../context.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import { EventChannel } from "./event-channel.js";
import { Shared } from "./shared.js";
import { overviewView } from "./views.js";

const overviewEveryMs = 500;
const heartbeatEveryMs = 15_000;
const retryMs = 2_000;

export class EventStream {
	readonly #context: EventsContext;
	readonly #channels = new Set<EventChannel>();
	readonly #stop: () => void;
	#overviewTimer: NodeJS.Timeout | undefined;
	#heartbeat: NodeJS.Timeout | undefined;
	/** As JSON. */
	readonly #overview: Shared<string>;
	/** Listeners whose first overview is being composed. */
	#joining = 0;
	#isClosed = false;

	constructor(context: EventsContext) {
		this.#context = context;
		this.#overview = new Shared(async () => JSON.stringify(await overviewView(context)));
		this.#stop = context.events.listen((event) => {
			if (this.#channels.size === 0) return;
			this.send(event.kind, event);
			this.scheduleOverview();
		});
	}

	/** Nothing is sent once `isPermitted` returns false. Throws HostFault HTTP_TOO_MANY. */
	async add(reply: FastifyReply, isPermitted: () => boolean): Promise<void> {
		const isFull = this.#channels.size + this.#joining >= hostLimits.eventListenersMax;
		if (isFull || this.#isClosed) throw new HostFault("HTTP_TOO_MANY", "event listeners");
		this.#joining++;
		const overview = await this.#overview.get().finally(() => this.#joining--);
		if (this.#isClosed) throw new HostFault("HTTP_TOO_MANY", "event listeners");
		const channel = new EventChannel({
			...{ reply, isPermitted },
			retryMs,
			backlogBytesMax: hostLimits.eventBufferBytesMax,
			onClose: () => this.drop(channel),
		});
		this.#channels.add(channel);
		this.#heartbeat ??= setInterval(() => {
			for (const each of this.#channels) each.beat();
		}, heartbeatEveryMs);
		channel.send("overview", overview);
	}

	close(): void {
		this.#isClosed = true;
		this.#stop();
		clearTimeout(this.#overviewTimer);
		clearInterval(this.#heartbeat);
		for (const channel of this.#channels) channel.close();
		this.#channels.clear();
	}

	private scheduleOverview(): void {
		this.#overviewTimer ??= setTimeout(() => void this.sendOverview(), overviewEveryMs);
	}

	private async sendOverview(): Promise<void> {
		this.#overviewTimer = undefined;
		if (this.#channels.size === 0) return;
		try {
			const overview = await this.#overview.get();
			for (const channel of this.#channels) channel.send("overview", overview);
		} catch (error) {
			// The next event schedules another overview.
			this.#context.refuse("HOST_INTERNAL", { error });
		}
	}

	private send(event: string, data: object): void {
		const json = JSON.stringify(data);
		for (const channel of this.#channels) channel.send(event, json);
	}

	private drop(channel: EventChannel): void {
		this.#channels.delete(channel);
		if (this.#channels.size > 0) return;
		clearInterval(this.#heartbeat);
		this.#heartbeat = undefined;
	}
}
