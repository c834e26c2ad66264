import type { KeyStore } from "../core/ports.js";
import { toUtf8 } from "../core/utf8.js";
import { crashKey } from "../terminal/boot.js";

/** Longest text that is stored. */
const charactersMax = 120;

/**
 * Stores the reason of a crash, so that the next boot can show it. When the manifest defines `xs.abortHook`, the engine
 * calls the global `abort` before it aborts. Returning undefined lets the abort continue with a restart.
 */
export function noteCrashes(keyStore: KeyStore): void {
	const hook = (reason: string, exception: unknown): void => {
		const text = exception === undefined ? reason : `${reason}: ${String(exception)}`;
		keyStore.write(crashKey, toUtf8(text.slice(0, charactersMax)));
	};
	(globalThis as unknown as { abort: typeof hook }).abort = hook;
}
