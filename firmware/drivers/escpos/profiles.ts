// Where printers have their code pages. The selectors are from escpos-printer-db (dist/capabilities.json at
// fe07c811, https://github.com/receipt-print-hq/escpos-printer-db, CC BY 4.0), reduced to the three pages that we send
// and to the groups in which its 50 profiles agree.
import type { PrinterProfileName } from "../../core/printer-profiles.js";

/** `n` of ESC t n for each of `codePages`; undefined where a printer lacks that page or it is not known. */
export type PageSelectors = readonly [cp858: number | undefined, cp1252: number | undefined, cp437: number | undefined];

export const profiles: Readonly<Record<Exclude<PrinterProfileName, "automatic">, PageSelectors>> = {
	/** Epson and the many that follow it: TM-T20II … T88V, CT-S651, RP326, SRP-S300, Sunmi V2, POS-5890, NT-5890K. */
	Epson: [19, 16, 0],
	/** SP2000, TSP600, TSP800, TUP500, mcPrint. */
	Star: [4, 32, 1],
	/** TH230, TH230+. */
	Wincor: [6, 8, 0],
	/** KR-306, YHD-8390. */
	"POS-80": [14, 11, 0],
	/** ZJ-5870 and TM-T88II, which have no page 858. */
	"POS-58": [undefined, 16, 0],
	/** Only what every printer has; all else is drawn. */
	ASCII: [undefined, undefined, undefined],
};

/**
 * The pages of a printer by the name that it answers to GS I 67, or undefined where it gave none: those of Epson where
 * the name is Epson's. In doubt there are none, because a wrong page prints other characters.
 */
export function profileOf(model: string | undefined): PageSelectors {
	if (model === undefined || !model.startsWith("TM-") || model.startsWith("TM-U220")) return profiles.ASCII;
	return model === "TM-T88II" ? profiles["POS-58"] : profiles.Epson;
}
