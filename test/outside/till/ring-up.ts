// What a scanned code rings up, as text: for V8 and XS alike.
import type { CatalogImage } from "../../../firmware/catalog/image.js";
import { Fault } from "../../../firmware/core/fault.js";
import { readLabel } from "../../../firmware/till/session/label.js";

/** "sku price grams perKilogram", or the fault's code. */
export function ringUp(catalog: CatalogImage, code: string): string {
	try {
		const item = catalog.find(code);
		if (item !== undefined) return `${item.sku} ${item.priceMinor}`;
		const { item: labelled, priceMinor, weightGrams, perKilogramMinor } = readLabel(code, catalog);
		return `${labelled.sku} ${priceMinor} ${weightGrams} ${perKilogramMinor}`;
	} catch (error) {
		if (error instanceof Fault) return error.code;
		throw error;
	}
}
