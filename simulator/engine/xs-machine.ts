// Runs firmware on XS, the board's engine: one XS machine per boot, with a bounded and counted heap.
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import { PowerCut } from "../flash/power-cut.js";
import type { Machine, MachineMeters, MachineOptions } from "./machine.js";
import { bundleForXs } from "./xs/bundle.js";
import { XsMachine, xsUnavailable } from "./xs/machine.js";
import type { XsArena, XsCreation, XsHeapGraph } from "./xs/machine.js";
import { PortServer } from "./xs/port-server.js";

/**
 * Operations that one call into the firmware may take: about a minute on a board, whose watchdog would reset it long
 * before.
 */
const operationsMaxPerCall = 200_000_000;

interface Boot {
	readonly xs: XsMachine;
	readonly server: PortServer;
}

/** The compiled bundle, and the heap of a bare machine that has evaluated it, which a board has in flash. */
interface Code {
	readonly bytes: Uint8Array;
	readonly slots: number;
	readonly chunkBytes: number;
}

function evaluate(xs: XsMachine, code: Uint8Array): void {
	xs.evaluate(code, "bundle");
	xs.evaluate("globalThis.bootGuest = () => void guest.boot()", "entry");
	xs.collect();
}

function compileCode(source: string): Code {
	// While it is evaluated the bundle only asks for constants of the ports.
	const xs = new XsMachine({ onCall: () => 0 });
	try {
		const bytes = xs.compile(source, "bundle");
		evaluate(xs, bytes);
		return { bytes, slots: xs.slots.current, chunkBytes: xs.chunks.current };
	} finally {
		xs.close();
	}
}

/** A board's `creation`: sizes in bytes, counts in slots of 16 bytes. */
export interface BoardCreation {
	readonly staticBytes: number;
	readonly chunkInitialBytes: number;
	readonly chunkIncrementalBytes: number;
	readonly heapInitialSlots: number;
	readonly heapIncrementalSlots: number;
	readonly stackSlots: number;
}

const boardSlotBytes = 16;

export interface BoardHeap {
	readonly slots: number;
	readonly chunkBytes: number;
}

/**
 * The `creation` of manifests/esp32.json, whose static block of 108 KiB is 96 KiB of heap and 12 KiB of stack (a
 * board's slot has 16 bytes). On a board slots and chunks share that memory; here each has a fixed part. The stack is
 * larger here, because loading the code as one script takes more stack than the firmware does; MachineMeters counts
 * what the firmware uses.
 */
export const boardHeap: BoardHeap = { slots: 4_352, chunkBytes: 28_672 };

/** By guest file, for the life of the process: terminals boot often, and many terminals boot the same code. */
const codes = new Map<string, Code>();

export interface XsTerminalMachineOptions extends MachineOptions {
	/**
	 * The heap that the firmware may use, excluding its code; `boardHeap` by default. Loading the code uses some of it
	 * temporarily.
	 */
	readonly heap?: BoardHeap;
	/**
	 * Slots and chunks share the memory of a board and grow in it as they do there, instead of having the fixed parts
	 * of `heap`.
	 */
	readonly creation?: BoardCreation;
	/** Remember the code's part of the heap at each boot, which `heapGraph` needs. */
	readonly tallies?: boolean;
}

export class XsTerminalMachine implements Machine {
	readonly kind = "xs";
	readonly #options: XsTerminalMachineOptions;
	readonly #code: Code;
	#boot: Boot | undefined;
	#depth = 0;
	#end: { readonly error: unknown } | undefined;
	#earlierOperations = 0;
	#earlierCollections = 0;
	#longestTurn = 0;

	private constructor(options: XsTerminalMachineOptions, code: Code) {
		this.#options = options;
		this.#code = code;
	}

	/**
	 * Builds the engine and bundles the firmware unless that has been done. Rejects with the reason when XS cannot be
	 * built.
	 */
	static async open(options: XsTerminalMachineOptions): Promise<XsTerminalMachine> {
		const reason = await xsUnavailable();
		if (reason) throw new Error(reason);
		const { guestFile } = options.firmware;
		let code = codes.get(guestFile);
		if (!code) codes.set(guestFile, (code = compileCode(await bundleForXs(guestFile))));
		return new XsTerminalMachine(options, code);
	}

