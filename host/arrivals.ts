// Connections in the order in which they came, and by the network that they came from. Where one has to end so that
// another finds room, it is the oldest of the network that has the most: whoever opens many ends its own.
import { take } from "./take.js";

interface Arrival<Item> {
	readonly network: string;
	readonly item: Item;
}

export class Arrivals<Item> {
	/** By address and port of the remote end, which TLS and the connection below it share. */
	readonly #all = new Map<string, Arrival<Item>>();
	/** The oldest of each network first. */
	readonly #byNetwork = new Map<string, Set<string>>();

	get size(): number {
		return this.#all.size;
	}

	/** Returns how many there are of its network now. */
	add(name: string, network: string, item: Item): number {
		this.remove(name);
		const names = this.#byNetwork.get(network) ?? new Set();
		this.#byNetwork.set(network, names);
		this.#all.set(name, { network, item });
		return names.add(name).size;
	}

	/** Returns whether it was there. */
	remove(name: string): boolean {
		const network = this.#all.get(name)?.network;
		if (network === undefined) return false;
		this.#all.delete(name);
		const names = this.#byNetwork.get(network)!;
		names.delete(name);
		if (names.size === 0) this.#byNetwork.delete(network);
		return true;
	}

	get(name: string): Item | undefined {
		return this.#all.get(name)?.item;
	}

	/** The name of the oldest of this network. */
	oldestOf(network: string): string | undefined {
		return take(this.#byNetwork.get(network) ?? [], 1)[0];
	}

	/** The name of the oldest of the network that has the most. */
	oldestOfMost(): string | undefined {
		let most: ReadonlySet<string> = new Set();
		for (const names of this.#byNetwork.values()) if (names.size > most.size) most = names;
		return take(most, 1)[0];
	}

	/** The oldest first. */
	*[Symbol.iterator](): Iterator<readonly [name: string, item: Item]> {
		for (const [name, { item }] of this.#all) yield [name, item];
	}

	clear(): void {
		this.#all.clear();
		this.#byNetwork.clear();
	}
}

/** The name of a connection as long as it is open. */
export function arrivalName({ remoteAddress, remotePort }: { remoteAddress?: string; remotePort?: number }): string {
	return `${remoteAddress}|${remotePort}`;
}

/** Who holds one IPv6 address holds all of its /64 (RFC 4291, section 2.5.1), so that they count as one. */
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
