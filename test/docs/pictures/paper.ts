// The pictures of printed paper: tickets that the driver prints on the printer model.
import { readFileSync } from "node:fs";
import type { Picture, Ticket } from "../../../firmware/core/ticket.js";
import { receiptLanguageOf, type ReceiptLanguageTag } from "../../../firmware/words/receipt-languages.js";
import { readLogo } from "../../../host/control/logo.js";
import { scriptPictures } from "../../../simulator/fixtures/script-catalog.js";
import * as tickets from "../../drivers/tickets.js";
import { TroubleBench } from "../../drivers/trouble-bench.js";

interface Printed {
	readonly ticket: Ticket;
	readonly paperMillimetres?: 58 | 80;
	readonly isCopy?: boolean;
	readonly hasLogo?: boolean;
	readonly language?: ReceiptLanguageTag;
}

const { cashSale, longSale } = tickets;
const papers: Readonly<Record<string, Printed>> = {
	"logo-58mm": { ticket: cashSale, hasLogo: true },
	"logo-80mm": { ticket: cashSale, hasLogo: true, paperMillimetres: 80 },
	"long-58mm": { ticket: longSale },
	"long-80mm": { ticket: longSale, paperMillimetres: 80 },
	copy: { ticket: cashSale, isCopy: true },
	gift: { ticket: { ...cashSale, withoutPrices: true } },
	report: { ticket: tickets.zReport },
	"self-test": { ticket: tickets.selfTestResult },
	"tax-added": { ticket: tickets.addedTaxSale },
	training: { ticket: tickets.trainingSale },
	de: { ticket: cashSale, language: "de" },
	es: { ticket: { ...cashSale, qrText: `https://till.example/r/${cashSale.qrText}` }, language: "es" },
	fr: { ticket: cashSale, language: "fr", isCopy: true },
	"ja-58mm": { ticket: tickets.scriptSale, language: "ja" },
	"ja-80mm": { ticket: tickets.scriptSale, language: "ja", paperMillimetres: 80 },
	"he-58mm": { ticket: tickets.scriptSale, language: "he", isCopy: true },
	"he-80mm": { ticket: tickets.scriptSale, language: "he", paperMillimetres: 80 },
	"he-gift": { ticket: { ...tickets.scriptSale, withoutPrices: true }, language: "he" },
};

function demoLogo(): Picture {
	const { widthBytes, height, rows } = readLogo(
		readFileSync(new URL("../../../simulator/demo/logo.png", import.meta.url)),
	);
	return {
		widthBytes,
		height,
		rows: (top, count) => rows.subarray(top * widthBytes, (top + count) * widthBytes),
	};
}

/** Names without extension, and PNG files. */
export async function paperPictures(): Promise<Map<string, Buffer>> {
	const pictures = new Map<string, Buffer>();
	const names = await scriptPictures();
	for (const [name, printed] of Object.entries(papers)) {
		const { ticket, paperMillimetres = 58, isCopy = false, hasLogo = false, language = "en" } = printed;
		const widthDots = paperMillimetres === 58 ? 384 : 576;
		const logo = hasLogo ? demoLogo() : undefined;
		const bench = new TroubleBench({ keepsPixels: true, widthDots, chunkBytes: 16 }, { paperMillimetres }, logo);
		bench.driver.names = names;
		bench.driver.print(ticket, isCopy, receiptLanguageOf(language).ticket);
		bench.settle();
		const [receipt] = bench.model.receipts;
		if (!receipt) throw new Error(`nothing was printed for ${name}`);
		pictures.set(`receipt-${name}`, receipt.png());
	}
	return pictures;
}
