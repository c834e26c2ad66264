// One XS machine in this thread: evaluates scripts, calls into the guest, answers its host calls, counts its costs.
import { createRequire } from "node:module";
import { buildXs } from "./build.js";

/** Values that can be passed in either direction; others arrive as undefined. Bytes are copied. */
export type XsValue = undefined | null | boolean | number | string | Uint8Array | ArrayBuffer;

/** XS's `xsCreation`. With an increment of 0 that heap has a fixed size. */
export interface XsCreation {
	readonly initialChunkSize: number;
	readonly incrementalChunkSize: number;
	readonly initialHeapCount: number;
	readonly incrementalHeapCount: number;
	readonly stackCount: number;
	readonly initialKeyCount: number;
	readonly incrementalKeyCount: number;
}

/** Large enough that no garbage collections run while firmware is loaded. */
const defaultCreation: XsCreation = {
	initialChunkSize: 1_048_576,
	incrementalChunkSize: 65_536,
	initialHeapCount: 24_576,
	incrementalHeapCount: 2_048,
	stackCount: 2_048,
	initialKeyCount: 2_048,
	incrementalKeyCount: 512,
};

export interface XsLimits {
	/** Total slots reserved, including free ones. */
	readonly slotsMax?: number;
	/** Total bytes reserved for chunks. */
	readonly chunkBytesMax?: number;
	/** Metered operations of one entry from Node; ends endless loops. */
	readonly operationsMax?: number;
}

/** Exact counts of the engine. A slot is 32 bytes here and 16 on a 32-bit board. */
export interface XsUse {
	readonly current: number;
	readonly peak: number;
	readonly reserved: number;
}

/** Memory that slots and chunks share as on a board, where a slot takes 16 bytes. */
export interface XsArena {
	/** A board's `static` without the stack. */
	readonly bytes: number;
	/** What the creation gives to the code, which a board has in flash. */
	readonly codeSlots: number;
	readonly codeChunkBytes: number;
}

export interface XsMachineOptions {
	readonly creation?: Partial<XsCreation>;
	/** Without one, each heap grows for itself. */
	readonly arena?: XsArena;
	readonly limits?: XsLimits;
	/**
	 * Answers `callHost(opcode, …)` and `fillFromHost(opcode, bytes, …)`; the latter's bytes are copied back after it
	 * returns.
	 */
	onCall?(opcode: number, ...values: XsValue[]): XsValue | void;
	/**
	 * True for errors that the guest must not catch, such as a power cut: the machine is stopped and Node gets the
	 * error.
	 */
	isFatal?(error: unknown): boolean;
}

/** An exception that the guest did not catch. */
export class XsError extends Error {
	readonly guestName: string;
	readonly guestStack: string;
	readonly code: string | undefined;
	readonly detail: string | undefined;

	constructor(
		name: string,
		message: string,
		guestStack: string,
		code: string | undefined,
		detail: string | undefined,
	) {
		super(message);
		this.name = "XsError";
		this.guestName = name;
		this.guestStack = guestStack;
		this.code = code;
		this.detail = detail;
		this.stack = `XsError: ${name}: ${message}\n${guestStack}\n    (called from)\n${this.stack ?? ""}`;
	}
}

/** The engine has aborted or was stopped. The machine cannot be used any more. */
export class XsAbort extends Error {
	readonly reason: string;

	constructor(reason: string) {
		super(`XS: ${reason}`);
		this.name = "XsAbort";
		this.reason = reason;
	}
}

const abortReasons: Record<number, string> = {
	1: "out of memory",
	2: "stack overflow",
	3: "fatal check",
	4: "dead strip",
	5: "unhandled exception",
	6: "out of keys",
	7: "too many operations",
	8: "unhandled rejection",
	100: "stopped",
};

/**
 * The live heap as objects: an instance with its properties, private fields and entries, or a slot of its own.
 * `heap-graph.ts` reads it.
 */
export interface XsHeapGraph {
	/** One for each object: the class, the function's name, or a plain object's first keys. */
	readonly labels: readonly string[];
	/** Five numbers for each object: kind, 1 if the object is code, slots, chunk bytes, bytes of strings. */
	readonly fields: Int32Array;
	/** Pairs of objects: the first refers to the second. -1 is the stack and other roots. */
	readonly edges: Int32Array;
}

type Handle = { readonly machine: unique symbol };

interface Native {
	create(
		creation: Int32Array,
		onCall: (opcode: number, ...values: XsValue[]) => unknown,
		makeError: (
			status: number,
			name?: string,
			message?: string,
			stack?: string,
			code?: string,
			detail?: string,
		) => Error,
		arena: Int32Array,
	): Handle | undefined;
	compile(handle: Handle, source: string, name: string): Uint8Array;
	evaluate(handle: Handle, code: Uint8Array): XsValue;
	call(handle: Handle, name: string, ...values: XsValue[]): XsValue;
	limit(handle: Handle, slotsMax: number, chunkBytesMax: number, operationsMax: number): void;
	measure(handle: Handle, into: Float64Array): void;
	collect(handle: Handle): void;
	clear(handle: Handle): void;
	remember(handle: Handle): void;
	graph(handle: Handle): XsHeapGraph | undefined;
	close(handle: Handle): void;
}

