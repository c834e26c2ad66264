// Measures code on XS: the metered operations and the heap that a call takes.
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";
import { bundleForXs } from "./bundle.js";
import { XsMachine, xsUnavailable } from "./machine.js";
import type { XsCreation, XsLimits, XsValue } from "./machine.js";
import { PortServer } from "./port-server.js";

/**
 * Heap as on a 32-bit board, where a slot takes 16 bytes. Each chunk has 8 bytes more overhead here, so `boardBytes` is
 * slightly too high.
 */
export interface XsHeap {
	readonly slots: number;
	readonly chunkBytes: number;
	readonly boardBytes: number;
}

export interface XsMeasurement {
	readonly result: XsValue;
	readonly operations: number;
	/** Growth over the state before the call, after a full collection. */
	readonly heap: XsHeap;
	/** The highest growth over the state before the call, including garbage that was not yet collected. */
	readonly peak: XsHeap;
}

export interface MeasureOptions {
	/**
	 * Port objects in Node that the guest uses as `guestPorts` (guest-ports.ts). Ports that it does not use may be
	 * missing.
	 */
	readonly ports?: Partial<TerminalPorts>;
	readonly creation?: Partial<XsCreation>;
	readonly limits?: XsLimits;
}

/**
 * A guest module running on XS, whose exported functions are called by name. On a board its code and constants are
 * preloaded to flash, so heap is counted from after the module has been evaluated.
 */
export class XsBench {
	readonly #machine: XsMachine;
	readonly #server: PortServer;

	private constructor(machine: XsMachine, server: PortServer) {
		this.#machine = machine;
		this.#server = server;
	}

	/** Throws when XS cannot be built: see `xsUnavailable`. */
	static async open(entryFile: string, { ports = {}, creation, limits }: MeasureOptions = {}): Promise<XsBench> {
		const reason = await xsUnavailable();
		if (reason) throw new Error(reason);
		const source = await bundleForXs(entryFile);
		const server = new PortServer(
			ports,
			(event, id, ...values) => void machine.call("onHost", event, id, ...values),
		);
		const machine: XsMachine = new XsMachine({
			...(creation && { creation }),
			...(limits && { limits }),
			onCall: (opcode, a, b, c, d, e, f, ...more) => server.call(opcode, a, b, c, d, e, f, ...more),
		});
		try {
			machine.evaluate(source, "bundle");
			machine.evaluate("globalThis.callExport = (name, ...values) => guest[name](...values)");
			machine.collect();
		} catch (error) {
			machine.close();
			throw error;
		}
		return new XsBench(machine, server);
	}

	/** The whole heap after a collection, including the bare machine and the module's code. */
	get heap(): XsHeap {
		this.#machine.collect();
		return heapOf(this.#machine.slots.current, this.#machine.chunks.current);
	}

	/** Calls an exported function. Throws XsError or XsAbort. */
	call(name: string, ...values: XsValue[]): XsValue {
		return this.#machine.call("callExport", name, ...values);
	}

	measure(name: string, ...values: XsValue[]): XsMeasurement {
		const machine = this.#machine;
		machine.collect();
		const before = { operations: machine.operations, slots: machine.slots.current, chunks: machine.chunks.current };
		const result = this.call(name, ...values);
		const operations = machine.operations - before.operations;
		const peak = heapOf(machine.slots.peak - before.slots, machine.chunks.peak - before.chunks);
		machine.collect();
		return {
			result,
			operations,
			heap: heapOf(machine.slots.current - before.slots, machine.chunks.current - before.chunks),
			peak,
		};
	}

	close(): void {
		this.#machine.close();
		this.#server.close();
	}
}

function heapOf(slots: number, chunkBytes: number): XsHeap {
	return { slots, chunkBytes, boardBytes: slots * 16 + chunkBytes };
}
