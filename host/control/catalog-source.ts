// A published catalog in the store: the source of its images as JSON. A later version of the host can build images of
// new formats from it, even if the merchant's settings have changed.
import type { CatalogSource } from "../../firmware/catalog/source.js";

export function encodeSource(source: CatalogSource): string {
	const { logo } = source;
	return JSON.stringify({ ...source, logo: logo && { ...logo, rows: Buffer.from(logo.rows).toString("base64") } });
}

/** Decodes the output of `encodeSource`. Fields written by a newer host are kept but not used. */
export function decodeSource(text: string): CatalogSource {
	const source = JSON.parse(text) as Omit<CatalogSource, "logo"> & {
		readonly logo?: { widthBytes: number; height: number; rows: string };
	};
	const { logo, ...rest } = source;
	return logo ? { ...rest, logo: { ...logo, rows: new Uint8Array(Buffer.from(logo.rows, "base64")) } } : rest;
}
