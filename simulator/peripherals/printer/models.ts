// Printers that the model can be: what they answer, what they lack, and where they have their code pages. Selectors are
// from escpos-printer-db (https://github.com/receipt-print-hq/escpos-printer-db, CC BY 4.0, dist/capabilities.json at
// fe07c811), of the profiles named here.
import { codePages } from "../../../firmware/drivers/escpos/code-pages.js";

export interface PrinterModel {
	/** The answer to GS I 67; undefined for printers without GS I, which print a "C". */
	readonly name: string | undefined;
	/** GS ( H. Printers without it print its parameters as text. */
	readonly hasProcessId: boolean;
	/** GS r. */
	readonly answersInTurn: boolean;
	/** DLE DC4 and DLE ENQ. */
	readonly hasRealTimeCommands: boolean;
	/** Reads pairs of bytes above 0x80 as one character from power-on and ESC @ until FS . */
	readonly startsInKanji: boolean;
	/** Code pages by selector of ESC t. Selectors that are not listed leave the page as it is. */
	readonly pages: Readonly<Record<number, string>>;
	/** The page from power-on. */
	readonly firstPage: string;
}

/** CP772 and others of which we have no table: what they print there is wrong in any case. */
const otherPage = "▒".repeat(128);

export function upperHalf(page: string): string {
	return codePages.find(({ name }) => name === page)?.upper ?? otherPage;
}

const epson: PrinterModel = {
	name: "TM-T20II",
	hasProcessId: true,
	answersInTurn: true,
	hasRealTimeCommands: true,
	startsInKanji: false,
	pages: { 0: "CP437", 16: "CP1252", 19: "CP858" },
	firstPage: "CP437",
};

/** A 58 mm printer as the many that are sold without a name of their own. */
const noName: PrinterModel = { ...epson, name: undefined, hasProcessId: false, hasRealTimeCommands: false };

export const printerModels = {
	epson,
	/** POS-5890: pages as Epson's, but answers only GS r. */
	pos5890: noName,
	/** ZJ-5870: no page 858, and Chinese from power-on. */
	zj5870: { ...noName, startsInKanji: true, pages: { 0: "CP437", 16: "CP1252" } },
	/** KR-306: 858 at 14, another page at 19. */
	kr306: { ...noName, pages: { 0: "CP437", 11: "CP1252", 14: "CP858", 19: "CP747" } },
	/** TSP600: 858 at 4. */
	star: {
		...epson,
		name: "TSP600",
		pages: { 0: "CP437", 1: "CP437", 4: "CP858", 16: "CP851", 19: "CP772", 32: "CP1252" },
	},
	/** TH230: 858 at 6, selector 19 is not listed. */
	wincor: { ...noName, pages: { 0: "CP437", 6: "CP858", 8: "CP1252", 16: "CP1254" } },
	/** Confirms nothing, and has one code page. */
	silent: { ...noName, answersInTurn: false, pages: { 0: "CP437" } },
} as const satisfies Readonly<Record<string, PrinterModel>>;
