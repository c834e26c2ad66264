// The keys below the screen. When the screen shows a keypad they press its keys; otherwise they type a code to scan,
// which is shown above them until it is entered.
import type { TerminalAction } from "../protocol.js";
import { keyFaces } from "./key-faces.js";

interface KeypadOptions {
	/** The code that is being typed. */
	readonly typed: string;
	readonly act: (action: TerminalAction) => void;
}

export function Keypad({ typed, act }: KeypadOptions) {
	return (
		<div class="keypad" role="group" aria-label="Keypad of the terminal">
			{typed === "" ? null : (
				<output class="typed">
					code to scan: <b>{typed}</b>
				</output>
			)}
			{keyFaces.map(({ key, face, name }) => (
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
