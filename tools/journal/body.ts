// The bodies of the record kinds with the names of docs/records.md. Fields of newer versions, and bodies of kinds that
// are not listed, keep their places as numbers.
import { Decoder, type Options } from "cbor-x/index-no-eval";
import { toHex } from "../../firmware/core/bytes.js";

/** A field's name, or the name of a list or an array and the fields in it. */
type Field = string | { readonly name: string; readonly list?: true; readonly fields: readonly Field[] };

const line: readonly Field[] = [
	...["sku", "name", "quantity", "unitMinor", "amountMinor", "taxMask"],
	{ name: "measure", fields: ["weightGrams", "perKilogramMinor"] },
	"fee",
];
const discount = ["promotion", "name", "amountMinor", "taxMask", "shares"];
const tax = ["rateMillipercent", "baseMinor", "taxMinor", "authority", "jurisdiction"];
const lines: Field = { name: "lines", list: true, fields: line };
const discounts: Field = { name: "discounts", list: true, fields: discount };
const taxes: Field = { name: "taxes", list: true, fields: tax };
const tenders: Field = {
	...{ name: "tenders", list: true, fields: ["kind", "amountMinor", "reference", "attempt", "isUnconfirmed"] },
};
const sale: readonly Field[] = [
	...["currency", "catalogVersion", lines, discounts, taxes, "roundingMinor", tenders, "changeMinor", "taxMode"],
];
const basket: Field = {
	name: "basket",
	fields: ["currency", "taxMode", lines, discounts, taxes, "totalMinor", "catalogVersion"],
};
const totals: Field = {
	name: "totals",
	fields: [
		...["shift", "currency", "taxMode", "sales", "units", "grossMinor", "taxMinor", "roundingMinor", "noSales"],
		...["voids", "floatMinor", { name: "tenders", list: true as const, fields: ["kind", "amountMinor"] }, taxes],
		...["others", "othersMinor", "trainingSales", "heldMinor", "unconfirmedMinor"],
		...["paidInMinor", "paidOutMinor"],
	],
};
const anchor: Field = { name: "anchor", fields: ["numbers", "open", "nonce", totals] };
const attempt: readonly Field[] = [
	...["tenderKind", "amountMinor", basket, tenders, "roundingMinor", "changeMinor", "parked", "held"],
];

/** By kind, from element 9 on. */
const bodies: Readonly<Record<number, readonly Field[]>> = {
	1: ["epoch", "previousEpoch", "previousSequence", "previousHead"],
	2: ["reason", "boots", "nonce"],
	3: ["beforeMs", "beforeQuality"],
	4: ["version", "digest", "format", "unappliedRules"],
	5: [anchor],
	6: [anchor, "countedMinor"],
	7: [anchor, "isOpen"],
	16: [...sale, "heldMinor"],
	17: [basket],
	19: ["receiptNumber"],
	21: ["totalMinor", ...sale],
	22: [basket],
	32: attempt,
	33: ["outcome", "reference", "attempt", "isUnconfirmed"],
	34: ["originEpoch", "originSequence", "key", "outcome", "reference", ...attempt, "isUnconfirmed"],
	35: [basket, tenders, "roundingMinor", "changeMinor", "takenMinor", "heldMinor", "parked", "origin"],
	36: ["amountMinor", "currency"],
	40: ["reason", "currency"],
	41: ["number", "previous"],
	42: ["number", "guesses", "tag"],
	43: ["right", "approvedBy", "reason"],
};

const bodyStart = 9;
/** `int64AsNumber` is missing from the package's own types. */
const options: Options & { readonly int64AsNumber: boolean } = { useRecords: false, int64AsNumber: true };
const decoder = new Decoder(options);

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type Body = { readonly [name: string]: Json };

/** Byte strings are hexadecimal text. Undefined for bytes that are not one array in CBOR. */
export function readBody(payload: Uint8Array, kind: number): Body | undefined {
	let fields: unknown;
	try {
		fields = decoder.decode(payload);
	} catch {
		return undefined;
	}
	return Array.isArray(fields) ? named(fields.slice(bodyStart), bodies[kind] ?? []) : undefined;
}

function named(values: readonly unknown[], fields: readonly Field[]): Body {
	return Object.fromEntries(
		values.map((value, i) => {
			const field = fields[i] ?? String(bodyStart + i);
			return typeof field === "string" ? [field, plain(value)] : [field.name, inside(value, field)];
		}),
	);
}

function inside(value: unknown, { fields, list }: Exclude<Field, string>): Json {
	if (!Array.isArray(value)) return plain(value);
	if (!list) return named(value, fields);
	return value.map((each: unknown) => (Array.isArray(each) ? named(each, fields) : plain(each)));
}

function plain(value: unknown): Json {
	if (value instanceof Uint8Array) return toHex(value);
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
	return value === null || value === undefined ? null : String(value as bigint);
}
