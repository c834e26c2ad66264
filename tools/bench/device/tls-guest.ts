// The terminal inside XS with the memory that the SDK's TLS takes: a block of slots and chunks is held as long as the
// connection is open. The block is what TLS took at its peak, the handshake, in the SDK's desktop simulator
// (docs/device-budget.md); between handshakes TLS takes less.
import type { ByteStream, StreamListener, TcpAddress } from "../../../firmware/core/ports.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";
import { Terminal } from "../../../firmware/terminal/terminal.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";

const peakSlots = 217;
const peakChunkBytes = 10_240;
const chunkHeadBytes = 16;
/** The array and the view of its bytes. */
const otherSlots = 6;

interface Link {
	readonly next: Link | undefined;
}

/** A list of plain objects of two slots, and an ArrayBuffer. */
class Reserve {
	readonly bytes = new Uint8Array(peakChunkBytes - chunkHeadBytes);
	readonly list = linked((peakSlots - otherSlots) / 2);
}

function linked(links: number): Link | undefined {
	let first: Link | undefined;
	for (let i = 1; i < links; i++) first = { next: first };
	return first;
}

class ReservedTcp implements ByteStream {
	readonly #stream: ByteStream;
	#reserve: Reserve | undefined = new Reserve();

	constructor(listener: StreamListener, address: TcpAddress) {
		this.#stream = new guestPorts.network.io(listener, address);
	}

	/** Held, and visible to nobody else. */
	get isReserved(): boolean {
		return this.#reserve !== undefined;
	}

	read(count?: number): ArrayBuffer | undefined {
		return this.#stream.read(count);
	}

	write(bytes: Uint8Array): void {
		this.#stream.write(bytes);
	}

	close(): void {
		this.#reserve = undefined;
		this.#stream.close();
	}
}

const ports: TerminalPorts = {
	...guestPorts,
	network: { io: ReservedTcp },
	// Getters as in the guest's ports, so that what they return counts as code.
	get battery() {
		return guestPorts.battery;
	},
	get tagReader() {
		return guestPorts.tagReader;
	},
	get update() {
		return guestPorts.update;
	},
};

export function boot(): Terminal {
	return new Terminal(ports);
}
