// What a screen is: how one kind of body is laid out, and how it behaves around the status bar. Each kind has a module
// that exports one, and a line in registry.ts.
import type { Action, Body } from "../till/view.js";
import type { Words } from "../words/words.js";
import type { Block } from "./block.js";
import type { Frame } from "./frame.js";

export type BodyOf<Kind extends Body["kind"]> = Extract<Body, { readonly kind: Kind }>;

export interface BodyScreen<Shown extends Body> {
	/**
	 * The blocks below the status bar. `mode` is the part of a screen's state that the till does not know of, such as
	 * the group of letters that is open; it is empty when the screen is entered.
	 */
	layOut(frame: Frame, body: Shown, mode: string): Block[];
	/** Whether "back" stands top left: on screens that are entered from another one. */
	hasBack(body: Shown): boolean;
	/** What a touch of the status bar asks for; left out where it does nothing. */
	readonly barAction?: Action;
	/** No notice is shown over this screen. */
	readonly coversNotices?: boolean;
	/**
	 * The mode after an action. An action that enters a mode ends there, and so does a "back" that leaves one: they
	 * are not passed to the till.
	 */
	modeAfter?(action: Action, mode: string, words: Words): string;
}

export type Screen<Kind extends Body["kind"]> = BodyScreen<BodyOf<Kind>>;
