import type { TouchListener, TouchSource } from "../../core/ports.js";
import { boardScreen } from "../screen.js";

/** The desktop simulator's screen calls a context object for each touch or mouse press. */
export const mouseTouch: TouchSource = {
	io: class {
		constructor(listener: TouchListener) {
			boardScreen().context = {
				onTouchBegan: (_index, x, y) => listener.onSample({ x, y, phase: "down" }),
				onTouchMoved: (_index, x, y) => listener.onSample({ x, y, phase: "move" }),
				onTouchEnded: (_index, x, y) => listener.onSample({ x, y, phase: "up" }),
				// The system has cancelled the touch: end it outside the screen, so that nothing is pressed.
				onTouchCancelled: () => listener.onSample({ x: -1, y: -1, phase: "up" }),
			};
		}

		close(): void {
			boardScreen().context = undefined;
		}
	},
};
