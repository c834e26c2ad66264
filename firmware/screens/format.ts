// Numbers and names as people read them on a small screen.
import { type DecimalMark, formatMinor } from "../core/money.js";
import type { BasketLine } from "../till/view.js";
import type { Words } from "../words/words.js";

/** "13.34" or "−0.74", with the true minus sign: it is as wide as a digit, so columns stay straight. */
export function amountText(amountMinor: number, decimals: number, decimalMark: DecimalMark): string {
	if (amountMinor < 0) return `−${formatMinor(-amountMinor, decimals, decimalMark)}`;
	return formatMinor(amountMinor, decimals, decimalMark);
}

/** The largest unit alone, as there is no room for two in a status bar: "45s", "12m", "3h", "2d". */
export function durationText(seconds: number, words: Words): string {
	if (seconds < 60) return `${Math.max(0, Math.round(seconds))}${words.seconds}`;
	if (seconds < 3_600) return `${Math.floor(seconds / 60)}${words.minutes}`;
	if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}${words.hours}`;
	return `${Math.floor(seconds / 86_400)}${words.days}`;
}

/** What is left of a battery, no finer than it can be estimated: "6h", "40m". */
export function hoursText(hours: number, words: Words): string {
	return hours >= 1 ? `${Math.round(hours)}${words.hours}` : `${minutesLeft(hours)}${words.minutes}`;
}

/** The same in words: "about 6 hours". */
export function hoursSentence(hours: number, words: Words): string {
	if (hours >= 1) return words.aboutHours(Math.round(hours));
	const minutes = minutesLeft(hours);
	return minutes < 10 ? words.fewMinutes : words.aboutMinutes(minutes);
}

/** Tens of minutes while there are some. */
function minutesLeft(hours: number): number {
	const minutes = Math.floor(hours * 60);
	return minutes < 10 ? minutes : Math.min(50, Math.round(minutes / 10) * 10);
}

/** "09:05". */
export function clockText(minutesOfDay: number): string {
	const minutes = minutesOfDay % 60;
	const hours = Math.floor(minutesOfDay / 60);
	return `${hours < 10 ? "0" : ""}${hours}:${minutes < 10 ? "0" : ""}${minutes}`;
}

/** "0417". */
export function receiptText(receiptNumber: number): string {
	return String(receiptNumber).padStart(4, "0");
}

/** "2 × Croissant", or a rule's name. */
export function lineName(line: BasketLine): string {
	return line.quantity === 0 ? line.name : `${line.quantity} × ${line.name}`;
}

/** A word is not broken for less of it than this. */
const charactersMin = 3;

/** How many characters of a word, `wide` as a whole, are no wider than `width`; at least one. */
function charactersWithin(word: string, wide: number, width: number, measure: (text: string) => number): number {
	let count = Math.max(1, Math.min(word.length, Math.floor((word.length * width) / wide)));
	while (count < word.length && measure(word.slice(0, count + 1)) <= width) count++;
	while (count > 1 && measure(word.slice(0, count)) > width) count--;
	// Both halves of a pair are one character.
	const unit = word.charCodeAt(count - 1);
	return unit >= 0xd800 && unit <= 0xdbff ? Math.max(2, count - 1) : count;
}

/**
 * Breaks a sentence between words into lines no wider than `width`; `measure` gives the width of a text. A word that is
 * wider begins where it stands and is broken at the ends of lines. The last line may be wider.
 */
export function wrap(text: string, width: number, linesMax: number, measure: (text: string) => number): string[] {
	if (measure(text) <= width) return [text];
	const lines: string[] = [];
	const space = measure(" ");
	let line = "";
	let used = 0;
	for (let word of text.split(" ")) {
		let wide = measure(word);
		while (wide > width && lines.length + 1 < linesMax) {
			const before = line === "" ? "" : `${line} `;
			const count = charactersWithin(word, wide, width - (line === "" ? 0 : used + space), measure);
			const isBroken = line === "" || count >= charactersMin;
			lines.push(isBroken ? before + word.slice(0, count) : line);
			line = "";
			used = 0;
			if (!isBroken) continue;
			word = word.slice(count);
			wide = measure(word);
		}
		if (line !== "" && used + space + wide > width && lines.length + 1 < linesMax) {
			lines.push(line);
			line = word;
			used = wide;
		} else {
			used += line === "" ? wide : space + wide;
			line = line === "" ? word : `${line} ${word}`;
		}
	}
	lines.push(line);
	return lines;
}
