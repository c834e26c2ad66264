// The records of a journal as lines for people: time, kind, number, amount, and what was sold and paid.
import { findCurrency } from "../../firmware/core/currencies.js";
import { formatMinor } from "../../firmware/core/money.js";
import { type Body, type Json, readBody } from "./body.js";
import { kindName, readPrefix } from "./prefix.js";
import type { NumberedImage } from "./records.js";

const seriesNames: Readonly<Record<number, string>> = { 1: "receipt", 2: "no-sale", 3: "training" };
const tenderNames: Readonly<Record<number, string>> = { 1: "cash", 2: "card" };

/** A line for each record and each lost one. */
export function* textOf({ segments }: NumberedImage): Generator<string> {
	for (const { segment, items } of segments)
		for (const item of items) {
			if (item.kind === "lost") yield `${segment.epoch}:${item.sequence}  cannot be read`;
			else if (item.kind === "record") yield lineOf(segment.epoch, item.record.sequence, item.record.payload);
		}
}

function lineOf(epoch: number, sequence: number, payload: Uint8Array): string {
	const place = `${epoch}:${sequence}`.padEnd(8);
	const prefix = readPrefix(payload, epoch);
	if (!prefix) return `${place}  ${payload.length} bytes that are no record`;
	const { kind, wallMs, clockQuality, document } = prefix;
	const body = readBody(payload, kind) ?? {};
	const time = clockQuality === 0 ? "time unknown".padEnd(20) : `${new Date(wallMs).toISOString().slice(0, 19)}Z`;
	const currency = currencyOf(body);
	const number =
		document && `${seriesNames[document.series] ?? `series ${document.series}`} ${padded(document.number)}`;
	const amount = document && kind !== 18 ? money(document.totalMinor, currency) : undefined;
	const parts = [number, amount, ...details(body, currency)].filter((part) => part !== undefined && part !== "");
	return `${place}  ${time}  ${kindName(kind).padEnd(17)}  ${parts.join("; ")}`.trimEnd();
}

function padded(number: number): string {
	return String(number).padStart(4, "0");
}

function currencyOf(body: Body): string {
	for (const holder of [body, body["basket"], objectIn(body, "anchor")?.["totals"]]) {
		const currency = isObject(holder) ? holder["currency"] : undefined;
		if (typeof currency === "string") return currency;
	}
	return "";
}

function details(body: Body, currency: string): string[] {
	const holder = objectIn(body, "basket") ?? body;
	const totals = objectIn(objectIn(body, "anchor") ?? {}, "totals");
	const amountOf = (minor: Json | undefined): string => money(typeof minor === "number" ? minor : 0, currency);
	const lines = objects(holder["lines"]).map(({ quantity, name }) => `${String(quantity)} x ${String(name)}`);
	const tenders = objects(body["tenders"]).map(
		({ kind, amountMinor }) => `${tenderNames[Number(kind)] ?? `tender ${String(kind)}`} ${amountOf(amountMinor)}`,
	);
	const change = Number(body["changeMinor"] ?? 0) === 0 ? "" : `change ${amountOf(body["changeMinor"])}`;
	const shift = totals && `shift ${String(totals["shift"])}, takings ${amountOf(totals["grossMinor"])}`;
	const counted = body["countedMinor"];
	const drawer = typeof counted === "number" ? (counted < 0 ? "not counted" : `counted ${amountOf(counted)}`) : "";
	const asked = body["tenderKind"] === undefined ? "" : `asked for ${amountOf(body["amountMinor"])}`;
	return [lines.join(", "), tenders.join(", "), change, shift ?? "", drawer, asked];
}

function money(minor: number, currency: string): string {
	return `${formatMinor(minor, findCurrency(currency)?.decimals ?? 2)} ${currency}`.trimEnd();
}

function isObject(value: Json | undefined): value is Body {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectIn(body: Body, name: string): Body | undefined {
	const value = body[name];
	return isObject(value) ? value : undefined;
}

function objects(value: Json | undefined): Body[] {
	return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}
