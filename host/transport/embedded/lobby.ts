// Connections that have not sent CONNECT yet. They are strangers and cost next to nothing to open, so they are bounded
// by address and in total. When a bound is reached, the oldest of the address with the most ends: a terminal sends
// CONNECT at once and is gone from here before its turn to end comes, whatever others hold open.
import type { Socket } from "node:net";
import type { AnyFaultCode } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { Refuse } from "../../log.js";
import { take } from "../../take.js";

interface Stranger {
	readonly socket: Socket;
	readonly address: string;
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
	/** By address and port of the remote end, which TLS and the connection below it share. */
	readonly #strangers = new Map<string, Stranger>();
	/** The oldest of each address first. */
	readonly #byAddress = new Map<string, Set<string>>();
	#sweeping: NodeJS.Timeout | undefined;

	constructor(options: LobbyOptions) {
		this.#options = options;
		this.#now = options.now ?? ((): number => performance.now());
	}

	enter(socket: Socket): void {
		const address = networkOf(socket.remoteAddress ?? "");
		const name = nameOf(socket);
		const names = this.#byAddress.get(address) ?? new Set();
		this.#byAddress.set(address, names);
		this.#strangers.set(name, { socket, address, atMs: this.#now() });
		names.add(name);
		socket.once("close", () => this.leave(socket, name));
		if (names.size > hostLimits.strangersPerAddressMax) this.end(take(names, 1), "full");
		else if (this.#strangers.size > this.#options.strangersMax) this.end(take(this.largest(), 1), "full");
		this.#sweeping ??= setInterval(() => this.sweep(), hostLimits.strangersSweepMs).unref();
	}

	/** Has sent CONNECT, or has ended. */
	leave(socket: Socket, name = nameOf(socket)): void {
		const stranger = this.#strangers.get(name);
		if (!stranger) return;
		this.#strangers.delete(name);
		const names = this.#byAddress.get(stranger.address)!;
		names.delete(name);
		if (names.size === 0) this.#byAddress.delete(stranger.address);
		if (this.#strangers.size > 0) return;
		clearInterval(this.#sweeping);
		this.#sweeping = undefined;
	}

	close(): void {
		for (const { socket } of [...this.#strangers.values()]) socket.destroy();
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
		this.end(late, "late");
	}

	private end(names: readonly string[], why: keyof typeof reasons): void {
		const { code, detail } = reasons[why];
		for (const name of names) {
			const { socket, address } = this.#strangers.get(name)!;
			this.#options.refuse(code, { address, detail, waiting: this.#strangers.size });
			this.leave(socket, name);
			socket.destroy();
		}
	}

	private largest(): ReadonlySet<string> {
		let most: ReadonlySet<string> = new Set();
		for (const names of this.#byAddress.values()) if (names.size > most.size) most = names;
		return most;
	}
}

const reasons: Readonly<Record<"full" | "late", { readonly code: AnyFaultCode; readonly detail: string }>> = {
	full: { code: "MQTT_CONNECTIONS_FULL", detail: "too many connections without CONNECT" },
	late: { code: "MQTT_CLIENT_DROPPED", detail: "connect did not arrive in time" },
};

function nameOf({ remoteAddress, remotePort }: Socket): string {
	return `${remoteAddress}|${remotePort}`;
}

/**
 * Who holds one IPv6 address holds all of its /64 (RFC 4291, section 2.5.1), so that they count as one.
 * @forTests A connection from such an address would need the network.
 */
export function networkOf(address: string): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	if (mapped !== undefined) return mapped;
	if (!address.includes(":")) return address;
	const [left = "", right] = address.split("%", 1)[0]!.split("::");
	const head = left === "" ? [] : left.split(":");
	const tail = right === undefined || right === "" ? [] : right.split(":");
	const zeros = right === undefined ? 0 : 8 - head.length - tail.length;
	return [...head, ...Array.from({ length: zeros }, () => "0"), ...tail].slice(0, 4).join(":");
}