let native: Native | undefined;
let reason: string | undefined;

/**
 * Builds and loads the engine. Returns the reason when that fails, otherwise undefined. Call before creating the first
 * machine.
 */
export async function xsUnavailable(): Promise<string | undefined> {
	if (native || reason) return reason;
	try {
		native = createRequire(import.meta.url)(await buildXs()) as Native;
	} catch (error) {
		reason = error instanceof Error ? error.message : String(error);
	}
	return reason;
}

function toError(value: unknown): Error {
	return value instanceof Error ? value : new Error(String(value));
}

export class XsMachine {
	readonly #native: Native;
	readonly #handle: Handle;
	readonly #counters = new Float64Array(11);

	/** Throws XsAbort when the creation is too small for a bare machine. */
	constructor({ creation, arena, limits, onCall, isFatal }: XsMachineOptions = {}) {
		if (!native) throw new XsAbort(reason ?? "not loaded: await xsUnavailable() first");
		this.#native = native;
		const c = { ...defaultCreation, ...creation };
		const handle = native.create(
			Int32Array.of(
				c.initialChunkSize,
				c.incrementalChunkSize,
				c.initialHeapCount,
				c.incrementalHeapCount,
				c.stackCount,
				c.initialKeyCount,
				c.incrementalKeyCount,
				1_993, // nameModulo
				127, // symbolModulo
				// parserBufferSize: outside the machine's heap, since preloaded code needs no parser on a board.
				1_048_576,
				1_993, // parserTableModulo
			),
			(opcode, ...values) => {
				try {
					return onCall?.(opcode, ...values);
				} catch (error) {
					if (isFatal?.(error) || error instanceof XsAbort) throw error;
					return toError(error); // an Error as a result is thrown in the guest
				}
			},
			(status, name, message, stack, code, detail) =>
				status < 0
					? new XsError(name ?? "Error", message ?? "(no message)", stack ?? "", code, detail)
					: new XsAbort(abortReasons[status] ?? `status ${status}`),
			Int32Array.of(arena?.bytes ?? 0, arena?.codeSlots ?? 0, arena?.codeChunkBytes ?? 0),
		);
		if (!handle) throw new XsAbort("the machine does not fit its creation");
		this.#handle = handle;
		try {
			this.evaluate(
				"globalThis.hostFault = (name, message) => Object.assign(new Error(message), { name });",
				"prelude",
			);
			if (limits) this.limit(limits);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/**
	 * Compiles to bytecode that any machine of this build can evaluate. Parsing takes most of the time of a boot, so
	 * callers cache the result. Throws XsError on a syntax error.
	 */
	compile(source: string, name = "script"): Uint8Array {
		return this.#native.compile(this.#handle, source, name);
	}

	/** Runs a script, given as source or compiled, and returns its completion value. Throws XsError or XsAbort. */
	evaluate(source: string | Uint8Array, name = "script"): XsValue {
		return this.#native.evaluate(this.#handle, typeof source === "string" ? this.compile(source, name) : source);
	}

	/** Calls a function of the guest's global object. Throws XsError or XsAbort. */
	call(name: string, ...values: XsValue[]): XsValue {
		return this.#native.call(this.#handle, name, ...values);
	}

	limit({ slotsMax = 0, chunkBytesMax = 0, operationsMax = 0 }: XsLimits): void {
		this.#native.limit(this.#handle, slotsMax, chunkBytesMax, operationsMax);
	}

	/** Runs a full garbage collection and resets the peaks. Does nothing while the guest runs. */
	collect(): void {
		this.#native.collect(this.#handle);
	}

	/** Takes what the heap holds after a collection for code: `heapGraph` then counts what came later. */
	rememberCode(): void {
		this.#native.remember(this.#handle);
	}

	/** Collects garbage, then lists what is left. Undefined while the guest runs. */
	heapGraph(): XsHeapGraph | undefined {
		return this.#native.graph(this.#handle);
	}

	/** Metered operations since creation. */
	get operations(): number {
		return this.measure()[0] ?? 0;
	}

	get slots(): XsUse {
		const [, current = 0, peak = 0, reserved = 0] = this.measure();
		return { current, peak, reserved };
	}

	/** Bytes. */
	get chunks(): XsUse {
		const [, , , , current = 0, peak = 0, reserved = 0] = this.measure();
		return { current, peak, reserved };
	}

	/** The most stack slots in use since the peaks were reset. */
	get stackPeak(): number {
		return this.measure()[8] ?? 0;
	}

	/** Collections that the guest needed since `clearTurns`, excluding those that Node asks for. */
	get collections(): number {
		return this.measure()[9] ?? 0;
	}

	/** Operations of the longest turn since `clearTurns`: from entering the guest until it has returned. */
	get longestTurn(): number {
		return this.measure()[10] ?? 0;
	}

	clearTurns(): void {
		this.#native.clear(this.#handle);
	}

	get isAlive(): boolean {
		return (this.measure()[7] ?? 0) < 0;
	}

	/** Frees the machine at once or, when called within one of its own host calls, when that call returns. */
	close(): void {
		this.#native.close(this.#handle);
	}

	private measure(): Float64Array {
		this.#native.measure(this.#handle, this.#counters);
		return this.#counters;
	}
}
