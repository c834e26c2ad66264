// The structured log: fields, then one sentence. Refusals go through `refuse`, so that each has a code, a counter and a
// text that says what to do.
import { Fault } from "../firmware/core/fault.js";
import { english } from "../firmware/words/english.js";
import { HostFault, type AnyFaultCode, hostFaultTexts, StoreFault } from "./faults.js";
import { LineRate } from "./line-rate.js";
import type { Metrics } from "./metrics.js";

export interface Log {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export type Refuse = (code: AnyFaultCode, fields: object) => void;

export function textOf(code: AnyFaultCode): string {
	return code in hostFaultTexts
		? hostFaultTexts[code as keyof typeof hostFaultTexts]
		: english.faults[code as keyof typeof english.faults];
}

/** Codes of the host's own trouble, as opposed to an input's. */
const ownTrouble = /^(STORE|HOST)_/;

/** Counts every refusal, and logs it as far as `LineRate` admits lines of its code. */
export function refuser(log: Log, metrics: Metrics): Refuse {
	const levelOf = (code: AnyFaultCode): "error" | "warn" => (ownTrouble.test(code) ? "error" : "warn");
	const rate = new LineRate<AnyFaultCode>((code, leftOut) => log[levelOf(code)]({ code, leftOut }, leftOutText));
	return (code, fields) => {
		metrics.refused(code);
		if (rate.admits(code)) log[levelOf(code)]({ code, ...fields }, textOf(code));
	};
}

/** Of the line that says how many others of its kind were not written. */
export const leftOutText = "More than the log takes.";

export type AnyFault = Fault | HostFault;
export type Attempted<T> = { readonly value: T } | { readonly fault: AnyFault };

/** A fault of the input. A failing store is not one: whoever sent the input has to send it again. */
function isFault(error: unknown): error is AnyFault {
	return error instanceof Fault || (error instanceof HostFault && !(error instanceof StoreFault));
}

/** The system's errors for a process, or a system, without free file descriptors. */
const exhausted: readonly unknown[] = ["EMFILE", "ENFILE"];

/** The code under which an error is counted. */
export function codeOf(error: unknown): AnyFaultCode {
	// One counter shows that the store fails; how it fails is in the log and in the health check.
	if (error instanceof StoreFault) return "STORE_FAILED";
	if (error instanceof Fault || error instanceof HostFault) return error.code;
	if (!(error instanceof Error && "syscall" in error && "code" in error)) return "HOST_INTERNAL";
	return exhausted.includes(error.code) ? "HOST_EXHAUSTED" : "STORE_FAILED";
}

/** Runs `work` and returns a Fault or HostFault as a value. Other errors and StoreFaults are rethrown. */
export function attempt<T>(work: () => T): Attempted<T> {
	try {
		return { value: work() };
	} catch (error) {
		if (isFault(error)) return { fault: error };
		throw error;
	}
}

/** The same for work that is asynchronous. */
export async function attemptAsync<T>(work: () => Promise<T>): Promise<Attempted<T>> {
	try {
		return { value: await work() };
	} catch (error) {
		if (isFault(error)) return { fault: error };
		throw error;
	}
}
