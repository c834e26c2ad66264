// What a key adds to a text that is being typed.

/**
 * `key`: one character, a blank, or "delete". The first letter becomes a capital, because the keys show small ones. A
 * text grows to `charactersMax` characters.
 */
export function typed(text: string, key: string, charactersMax: number): string {
	if (key === "delete") return text.slice(0, -1);
	if (text.length + key.length > charactersMax) return text;
	if (key === " " && (text === "" || text.endsWith(" "))) return text;
	return text + (text === "" ? key.toUpperCase() : key);
}
