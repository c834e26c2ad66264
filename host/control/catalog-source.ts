// A published catalog in the store: the source of its images as JSON. A later version of the host can build images of
// new formats from it, even if the merchant's settings have changed.
import type { CatalogSource, CatalogSourcePerson } from "../../firmware/catalog/source.js";

export function encodeSource(source: CatalogSource): string {
	const { logo, staff } = source;
	return JSON.stringify({
		...source,
		logo: logo && { ...logo, rows: toText(logo.rows) },
		staff: staff?.map((person) => ({ ...person, salt: toText(person.salt), verifier: toText(person.verifier) })),
	});
}

type StoredPerson = Omit<CatalogSourcePerson, "salt" | "verifier"> & Readonly<Record<"salt" | "verifier", string>>;

/** Decodes the output of `encodeSource`. Fields written by a newer host are kept but not used. */
export function decodeSource(text: string): CatalogSource {
	const source = JSON.parse(text) as Omit<CatalogSource, "logo" | "staff"> & {
		readonly logo?: { widthBytes: number; height: number; rows: string };
		readonly staff?: readonly StoredPerson[];
	};
	const { logo, staff, ...rest } = source;
	return {
		...rest,
		...(logo && { logo: { ...logo, rows: toBytes(logo.rows) } }),
		...(staff && {
			staff: staff.map((person) => ({
				...person,
				salt: toBytes(person.salt),
				verifier: toBytes(person.verifier),
			})),
		}),
	};
}

function toText(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64");
}

function toBytes(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text, "base64"));
}
