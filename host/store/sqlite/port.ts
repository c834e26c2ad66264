// Messages between the host's thread and the store's: requests and replies, matched by number. Errors are sent as data,
// so that coded errors keep their code.
import { HostFault, type HostFaultCode, StoreFault, type StoreFaultCode } from "../../faults.js";
import type { StorePart } from "../store.js";

export interface StoreOptions {
	readonly folder: string | undefined;
	readonly merchant: string;
	/** The database may lack what was acknowledged: it is a backup, and the next incarnation begins with it. */
	readonly isRestored?: boolean;
}

export type Request =
	| {
			readonly kind: "call";
			readonly id: number;
			readonly part: StorePart;
			readonly method: string;
			readonly values: readonly unknown[];
	  }
	/** The last request. */
	| { readonly kind: "close"; readonly id: number };

export type Reply =
	/** Unless `isChecked`, the database is to be checked while it is used. */
	| { readonly kind: "open"; readonly isChecked: boolean }
	| { readonly kind: "value"; readonly id: number; readonly value: unknown }
	/** `id` is undefined if the store could not be opened. */
	| { readonly kind: "error"; readonly id: number | undefined; readonly error: SentError };

export interface SentError {
	readonly message: string;
	readonly stack: string | undefined;
	/** Set for a HostFault. */
	readonly fault: { readonly code: HostFaultCode; readonly detail: string } | undefined;
	/** Set for a StoreFault. */
	readonly failure: StoreFaultCode | undefined;
	/** Set for the engine's own errors, such as SQLITE_FULL. */
	readonly code: string | undefined;
}

export function sentError(error: unknown): SentError {
	const { message, stack } = error instanceof Error ? error : new Error(String(error));
	const fault = error instanceof HostFault ? { code: error.code, detail: error.detail } : undefined;
	const failure = error instanceof StoreFault ? error.code : undefined;
	const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
	return { message, stack, fault, failure, code };
}

export function receivedError({ message, stack, fault, failure, code }: SentError): Error {
	const error = failure
		? new StoreFault(failure, fault?.detail ?? message)
		: fault
			? new HostFault(fault.code, fault.detail)
			: new Error(message);
	if (stack !== undefined) error.stack = stack;
	return fault || code === undefined ? error : Object.assign(error, { code });
}

/** Bytes that can be transferred instead of copied: those that own their whole buffer. */
export function transferables(value: unknown): ArrayBuffer[] {
	if (!(value instanceof Uint8Array) || !(value.buffer instanceof ArrayBuffer)) return [];
	return value.byteLength === value.buffer.byteLength && value.byteLength > 0 ? [value.buffer] : [];
}
