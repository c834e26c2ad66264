// Keeps the keyboard's focus in a part of the page whose focused element disappears when it is drawn anew. The browser
// alone would move the focus to the body, and the next key would begin at the top of the page.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Handlers for the part; `next` is the element that takes a lost focus. */
export interface KeptFocus {
	readonly onFocusIn: () => void;
	readonly onFocusOut: () => void;
}

export function useKeptFocus(
	part: RefObject<HTMLElement | null>,
	next: () => HTMLElement | null | undefined,
): KeptFocus {
	const isInside = useRef(false);
	const isDrawing = useRef(true);
	isDrawing.current = true;
	useLayoutEffect(() => {
		isDrawing.current = false;
		if (!isInside.current || part.current?.contains(document.activeElement)) return;
		next()?.focus({ preventScroll: true });
	});
	return {
		onFocusIn: () => {
			isInside.current = true;
		},
		// An element that is removed while the part is drawn may report that it lost the focus.
		onFocusOut: () => {
			if (!isDrawing.current) isInside.current = false;
		},
	};
}
