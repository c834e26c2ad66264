// Runs inside XS: opens a catalog image in flash, looks up items, and is measured step by step.
import { CatalogImage } from "../../firmware/catalog/image.js";
import { guestPorts } from "../../simulator/engine/xs/guest-ports.js";

const { catalogFlash } = guestPorts;
const state: { image?: CatalogImage } = {};

export function open(sizeBytes: number): void {
	state.image = new CatalogImage({ source: { sizeBytes, read: (offset, into) => catalogFlash.read(offset, into) } });
}

export function find(code: string): string | undefined {
	return state.image!.find(code)?.name;
}

export function item(index: number): string | undefined {
	return state.image!.item(index)?.name;
}

export function search(query: string): number {
	return state.image!.search(query).length;
}

export function unapplied(): string {
	return JSON.stringify(state.image!.unapplied);
}

export function zone(wallMs: number): number {
	return state.image!.zoneAt(wallMs)[0]!.offsetMinutes;
}
