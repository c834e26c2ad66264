// A made-up language: English with every letter replaced by an accented one that all fonts and the printer's code pages
// have. A letter from a to z on a screen or on paper is then a text that is not from the words.
import { english } from "../../firmware/words/english.js";
import type { Words } from "../../firmware/words/words.js";

const lower = "àáâãäåæçèéêëìíîïñòóôõöøùúû";
const upper = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛ";

export function translate(text: string): string {
	return text
		.replaceAll(/[a-z]/g, (letter) => lower.charAt(letter.charCodeAt(0) - 0x61))
		.replaceAll(/[A-Z]/g, (letter) => upper.charAt(letter.charCodeAt(0) - 0x41));
}

/** The same value with every text in it translated, at any depth; results of functions are translated. */
function translated(value: unknown): unknown {
	if (typeof value === "string") return translate(value);
	if (typeof value === "function")
		return (argument: unknown): string => translate(String((value as (argument: unknown) => string)(argument)));
	if (Array.isArray(value)) return value.map(translated);
	if (typeof value !== "object") return value;
	return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, translated(each)]));
}

export const pseudo = translated(english) as Words;

/** Records which words are read, as "ticket.rows.sales". */
export function watched<Value extends object>(value: Value, seen: Set<string>, path = ""): Value {
	return new Proxy(value, {
		get(target, key): unknown {
			const found: unknown = Reflect.get(target, key);
			if (typeof key === "symbol" || !Object.hasOwn(target, key)) return found;
			const name = `${path}${key}`;
			if (typeof found === "object" && found !== null) {
				if (Array.isArray(found)) seen.add(name);
				else return watched(found, seen, `${name}.`);
			} else seen.add(name);
			return found;
		},
	});
}

/** The paths of all words. */
export function pathsOf(value: object, path = ""): string[] {
	return Object.entries(value).flatMap(([key, each]: [string, unknown]) =>
		typeof each === "object" && each !== null && !Array.isArray(each)
			? pathsOf(each, `${path}${key}.`)
			: [`${path}${key}`],
	);
}
