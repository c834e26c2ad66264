// Connections that have not sent CONNECT yet. They are strangers and cost next to nothing to open, so they are bounded
// by address and in total. When a bound is reached, the oldest of the address with the most ends: a terminal sends
// CONNECT at once and is gone from here before its turn to end comes, whatever others hold open.
import type { Socket } from "node:net";
import { arrivalName, Arrivals, networkOf } from "../../arrivals.js";
import type { AnyFaultCode } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { Refuse } from "../../log.js";

interface Stranger {
	readonly socket: Socket;
	readonly network: string;
	readonly atMs: number;
}

export interface LobbyOptions {
	readonly refuse: Refuse;
	/** The most connections in total. */
	readonly strangersMax: number;
	/** @forTests Milliseconds of a steady clock. */
	readonly now?: () => number;
}

export class Lobby {
	readonly #options: LobbyOptions;
	readonly #now: () => number;
	readonly #strangers = new Arrivals<Stranger>();
	#sweeping: NodeJS.Timeout | undefined;

	constructor(options: LobbyOptions) {
		this.#options = options;
		this.#now = options.now ?? ((): number => performance.now());
	}

	enter(socket: Socket): void {
		const network = networkOf(socket.remoteAddress ?? "");
		const name = arrivalName(socket);
		const count = this.#strangers.add(name, network, { socket, network, atMs: this.#now() });
		socket.once("close", () => this.leave(socket, name));
		if (count > hostLimits.strangersPerAddressMax) this.end(this.#strangers.oldestOf(network), "full");
		else if (this.#strangers.size > this.#options.strangersMax) this.end(this.#strangers.oldestOfMost(), "full");
		this.#sweeping ??= setInterval(() => this.sweep(), hostLimits.strangersSweepMs).unref();
	}

	/** Has sent CONNECT, or has ended. */
	leave(socket: Socket, name = arrivalName(socket)): void {
		if (!this.#strangers.remove(name) || this.#strangers.size > 0) return;
		clearInterval(this.#sweeping);
		this.#sweeping = undefined;
	}

	close(): void {
		for (const [, { socket }] of [...this.#strangers]) socket.destroy();
		this.#strangers.clear();
		clearInterval(this.#sweeping);
	}

	/** Ends those whose time for CONNECT is over. They are in the order in which they came. */
	private sweep(): void {
		const beforeMs = this.#now() - hostLimits.connectTimeoutMs;
		const late: string[] = [];
		for (const [name, { atMs }] of this.#strangers) {
			if (atMs > beforeMs) break;
			late.push(name);
		}
		for (const name of late) this.end(name, "late");
	}

	private end(name: string | undefined, why: keyof typeof reasons): void {
		const stranger = name === undefined ? undefined : this.#strangers.get(name);
		if (!stranger) return;
		const { socket, network } = stranger;
		const { code, detail } = reasons[why];
		this.#options.refuse(code, { address: network, detail, waiting: this.#strangers.size });
		this.leave(socket, name);
		socket.destroy();
	}
}

const reasons: Readonly<Record<"full" | "late", { readonly code: AnyFaultCode; readonly detail: string }>> = {
	full: { code: "MQTT_CONNECTIONS_FULL", detail: "too many connections without CONNECT" },
	late: { code: "MQTT_CLIENT_DROPPED", detail: "connect did not arrive in time" },
};
