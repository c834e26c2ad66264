// The interface of a simulated processor, which runs the same firmware over the same ports on V8 or on XS.
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import type { XsHeapGraph } from "./xs/machine.js";

export type EngineKind = "v8" | "xs";

/** What a machine runs. XS calls the guest module's export `boot` instead of `boot(ports)`. */
export interface Firmware {
	boot(ports: TerminalPorts): unknown;
	/** Absolute path of the guest module. */
	readonly guestFile: string;
}

export interface MachineOptions {
	readonly firmware: Firmware;
	/**
	 * Called when the firmware has ended: by a power cut inside a port call (PowerCut), an exception that it did not
	 * catch, or an abort of the engine (XsAbort). The machine has stopped. Called at most once per boot, when no
	 * firmware function is on the stack, and never after `stop`.
	 */
	onEnd(error: unknown): void;
}

/**
 * Counts of the XS engine. Heap figures exclude the evaluated bundle, which a board has in flash. A slot takes 16 bytes
 * on a board.
 */
export interface MachineMeters {
	/** Metered operations over all boots. */
	readonly operations: number;
	readonly heapSlots: number;
	readonly heapChunkBytes: number;
	readonly peakSlots: number;
	readonly peakChunkBytes: number;
	/** In slots: the minimum `stack` of a board's `creation`. */
	readonly peakStackSlots: number;
	/** Garbage collections over all boots. */
	readonly collections: number;
	/** The most operations from entering the firmware until it returned, over all boots. */
	readonly longestTurnOperations: number;
}

export interface Machine {
	readonly kind: EngineKind;
	readonly isRunning: boolean;
	/** Switches on and boots with these ports. `onEnd` gets what the boot throws. */
	start(ports: TerminalPorts): void;
	/**
	 * Switches off: drops the firmware with its timers and streams. May be called from within a port call. Idempotent.
	 */
	stop(): void;
	/** Undefined on V8, which has no comparable counts. */
	meters(): MachineMeters | undefined;
	/** What is on the heap. Undefined on V8, and while the firmware runs or is switched off. */
	heapGraph(): XsHeapGraph | undefined;
}
