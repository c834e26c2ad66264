// How the monkey gets from any screen to a completed sale: what a patient operator would touch.
import { english } from "../../firmware/words/english.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";

/** Texts that lead to a paid sale or to the selling screen, the first one shown first. */
const ways: readonly string[] = [
	english.later,
	english.sellOn,
	english.openShift,
	english.nextSale,
	english.exact,
	english.tenders.cash,
	english.pay,
	english.goOnPaying,
	english.ok,
];

/** Whether the selling screen is shown with an empty basket. */
export function isSelling({ panel }: SimulatedTerminal): boolean {
	return panel.shows(english.search) && panel.shows(english.menu) && !panel.shows(english.basket);
}

/** One touch from any screen towards the selling screen; a basket is paid on the way. */
export function continueToSelling(terminal: SimulatedTerminal): void {
	if (!terminal.isOn) return terminal.power(true);
	const { panel } = terminal;
	const isFloat = panel.texts().some(({ text }) => text.length > 3 && english.purposes.float.startsWith(text));
	const text = isFloat
		? english.enter
		: panel.shows(english.enter)
			? undefined
			: ways.find((one) => panel.shows(one));
	if (text === undefined) panel.tap(20, 10);
	else panel.tapText(text);
}
