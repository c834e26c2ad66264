// Which touches count when they woke the display.
import type { Action } from "../till/view.js";

/** What saves, prints or opens the drawer asks for a second touch: a sleeve or a drop of rain must not do it. */
const askAgain: { readonly [K in Action["kind"]]?: true } = {
	note: true,
	exact: true,
	confirm: true,
	noSale: true,
	print: true,
	reprint: true,
	gift: true,
	park: true,
	remove: true,
	void: true,
	closeShift: true,
	installUpdate: true,
	inspect: true,
};

/**
 * Whether a touch that woke a dim display does what it hit. The display is dim, not dark, so most touches are meant and
 * can be taken back: they ring up or go to another screen.
 */
export function countsWhenWaking(action: Action): boolean {
	return askAgain[action.kind] !== true;
}
