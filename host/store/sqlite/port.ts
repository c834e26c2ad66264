// What crosses between the host's thread and the store's: requests and replies by number. Errors cross as data, so that
// a coded one is still coded on the other side.
import { HostFault, type HostFaultCode } from "../../faults.js";
import type { StorePart } from "../store.js";

export interface StoreOptions {
	readonly folder: string | undefined;
	readonly merchant: string;
}

export type Request =
	| {
			readonly kind: "call";
			readonly id: number;
			readonly part: StorePart;
			readonly method: string;
			readonly values: readonly unknown[];
	  }
	/** The last. */
	| { readonly kind: "close"; readonly id: number };

export type Reply =
	| { readonly kind: "open" }
	| { readonly kind: "value"; readonly id: number; readonly value: unknown }
	/** `id` is undefined where the store could not be opened. */
	| { readonly kind: "error"; readonly id: number | undefined; readonly error: SentError };

interface SentError {
	readonly message: string;
	readonly stack: string | undefined;
	/** Of a HostFault. */
	readonly fault: { readonly code: HostFaultCode; readonly detail: string } | undefined;
	/** Of the engine's own errors, such as SQLITE_FULL. */
	readonly code: string | undefined;
}

export function sentError(error: unknown): SentError {
	const { message, stack } = error instanceof Error ? error : new Error(String(error));
	const fault = error instanceof HostFault ? { code: error.code, detail: error.detail } : undefined;
	const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
	return { message, stack, fault, code };
}

export function receivedError({ message, stack, fault, code }: SentError): Error {
	const error = fault ? new HostFault(fault.code, fault.detail) : new Error(message);
	if (stack !== undefined) error.stack = stack;
	return fault || code === undefined ? error : Object.assign(error, { code });
}

/** Bytes that can be handed over instead of copied: those that own their whole buffer. */
export function transferables(value: unknown): ArrayBuffer[] {
	if (!(value instanceof Uint8Array) || !(value.buffer instanceof ArrayBuffer)) return [];
	return value.byteLength === value.buffer.byteLength && value.byteLength > 0 ? [value.buffer] : [];
}
