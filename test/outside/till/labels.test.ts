// Issue 12, number 5: copies drew a tofu box, and a key said "spa…". Every word and sign on the screens has a glyph in
// the font that it is drawn in, and no label is cut, in any language.
import { describe, expect, it } from "vitest";
import { findCurrency } from "../../../firmware/core/currencies.js";
import type { FaultCode } from "../../../firmware/core/fault.js";
import { Screens } from "../../../firmware/screens/screens.js";
import type { Body, Confirmation, Notice, View } from "../../../firmware/till/view.js";
import { recordCodecs } from "../../../firmware/wire/records/registry.js";
import { languages } from "../../../firmware/words/languages.js";
import type { Words } from "../../../firmware/words/words.js";
import { keyFaces } from "../../../simulator/page/client/key-faces.js";
import { recordMarks, unknownMark } from "../../../simulator/page/client/record-marks.js";
import { Panel } from "../../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../../simulator/peripherals/qr-encoder.js";
import { bodies, fineStatus, menuWhileClosed, troubledStatus, view } from "../../../simulator/fixtures/views.js";

const timers = { uptimeMs: () => 720_000, start: () => ({ cancel: () => undefined }) };
/** Names of goods, which are cut where they are too long. */
const names = /Farmhouse|sourdough|Žemlovka/;

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const currencies = letters.flatMap((one) =>
	letters.flatMap((two) => letters.flatMap((three) => findCurrency(`${one}${two}${three}`) ?? [])),
);

class Shown {
	readonly panel = new Panel();
	readonly #screens: Screens;

	constructor(words: Words) {
		const { panel } = this;
		this.#screens = new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers, words });
	}

	draw(shown: View): this {
		this.#screens.draw(shown);
		return this;
	}

	tap(text: string): this {
		const spot = this.panel.locate(text);
		this.#screens.touch({ ...spot, phase: "down" });
		this.#screens.touch({ ...spot, phase: "up" });
		return this;
	}

	/** Texts of which something is missing: cut with an ellipsis, or without a glyph. */
	get incomplete(): string[] {
		const texts = this.panel.texts().filter(({ text, shown }) => text !== shown && !names.test(text));
		return texts.map(({ text, shown }) => `${text}: ${shown}`);
	}
}

const variants: readonly (readonly [string, Body])[] = [
	...Object.entries(bodies),
	["menu while closed", menuWhileClosed],
	...(["openPrice", "float", "count", "split"] as const).map(
		(purpose) => [purpose, { kind: "keypad", purpose, amountMinor: 999_999_999 }] as const,
	),
	...(["idle", "printing", "printed", "failed"] as const).map(
		(ticket) => [`paid, ${ticket}`, { ...bodies["paid"]!, ticket } as Body] as const,
	),
	...(["power", "battery", "itself", "update"] as const).flatMap((cause) =>
		(["sale", "noSale", "void", "shift", "none"] as const).map(
			(last) => [`resumed, ${cause}, ${last}`, { ...bodies["resumed"]!, cause, last } as Body] as const,
		),
	),
];

describe.each(Object.entries(languages))("in language %s", (_tag, words) => {
	it.each(variants)("%s shows every word and sign completely", (_name, body) => {
		for (const status of [fineStatus, troubledStatus])
			expect(new Shown(words).draw(view(body, status)).incomplete).toEqual([]);
	});

	it("every key of the search does", () => {
		for (const group of words.letterGroups) {
			const shown = new Shown(words).draw(view(bodies["search"]!));
			expect(shown.incomplete).toEqual([]);
			shown.tap(group === "0123456789" ? "0-9" : group);
			expect(shown.incomplete).toEqual([]);
			if (group.length <= 8) expect(shown.panel.shows(words.space)).toBe(true);
		}
	});

	it("the keypad for cash does", () => {
		expect(new Shown(words).draw(view(bodies["cash"]!)).tap(words.other).incomplete).toEqual([]);
	});

	it("every notice does, on every screen", () => {
		const notices: readonly Notice[] = [
			...(Object.keys(words.faults) as FaultCode[]),
			...(Object.keys(words.done) as Confirmation[]),
		];
		const shown = new Shown(words);
		for (const notice of notices)
			for (const name of ["sell", "cash-keyed", "keypad", "paid", "menu"])
				expect(
					shown.draw(view(bodies[name]!, fineStatus, "day", notice)).incomplete,
					`${notice}, ${name}`,
				).toEqual([]);
	});

	it("amounts in every currency do", () => {
		const shown = new Shown(words);
		expect(currencies.length).toBeGreaterThan(150);
		for (const { code, decimals } of currencies)
			for (const name of ["tender", "cash", "paid", "sell", "basket"])
				expect(shown.draw({ ...view(bodies[name]!), currency: code, decimals }).incomplete, code).toEqual([]);
	});
});

/** WGL4 beyond ASCII, as far as signs go (https://en.wikipedia.org/wiki/Windows_Glyph_List_4). */
const wgl4 = "§«»×·¬±¶†‡•…‹›€←↑→↓↔↕↨∂∆∏∑Σ√∞∟∩∫≈≠≡≤≥⌂⌐■□▪▫▬▲►▼◄◊○●◘◙◦☺☻☼♀♂♠♣♥♦♪♫";

describe("the signs on the simulator's page", () => {
	it("has one of its own for every kind of record", () => {
		expect(Object.keys(recordMarks).sort()).toEqual(Object.keys(recordCodecs).sort());
		expect(new Set([...Object.values(recordMarks), unknownMark]).size).toBe(Object.keys(recordCodecs).length + 1);
	});

	it("are in the fonts of every system", () => {
		const signs = [...Object.values(recordMarks), unknownMark, ...keyFaces.map(({ face }) => face)].join("");
		for (const sign of signs) expect(sign < "\u007f" || wgl4.includes(sign), sign).toBe(true);
	});
});
