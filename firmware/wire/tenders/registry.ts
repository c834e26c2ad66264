// Every kind of tender that this version knows: a file of this folder and two lines here (docs/extending.md).
import { card } from "./card.js";
import { cash } from "./cash.js";
import type { TenderDefinition } from "./tender.js";
import { voucher } from "./voucher.js";

/** @forTests Screens and paper are drawn with every tender. */
export const tenders = {
	cash,
	card,
	voucher,
} as const;

type Tenders = typeof tenders;
export type TenderName = keyof Tenders;

type TenderKinds = { readonly [Name in TenderName]: Tenders[Name]["kind"] };
/** Other kinds are of a newer version: their amount counts all the same. */
export const TenderKind = /* @__PURE__ */ Object.fromEntries(
	Object.entries(tenders).map(([name, { kind }]) => [name, kind]),
) as TenderKinds;

const names = Object.keys(tenders) as readonly TenderName[];

/** The name of a kind in this registry; undefined for a kind of a newer version. */
export function tenderNameOf(kind: number): TenderName | undefined {
	return names.find((name) => tenders[name].kind === kind);
}

/** The same for screens and paper, which call a kind of a newer version "other". */
export function tenderName(kind: number): TenderName | "other" {
	return tenderNameOf(kind) ?? "other";
}

/** Undefined for a kind of a newer version. */
export function tenderOf(kind: number): TenderDefinition<number> | undefined {
	const name = tenderNameOf(kind);
	return name && tenders[name];
}
