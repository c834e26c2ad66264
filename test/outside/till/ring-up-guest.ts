// Runs inside XS: rings up codes of a catalog in flash.
import { CatalogImage } from "../../../firmware/catalog/image.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";
import { ringUp } from "./ring-up.js";

const { catalogFlash } = guestPorts;
const state: { image?: CatalogImage } = {};

export function open(sizeBytes: number): void {
	state.image = new CatalogImage({ source: { sizeBytes, read: (offset, into) => catalogFlash.read(offset, into) } });
}

export function rungUp(code: string): string {
	return ringUp(state.image!, code);
}
