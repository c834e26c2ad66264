// Decides which touches take effect when they wake the display.
import type { Action } from "../till/view.js";

/**
 * Actions that save, print or open the drawer need a second touch, so that a sleeve or a raindrop cannot trigger them.
 */
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
	selfTest: true,
};

/**
 * Whether a touch that woke a dimmed display also triggers its action. The display is still readable, so most touches
 * are intentional, and they can be undone: they ring up an item or change the page.
 */
export function countsWhenWaking(action: Action): boolean {
	return askAgain[action.kind] !== true;
}
