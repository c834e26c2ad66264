// Files of items as the tests of this folder write them, and what an import says of them.
import { readItems, type CatalogFile } from "../../../host/control/catalog-file.js";
import type { FileProblem, HostFault } from "../../../host/faults.js";

export const header = "sku,name,category,price_minor,currency,tax_class";
export const taxClasses = [
	{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
	{ name: "zero", rates: [{ rateMillipercent: 0 }] },
];

export function bytes(text: string | Uint8Array): Uint8Array {
	return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

export function imported(text: string | Uint8Array): CatalogFile {
	return readItems(bytes(text), taxClasses);
}

/** The problems for which a file is refused. */
export function refused(text: string | Uint8Array): readonly FileProblem[] {
	try {
		imported(text);
	} catch (error) {
		return (error as HostFault).lines;
	}
	throw new Error("the file was imported");
}

/** A file of one item with this name. */
export function named(name: string, sku = "A"): string {
	return `${header}\n${sku},"${name.replaceAll('"', '""')}",,250,EUR,zero\n`;
}