	get isRunning(): boolean {
		return this.#boot !== undefined;
	}

	start(ports: TerminalPorts): void {
		this.stop();
		this.#end = undefined;
		const server = new PortServer(ports, (event, id, ...values) => {
			if (this.#boot?.xs === xs) this.enter(xs, () => xs.call("onHost", event, id, ...values));
		});
		const xs: XsMachine = new XsMachine({
			...this.memory(),
			limits: { operationsMax: operationsMaxPerCall },
			onCall: (opcode, a, b, c, d, e, f, ...more) => server.call(opcode, a, b, c, d, e, f, ...more),
			isFatal: (error) => error instanceof PowerCut,
		});
		this.#boot = { xs, server };
		this.enter(xs, () => {
			evaluate(xs, this.#code.bytes);
			if (this.#options.tallies) xs.rememberCode();
			xs.clearTurns();
			xs.call("bootGuest");
		});
	}

	stop(): void {
		const boot = this.#boot;
		if (!boot) return;
		this.#boot = undefined;
		this.#earlierOperations += boot.xs.operations;
		this.#earlierCollections += boot.xs.collections;
		this.#longestTurn = Math.max(this.#longestTurn, boot.xs.longestTurn);
		boot.xs.close();
		boot.server.close();
	}

	meters(): MachineMeters {
		const boot = this.#boot;
		if (!boot)
			return {
				operations: this.#earlierOperations,
				heapSlots: 0,
				heapChunkBytes: 0,
				peakSlots: 0,
				peakChunkBytes: 0,
				peakStackSlots: 0,
				collections: this.#earlierCollections,
				longestTurnOperations: this.#longestTurn,
			};
		const { xs } = boot;
		const { slots, chunkBytes } = this.#code;
		const [peakSlots, peakChunkBytes] = [xs.slots.peak - slots, xs.chunks.peak - chunkBytes];
		const peakStackSlots = xs.stackPeak;
		xs.collect();
		return {
			operations: this.#earlierOperations + xs.operations,
			heapSlots: xs.slots.current - slots,
			heapChunkBytes: xs.chunks.current - chunkBytes,
			peakSlots,
			peakChunkBytes,
			peakStackSlots,
			collections: this.#earlierCollections + xs.collections,
			longestTurnOperations: Math.max(this.#longestTurn, xs.longestTurn),
		};
	}

	heapGraph(): XsHeapGraph | undefined {
		return this.#boot?.xs.heapGraph();
	}

	private memory(): { readonly creation: Partial<XsCreation>; readonly arena?: XsArena } {
		const { creation } = this.#options;
		if (!creation) return { creation: this.fixedHeap() };
		const { slots: codeSlots, chunkBytes: codeChunkBytes } = this.#code;
		return {
			creation: {
				initialHeapCount: codeSlots + creation.heapInitialSlots,
				incrementalHeapCount: creation.heapIncrementalSlots,
				initialChunkSize: codeChunkBytes + creation.chunkInitialBytes,
				incrementalChunkSize: creation.chunkIncrementalBytes,
			},
			arena: { bytes: creation.staticBytes - creation.stackSlots * boardSlotBytes, codeSlots, codeChunkBytes },
		};
	}

	private fixedHeap(): Partial<XsCreation> {
		const { slots, chunkBytes } = this.#options.heap ?? boardHeap;
		return {
			initialHeapCount: this.#code.slots + slots,
			incrementalHeapCount: 0,
			initialChunkSize: this.#code.chunkBytes + chunkBytes,
			incrementalChunkSize: 0,
		};
	}

	/** Ends this boot on any exception from the guest, and reports it once no guest function is on the stack. */
	private enter(xs: XsMachine, run: () => void): void {
		this.#depth++;
		try {
			run();
		} catch (error) {
			if (this.#boot?.xs === xs) {
				this.#end ??= { error };
				this.stop();
			}
		} finally {
			this.#depth--;
		}
		const end = this.#end;
		if (!end || this.#depth > 0) return;
		this.#end = undefined;
		this.#options.onEnd(end.error);
	}
}
