import type PixelsOut from "commodetto/PixelsOut";

type OnTouch = (index: number, x: number, y: number, ms: number) => void;

export interface BoardScreen extends PixelsOut {
	/** The desktop simulator's screen calls it for touches. */
	context?:
		| { onTouchBegan: OnTouch; onTouchMoved: OnTouch; onTouchEnded: OnTouch; onTouchCancelled: OnTouch }
		| undefined;
}

/**
 * The global `screen`, which the SDK's setup creates before our code runs. TypeScript's type of that global is the
 * browser's, hence the cast.
 */
export function boardScreen(): BoardScreen {
	return (globalThis as unknown as { readonly screen: BoardScreen }).screen;
}
