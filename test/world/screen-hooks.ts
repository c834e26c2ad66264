// Overrides what the screens do with a view and with a touch, on whichever engine they run.
import type { Screens } from "../../firmware/screens/screens.js";
import type { Action, View } from "../../firmware/till/view.js";

export interface ScreenListener {
	/** `language`: what it calls itself. */
	drawn(view: View, language: string): void;
	/** A touch on `action` was handled by the screen itself where `meant` is undefined. */
	meant(action: Action | undefined, meant: Action | undefined): void;
}

/** Returns what restores the prototype. */
export function watchScreens(prototype: Screens, listener: ScreenListener): () => void {
	const { draw, actionOf } = prototype as unknown as {
		draw(view: View): void;
		actionOf(action: Action | undefined): Action | undefined;
	};
	const methods = {
		draw(this: Screens, view: View): void {
			draw.call(this, view);
			listener.drawn(view, this.words.languageName);
		},
		actionOf(this: Screens, action: Action | undefined): Action | undefined {
			const meant = actionOf.call(this, action);
			listener.meant(action, meant);
			return meant;
		},
	};
	Object.assign(prototype, methods);
	return () => void Object.assign(prototype, { draw, actionOf });
}
