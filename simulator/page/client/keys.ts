// Keyboard shortcuts: every switch has a key, and digits go to the terminal's keypad. Inactive while a text field has
// the focus.
import { useLayoutEffect } from "preact/hooks";
import type { KeypadKey, NetworkMode, Speed, TagName, TerminalState } from "../protocol.js";
import type { Connection } from "./connection.js";
import { openKeysHelp } from "./keys-help.js";
import type { Choice } from "./parts.js";

export const hourMs = 3_600_000;
const batteryStep = 10;

export const networkKeys: ReadonlyArray<Choice<NetworkMode>> = [
	{ value: "on", name: "on", keyName: "o" },
	{ value: "slow", name: "slow", keyName: "s" },
	{ value: "lossy", name: "lossy", keyName: "l" },
	{ value: "captive", name: "captive", keyName: "c" },
	{ value: "off", name: "off", keyName: "x" },
];

export const speedKeys: ReadonlyArray<Choice<Speed>> = [
	{ value: "pause", name: "pause", keyName: "g" },
	{ value: "1x", name: "1×", keyName: "h" },
	{ value: "10x", name: "10×", keyName: "j" },
	{ value: "max", name: "max", keyName: "m" },
];

export const tagKeys: ReadonlyArray<Choice<TagName>> = [
	{ value: "first", name: "first item", keyName: "e" },
	{ value: "second", name: "second item", keyName: "r" },
	{ value: "enrolment", name: "enrol", keyName: "n" },
	{ value: "unknown", name: "unknown", keyName: "q" },
	{ value: "two", name: "two", keyName: "b" },
];

const keypad: Readonly<Record<string, KeypadKey>> = { Backspace: "delete", Enter: "enter", Escape: "clear" };

function isTyping(target: EventTarget | null): boolean {
	return (target instanceof HTMLInputElement && target.type !== "range") || target instanceof HTMLTextAreaElement;
}

function press(key: string, connection: Connection, terminal: TerminalState | undefined): boolean {
	const { act } = connection;
	const network = networkKeys.find((choice) => choice.keyName === key);
	const speed = speedKeys.find((choice) => choice.keyName === key);
	const tag = tagKeys.find((choice) => choice.keyName === key);
	if (network) act({ kind: "network", mode: network.value });
	else if (speed) connection.setSpeed(speed.value);
	else if (tag) act({ kind: "tag", tag: tag.value, held: !terminal?.heldTags.includes(tag.value) });
	else if (/^\d$/.test(key)) act({ kind: "key", key: key as KeypadKey });
	else if (keypad[key]) act({ kind: "key", key: keypad[key] });
	else if (key === "p") act({ kind: "power", on: !terminal?.isOn });
	else if (key === "k") act({ kind: "cut", when: "now" });
	else if (key === "w") act({ kind: "cut", when: "nextWrite" });
	else if (key === "u") act({ kind: "paper", out: !terminal?.isPaperOut });
	else if (key === "v") act({ kind: "cover", open: !terminal?.isCoverOpen });
	else if (key === "a") act({ kind: "card" });
	else if (key === "t") act({ kind: "tear" });
	else if (key === "[" || key === "]")
		act({ kind: "clock", skewMs: (terminal?.clockSkewMs ?? 0) + (key === "[" ? -hourMs : hourMs) });
	else if (key === "i" && terminal?.battery) act({ kind: "charger", isIn: !terminal.battery.isCharging });
	else if ((key === "," || key === ".") && terminal?.battery) {
		const percent = terminal.battery.percent + (key === "," ? -batteryStep : batteryStep);
		act({ kind: "battery", percent: Math.min(100, Math.max(0, percent)) });
	} else if (key === "/") document.getElementById("scan")?.focus();
	else if (key === "?") openKeysHelp();
	else return false;
	return true;
}

export function useKeys(connection: Connection): void {
	// Together with what is drawn: a key that comes right after acts on what its user sees.
	useLayoutEffect(() => {
		const listen = (event: KeyboardEvent): void => {
			if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
			// The help closes by Escape, which is not for the terminal.
			if (document.querySelector("dialog[open]")) return;
			// Enter on a focused button or link activates that element.
			if (event.key === "Enter" && event.target instanceof HTMLElement && event.target.closest("button, a"))
				return;
			if (press(event.key, connection, connection.terminal)) event.preventDefault();
		};
		addEventListener("keydown", listen);
		return () => removeEventListener("keydown", listen);
	}, [connection]);
}
