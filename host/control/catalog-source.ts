// A published catalog as the store keeps it: the source of its images as JSON, so that an image of a format which
// this host learns later can still be built of it, whatever the settings are by then.
import type { CatalogSource } from "../../firmware/catalog/source.js";

export function encodeSource(source: CatalogSource): string {
	const { logo } = source;
	return JSON.stringify({ ...source, logo: logo && { ...logo, rows: Buffer.from(logo.rows).toString("base64") } });
}

/** What `encodeSource` made; fields of a newer host are kept and ignored. */
export function decodeSource(text: string): CatalogSource {
	const source = JSON.parse(text) as Omit<CatalogSource, "logo"> & {
		readonly logo?: { widthBytes: number; height: number; rows: string };
	};
	const { logo, ...rest } = source;
	return logo ? { ...rest, logo: { ...logo, rows: new Uint8Array(Buffer.from(logo.rows, "base64")) } } : rest;
}
