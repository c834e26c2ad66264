// The list of all keys, opened by its button or by "?".
import { KeyCap } from "./parts.js";

const id = "keys-help";

const till: ReadonlyArray<readonly [keys: readonly string[], does: string]> = [
	[["0–9"], "the terminal’s keypad; elsewhere a code to scan"],
	[["⏎"], "keypad’s enter; scans a typed code; taps a chosen text"],
	[["esc"], "clears what is typed; otherwise goes back"],
	[["⌫"], "deletes the last digit"],
	[["←", "→", "↑", "↓"], "choose a text on the screen"],
];

const world: ReadonlyArray<readonly [keys: readonly string[], does: string]> = [
	[["o", "s", "l", "c", "x"], "network on, slow, lossy, captive, off"],
	[["g", "h", "j", "m"], "time: pause, 1×, 10×, max"],
	[["p", "k", "w"], "power switch; cut now; cut in the next write"],
	[["i", ",", "."], "charger; battery emptier, fuller"],
	[["u", "v", "t"], "paper out; cover; tear off"],
	[["e", "r", "n", "q", "b"], "hold a tag to the reader, take it away"],
	[["a"], "tap a card"],
	[["[", "]"], "terminal’s clock an hour back, on"],
	[["/"], "to the field with the code to scan"],
	[["?"], "this list"],
];

function help(): HTMLDialogElement | undefined {
	const element = document.getElementById(id);
	return element instanceof HTMLDialogElement ? element : undefined;
}

export function openKeysHelp(): void {
	help()?.showModal();
}

export function KeysHelp() {
	return (
		<dialog id={id} class="keys-help" aria-labelledby={`${id}-title`}>
			<h2 id={`${id}-title`}>Keys</h2>
			<KeyList title="The terminal" keys={till} />
			<KeyList title="Around it" keys={world} />
			<form method="dialog">
				<button class="switch">close</button>
			</form>
		</dialog>
	);
}

interface KeyListOptions {
	readonly title: string;
	readonly keys: typeof till;
}

function KeyList({ title, keys }: KeyListOptions) {
	return (
		<dl aria-label={title}>
			{keys.map(([names, does]) => (
				<div key={does}>
					<dt>
						{names.map((name) => (
							<KeyCap key={name} name={name} />
						))}
					</dt>
					<dd>{does}</dd>
				</div>
			))}
		</dl>
	);
}
