import type PixelsOut from "commodetto/PixelsOut";

type OnTouch = (index: number, x: number, y: number, ms: number) => void;

export interface BoardScreen extends PixelsOut {
	/** The desktop simulator's screen tells it of touches. */
	context?:
		{ onTouchBegan: OnTouch; onTouchMoved: OnTouch; onTouchEnded: OnTouch; onTouchCancelled: OnTouch } | undefined;
}

/**
 * The screen that the SDK's setup made a global of, before our first line ran. The type of that name belongs to
 * browsers.
 */
export function boardScreen(): BoardScreen {
	return (globalThis as unknown as { readonly screen: BoardScreen }).screen;
}
