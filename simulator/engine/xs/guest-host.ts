// The guest's side of the bridge between XS and Node: the two host functions that the machine defines, and the function
// that the host calls. The guest-*.ts files run only inside XS; a board has native ports instead.
import { Fault, type FaultCode } from "../../../firmware/core/fault.js";
import { english } from "../../../firmware/words/english.js";

export type HostValue = undefined | null | boolean | number | string | Uint8Array | ArrayBuffer;

interface GuestGlobal {
	native(name: string): unknown;
	readonly [name: `xs_${string}`]: unknown;
	callHost(opcode: number, ...values: HostValue[]): HostValue;
	fillFromHost(opcode: number, into: Uint8Array, ...values: HostValue[]): HostValue;
	hostFault(name: string, message: string, code?: string, detail?: string): Error;
	onHost(event: number, id: number, ...values: HostValue[]): void;
}

const guest = globalThis as unknown as GuestGlobal;

export const callHost = guest.callHost;
export const fillFromHost = guest.fillFromHost;

export function callNumber(opcode: number, ...values: HostValue[]): number {
	return callHost(opcode, ...values) as number;
}

export function callBytes(opcode: number, ...values: HostValue[]): Uint8Array {
	return new Uint8Array(callHost(opcode, ...values) as ArrayBuffer);
}

/**
 * Something open that the host calls back: a timer, a stream, touch, the card reader. An object, as native ones on a
 * board: a closure for each would take ten slots of the measured heap.
 */
export interface HostListener {
	hostEvent(event: number, values: HostValue[]): void;
}

const listeners = new Map<number, HostListener>();
const ids = { next: 1 };

/** Called before the id is passed to the host, so that the host may call back at once. */
export function register(listener: HostListener): number {
	const id = ids.next++;
	listeners.set(id, listener);
	return id;
}

export function unregister(id: number): void {
	listeners.delete(id);
}

// On a board, the compiler binds these calls to C functions; here the machine defines the functions as globals.
guest.native = (name) => guest[name as `xs_${string}`];

guest.onHost = (event, id, ...values) => {
	// Events of something that has just been closed are dropped.
	listeners.get(id)?.hostEvent(event, values);
};

guest.hostFault = (name, message, code, detail) => {
	if (code !== undefined && Object.hasOwn(english.faults, code)) return new Fault(code as FaultCode, detail);
	const error = new Error(message);
	error.name = name;
	return error;
};
