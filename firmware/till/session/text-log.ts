// The till's interface to the store of personal texts, which not every board has.
import type { PrivateText } from "../../core/private-text.js";

export interface TextLog {
	/** A text with a new salt; undefined where nothing readable is left of it. */
	make(kind: number, text: string, charactersMax: number): PrivateText | undefined;
	/** The digest that records name it by. */
	idOf(text: PrivateText): Uint8Array;
	/** The text is durable when the call returns. Throws Fault TEXTS_FULL or FLASH_PROGRAM_FAILED. */
	append(text: PrivateText): void;
	/** Undefined where it is no longer here. */
	find(id: Uint8Array): PrivateText | undefined;
	/** Throws Fault where it may be here still. */
	erase(id: Uint8Array): boolean;
	/** Clears what the host has, but for what is still needed. */
	dropAcknowledged(isNeeded: (id: Uint8Array) => boolean): void;
}
