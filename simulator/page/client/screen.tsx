// The terminal's live screen: its pixels, which the mouse can touch, and a button for each text, for keyboards and
// screen readers.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useKeptFocus } from "./kept-focus.js";
import type { ScreenState, TerminalAction } from "../protocol.js";

/** At backlight level 0. Perceived brightness falls less than the light, so a dim screen stays readable. */
const leastBrightness = 0.3;

export interface ScreenOptions {
	readonly screen: ScreenState | undefined;
	readonly isOn: boolean;
	/** Level of the backlight, 0 to 1. */
	readonly backlight: number;
	readonly act: (action: TerminalAction) => void;
}

export function Screen({ screen, isOn, backlight, act }: ScreenOptions) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const pressed = useRef<number | undefined>(undefined);
	useEffect(() => {
		if (!screen) return;
		const image = new Image();
		image.onload = () => canvas.current?.getContext("2d")?.drawImage(image, 0, 0);
		image.src = `data:image/png;base64,${screen.png}`;
	}, [screen?.png]);

	const touch = (event: PointerEvent, phase: "down" | "move" | "up"): void => {
		const element = canvas.current;
		if (!element) return;
		const box = element.getBoundingClientRect();
		const x = clamp(Math.floor(((event.clientX - box.left) * element.width) / box.width), element.width);
		const y = clamp(Math.floor(((event.clientY - box.top) * element.height) / box.height), element.height);
		act({ kind: "touch", x, y, phase });
	};
	const release = (event: PointerEvent): void => {
		if (pressed.current !== event.pointerId) return;
		pressed.current = undefined;
		touch(event, "up");
	};
	const tap = (x: number, y: number): void => {
		act({ kind: "touch", x, y, phase: "down" });
		act({ kind: "touch", x, y, phase: "up" });
	};
	return (
		<div class={`screen ${isOn ? "" : "dark"}`}>
			<canvas
				ref={canvas}
				width={screen?.width ?? 240}
				height={screen?.height ?? 320}
				data-testid="screen"
				style={
					isOn && backlight < 1
						? { filter: `brightness(${leastBrightness + (1 - leastBrightness) * backlight})` }
						: undefined
				}
				role="img"
				aria-label={isOn ? "The terminal’s screen" : "The terminal is switched off"}
				onPointerDown={(event) => {
					if (pressed.current !== undefined || event.button !== 0) return;
					pressed.current = event.pointerId;
					event.currentTarget.setPointerCapture(event.pointerId);
					touch(event, "down");
				}}
				onPointerMove={(event) => {
					if (pressed.current === event.pointerId) touch(event, "move");
				}}
				onPointerUp={release}
				onPointerCancel={release}
			/>
			<ScreenTexts texts={screen?.texts ?? []} onTap={tap} />
		</div>
	);
}

interface ScreenTextsOptions {
	readonly texts: ScreenState["texts"];
	readonly onTap: (x: number, y: number) => void;
}

type Text = ScreenState["texts"][number];
type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/**
 * A button under every text; the pointer passes through to the screen. It is one stop of the tab key, and arrows move
 * between the texts. When a screen change removes the focused text, the screen as a whole keeps the focus, so that the
 * next Enter does not tap whatever came to its place.
 */
function ScreenTexts({ texts, onTap }: ScreenTextsOptions) {
	const part = useRef<HTMLDivElement>(null);
	const [place, setPlace] = useState<Text | undefined>();
	const keptFocus = useKeptFocus(part, () => part.current);
	const current = place && texts.find((text) => keyOf(text) === keyOf(place));
	const arrow = (event: KeyboardEvent): void => {
		if (!isArrow(event.key)) return;
		event.preventDefault();
		const next = neighbour(texts, place, event.key);
		if (!next) return part.current?.focus({ preventScroll: true });
		setPlace(next);
		const button = part.current?.children[texts.indexOf(next)];
		if (button instanceof HTMLElement) button.focus({ preventScroll: true });
	};
	useLayoutEffect(() => {
		// Arrows also lead from the page to the screen.
		const listen = (event: KeyboardEvent): void => {
			const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
			if (isPlain && event.target === document.body) arrow(event);
		};
		addEventListener("keydown", listen);
		return () => removeEventListener("keydown", listen);
	});
	return (
		<div
			ref={part}
			class="screen-texts"
			data-testid="screen-text"
			role="group"
			aria-label="On the terminal’s screen: arrows move, Enter taps, Escape goes back"
			tabIndex={current ? -1 : 0}
			{...keptFocus}
			onKeyDown={(event) => {
				// A key held down taps once.
				if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
				else arrow(event);
			}}
		>
			{texts.map((text) => (
				<button
					key={keyOf(text)}
					type="button"
					tabIndex={text === current ? 0 : -1}
					style={{
						left: `${text.x}px`,
						top: `${text.y}px`,
						width: `${text.width}px`,
						height: `${text.height}px`,
					}}
					onFocus={() => setPlace(text)}
					onClick={() => onTap(text.x + (text.width >> 1), text.y + (text.height >> 1))}
				>
					{text.text}
				</button>
			))}
		</div>
	);
}

function keyOf({ text, x, y }: Text): string {
	return `${text}/${x}/${y}`;
}

function isArrow(key: string): key is Arrow {
	return key === "ArrowLeft" || key === "ArrowRight" || key === "ArrowUp" || key === "ArrowDown";
}

/** A step aside counts as many steps ahead, so that arrows stay in a row or column of keys. */
const asideFactor = 3;

/** The nearest text in a direction; from nowhere, the first or the last. */
function neighbour(texts: readonly Text[], from: Text | undefined, arrow: Arrow): Text | undefined {
	if (!from) return arrow === "ArrowUp" || arrow === "ArrowLeft" ? texts.at(-1) : texts[0];
	const isAcross = arrow === "ArrowLeft" || arrow === "ArrowRight";
	const sign = arrow === "ArrowRight" || arrow === "ArrowDown" ? 1 : -1;
	let nearest: Text | undefined;
	let nearestSteps = Infinity;
	for (const text of texts) {
		const right = text.x + text.width / 2 - (from.x + from.width / 2);
		const down = text.y + text.height / 2 - (from.y + from.height / 2);
		const ahead = sign * (isAcross ? right : down);
		if (ahead < 1) continue;
		const steps = ahead + asideFactor * Math.abs(isAcross ? down : right);
		if (steps < nearestSteps) [nearest, nearestSteps] = [text, steps];
	}
	return nearest;
}

function clamp(value: number, size: number): number {
	return Math.min(size - 1, Math.max(0, value));
}
