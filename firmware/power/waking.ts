// Which touches count when they woke the display.
import type { Action } from "../till/view.js";

/**
 * Whether a touch that woke a dim display does what it hit. The display is dim, not dark, so most touches are meant and
 * can be taken back: they ring up or go to another screen. What saves, prints or opens the drawer asks for a second
 * touch: a sleeve or a drop of rain must not do it.
 */
export function countsWhenWaking(action: Action): boolean {
	switch (action.kind) {
		case "note":
		case "exact":
		case "confirm":
		case "noSale":
		case "print":
		case "reprint":
		case "gift":
		case "park":
		case "remove":
		case "void":
		case "closeShift":
		case "installUpdate":
		case "inspect":
			return false;
		default:
			return true;
	}
}
