import type { KeyStore } from "../core/ports.js";
import { toUtf8 } from "../core/utf8.js";
import { crashKey } from "../terminal/boot.js";

/** Of an exception's text. */
const charactersMax = 120;

/**
 * Writes down what ended the firmware, for the next boot to tell. The engine calls a global `abort` before it gives up
 * where the manifest defines `xs.abortHook`; what it returns lets the restart go on.
 */
export function noteCrashes(keyStore: KeyStore): void {
	const hook = (reason: string, exception: unknown): void => {
		const text = exception === undefined ? reason : `${reason}: ${String(exception)}`;
		keyStore.write(crashKey, toUtf8(text.slice(0, charactersMax)));
	};
	(globalThis as unknown as { abort: typeof hook }).abort = hook;
}
