// The terminal's live screen: its pixels, which the mouse can touch, and a button for each text, for keyboards and
// screen readers.
import { useEffect, useRef } from "preact/hooks";
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

/** A button under every text, reachable by keyboard; the pointer passes through to the screen. */
function ScreenTexts({ texts, onTap }: ScreenTextsOptions) {
	return (
		<div class="screen-texts" data-testid="screen-text">
			{texts.map(({ text, x, y, width, height }) => (
				<button
					key={`${text}/${x}/${y}`}
					type="button"
					style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}
					onClick={() => onTap(x + (width >> 1), y + (height >> 1))}
				>
					{text}
				</button>
			))}
		</div>
	);
}

function clamp(value: number, size: number): number {
	return Math.min(size - 1, Math.max(0, value));
}
