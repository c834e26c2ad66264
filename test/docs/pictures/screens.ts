// The pictures of the till's screens, drawn by the firmware on the panel model: every view of the benchmark in both
// palettes, and views with a notice or a crowded status bar.
import type { FaultCode } from "../../../firmware/core/fault.js";
import { Screens } from "../../../firmware/screens/screens.js";
import type { BasketLine, Body, StatusBar, Tile } from "../../../firmware/till/view.js";
import { type LanguageTag, languages } from "../../../firmware/words/languages.js";
import { scriptCatalog, scriptPictures } from "../../../simulator/fixtures/script-catalog.js";
import { grayPictures } from "../../../simulator/peripherals/panel/gray-picture.js";
import { Panel } from "../../../simulator/peripherals/panel/panel.js";
import { loadRasteriser } from "../../../simulator/peripherals/panel/rasteriser.js";
import { qrEncoder } from "../../../simulator/peripherals/qr-encoder.js";
import { bodies, fineStatus, troubledStatus, view } from "../../../simulator/fixtures/views.js";

const tiles = scriptCatalog.items.map(({ shown = "", priceMinor }, index): Tile => {
	return { name: shown, priceMinor, action: { kind: "item", index } };
});
const lines = scriptCatalog.items.slice(0, 4).map(({ shown: name = "", priceMinor }, index): BasketLine => {
	return { name, quantity: 1 + (index % 2), amountMinor: priceMinor * (1 + (index % 2)), isPromotion: false };
});
/** Of a catalog with names in Hebrew and Japanese. */
const scriptBodies: Readonly<Record<string, Body>> = {
	"sell-scripts": { kind: "sell", tiles, page: 0, pages: 1, units: 2, totalMinor: 600, last: lines[3], parked: 0 },
	"basket-scripts": {
		kind: "basket",
		lines,
		first: 0,
		selected: 1,
		totalMinor: 1330,
		taxMinor: 121,
		parked: 0,
	},
	"languages-scripts": { kind: "languages", purpose: "receipt", chosen: "ja", others: ["he", "ja"] },
};

type Palette = "day" | "sun";

interface Shown {
	readonly body: string;
	readonly palette?: Palette;
	readonly status?: StatusBar;
	readonly notice?: FaultCode;
	readonly language?: LanguageTag;
}

const special: Readonly<Record<string, Shown>> = {
	training: { body: "sell-empty", status: { ...fineStatus, openPayments: 2, isTraining: true } },
	notice: { body: "sell", status: troubledStatus, notice: "PRINTER_PAPER_OUT" },
	"battery-low": { body: "sell-empty", status: troubledStatus, notice: "BATTERY_LOW" },
	"sell-de": { body: "sell", language: "de" },
	"basket-de": { body: "basket-long", language: "de" },
	"tender-fr": { body: "tender", language: "fr" },
	"paid-fr": { body: "paid-card", language: "fr" },
	"menu-es": { body: "menu", language: "es", notice: "PRINTER_PAPER_OUT" },
	"report-es": { body: "report", language: "es" },
	"sell-scripts": { body: "sell-scripts" },
	"basket-scripts": { body: "basket-scripts" },
	"receipt-language-scripts": { body: "languages-scripts" },
	"battery-low-sun": { body: "sell-empty", palette: "sun", status: troubledStatus, notice: "BATTERY_LOW" },
};

function* views(): Generator<readonly [name: string, shown: Shown]> {
	for (const body of Object.keys(bodies)) {
		// Some with everything in the status bar, some with nothing.
		yield [body, body.length % 2 === 0 ? { body, status: troubledStatus } : { body }];
		yield [`${body}-sun`, { body, palette: "sun" }];
	}
	yield* Object.entries(special);
}

/** Names without extension, and PNG files. */
export async function screenPictures(): Promise<Map<string, Buffer>> {
	const rasteriser = await loadRasteriser();
	const timers = { uptimeMs: () => 720_000, start: () => ({ cancel: () => undefined }) };
	const pictures = new Map<string, Buffer>();
	const names = await scriptPictures();
	for (const [name, { body, status, palette, notice, language = "en" }] of views()) {
		const panel = new Panel({ rasteriser });
		const words = languages[language];
		const screens = new Screens({
			renderer: panel,
			fonts: panel.fonts,
			qr: qrEncoder,
			timers,
			words,
			grayPictures,
		});
		if (body in scriptBodies) screens.names = names;
		screens.draw(view({ ...bodies, ...scriptBodies }[body]!, status, palette, notice));
		pictures.set(`screen-${name}`, panel.png());
	}
	return pictures;
}
