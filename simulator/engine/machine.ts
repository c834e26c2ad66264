// A board's processor as the simulator sees it: the same firmware over the same ports, on V8 or on XS.
import type { TerminalPorts } from "../../firmware/terminal/ports.js";

export type EngineKind = "v8" | "xs";

/** What runs on a machine. On XS the guest module's export `boot` stands for `boot(ports)`. */
export interface Firmware {
	boot(ports: TerminalPorts): unknown;
	/** Absolute path of the guest module. */
	readonly guestFile: string;
}

export interface MachineOptions {
	readonly firmware: Firmware;
	/**
	 * The firmware ended by itself: a power cut inside a port call (PowerCut), an exception that it did not catch, or
	 * the engine's abort (XsAbort). The machine has stopped. Called once a boot, when nothing of the firmware is on the
	 * stack, and not after `stop`.
	 */
	onEnd(error: unknown): void;
}

/**
 * Counts of the XS engine. Heap figures are growth over the evaluated bundle, which a board has in flash; a board's
 * slot is 16 bytes.
 */
export interface MachineMeters {
	/** Metered operations over all boots. */
	readonly operations: number;
	readonly heapSlots: number;
	readonly heapChunkBytes: number;
	readonly peakSlots: number;
	readonly peakChunkBytes: number;
	/** Slots: what a board's `creation` must give to the stack at least. */
	readonly peakStackSlots: number;
}

export interface Machine {
	readonly kind: EngineKind;
	readonly isRunning: boolean;
	/** Power on: boots on these ports. What the boot throws arrives at `onEnd`. */
	start(ports: TerminalPorts): void;
	/**
	 * Power off: all of the guest vanishes, timers and streams with it, also from within one of its port calls.
	 * Idempotent.
	 */
	stop(): void;
	/** Undefined on V8, which counts nothing comparable. */
	meters(): MachineMeters | undefined;
}
