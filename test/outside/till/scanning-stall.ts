// A stall as its owner sees it: a catalog as CSV through the host's import, and a scanner on the till's serial line.
import type { CatalogSource } from "../../../firmware/catalog/builder.js";
import { Scanner } from "../../../firmware/drivers/scanner/scanner.js";
import { readItems } from "../../../host/control/catalog-file.js";
import { SimulatedScanner } from "../../../simulator/peripherals/scanner/scanner.js";
import { Clockwork } from "../../simulator/peripherals/clockwork.js";
import { stallCatalog, TillHarness } from "../../till/harness.js";

export interface Row {
	readonly sku: string;
	readonly barcodes?: string;
	readonly priceMinor?: number;
}

/** Throws what the import throws. */
export function itemsOf(rows: readonly Row[]): ReturnType<typeof readItems> {
	const lines = rows.map(
		({ sku, barcodes = "", priceMinor = 250 }) =>
			`${quoted(sku)},${quoted(`Item ${sku}`)},,${priceMinor},EUR,standard,${quoted(barcodes)}`,
	);
	const csv = ["sku,name,category,price_minor,currency,tax_class,barcodes", ...lines].join("\n");
	return readItems(Buffer.from(csv), stallCatalog.taxClasses);
}

function quoted(text: string): string {
	return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export class ScanningStall {
	readonly stall: TillHarness;
	readonly #clock = new Clockwork();
	readonly #scanner = new SimulatedScanner({ world: this.#clock, baud: 115_200 });
	/** Codes that the scanner's driver refused. */
	refused = 0;

	constructor(rows: readonly Row[], settings: Partial<CatalogSource> = {}) {
		const catalog = { ...stallCatalog, ...itemsOf(rows), ...settings };
		this.stall = new TillHarness({ catalog }).openShift();
		// The driver holds its stream, which holds the driver.
		void new Scanner(this.#scanner.source, {
			scanned: (text) => void this.stall.scan(text),
			lists: (code) => this.stall.till.lists(code),
			scanRefused: () => void this.refused++,
		});
	}

	scan(...codes: string[]): this {
		for (const code of codes) {
			this.#scanner.scan(code);
			this.#clock.run(1_000);
		}
		return this;
	}

	/** The last line on the screen as "sku amount", or the notice, or that nothing happened. */
	get shown(): string {
		const { body, notice } = this.stall.till.view();
		if (notice !== undefined && this.stall.sounds.at(-1) === "refused") return notice;
		if (this.refused > 0) return "noise";
		if (body.kind !== "sell" || body.last === undefined) return "nothing";
		return `${body.last.name} ${body.last.amountMinor}`;
	}
}

/** What a fresh counter shows after these scans. */
export function rungUp(
	rows: readonly Row[],
	codes: string | readonly string[],
	settings?: Partial<CatalogSource>,
): string {
	return new ScanningStall(rows, settings).scan(...[codes].flat()).shown;
}
