// Runs inside XS: prices many baskets by the catalog in flash.
import type { TaxMode } from "../../firmware/wire/record.js";
import { guestPorts } from "../../simulator/engine/xs/guest-ports.js";
import { priceMany } from "./rules-many.js";

export function priceFlash(sizeBytes: number, seed: number, baskets: number, taxMode: number): number {
	const { catalogFlash } = guestPorts;
	const source = { sizeBytes, read: (offset: number, into: Uint8Array) => catalogFlash.read(offset, into) };
	return priceMany(source, seed, baskets, taxMode as TaxMode);
}
