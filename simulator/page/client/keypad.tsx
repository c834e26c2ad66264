// The keys below the screen. When the screen shows a keypad they press its keys; otherwise they type a code to scan.
import type { KeypadKey, TerminalAction } from "../protocol.js";

const keys: ReadonlyArray<{ readonly key: KeypadKey; readonly face: string; readonly name?: string }> = [
	{ key: "7", face: "7" },
	{ key: "8", face: "8" },
	{ key: "9", face: "9" },
	{ key: "delete", face: "⌫", name: "delete" },
	{ key: "4", face: "4" },
	{ key: "5", face: "5" },
	{ key: "6", face: "6" },
	{ key: "clear", face: "C", name: "clear" },
	{ key: "1", face: "1" },
	{ key: "2", face: "2" },
	{ key: "3", face: "3" },
	{ key: "enter", face: "⏎", name: "enter" },
	{ key: "0", face: "0" },
	{ key: "00", face: "00" },
];

export function Keypad({ act }: { readonly act: (action: TerminalAction) => void }) {
	return (
		<div class="keypad" role="group" aria-label="Keypad of the terminal">
			{keys.map(({ key, face, name }) => (
				<button
					key={key}
					type="button"
					class={`key key-${key}`}
					aria-label={name ?? face}
					onClick={() => act({ kind: "key", key })}
				>
					{face}
				</button>
			))}
		</div>
	);
}
