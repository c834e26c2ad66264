// What a host is told when it is opened.
import { universalTime } from "../firmware/catalog/builder.js";
import { checkCatalog } from "../firmware/catalog/source-check.js";
import { Fault } from "../firmware/core/fault.js";
import { TaxMode } from "../firmware/wire/record.js";
import type { Archive } from "./archive.js";
import type { TlsFiles } from "./broker/tls.js";
import type { Clock } from "./clock.js";
import type { MerchantSettings } from "./control/catalog.js";
import { HostFault } from "./faults.js";
import { isZoneName } from "./zone.js";

export interface HostOptions {
	/** Where everything is kept (mode 0700 when made here); undefined keeps it in memory. */
	readonly dataDir: string | undefined;
	/** Keeps the store in this thread also where there is a folder: for worlds in virtual time. */
	readonly isStoreInThread?: boolean;
	/** 0 for a free port; undefined for no TCP at all (`attach` still works). */
	readonly mqttPort?: number | undefined;
	readonly mqttHost?: string;
	/** With it terminals speak TLS on a port of its own, and the plain one enrols only. */
	readonly tls?: TlsFiles & { readonly port: number };
	readonly httpPort?: number | undefined;
	readonly httpHost?: string;
	/** What enrolment codes name as the broker's host; `mqttHost` when left out. */
	readonly publicHost?: string;
	readonly merchant?: string;
	readonly clock?: Clock;
	readonly stall?: Partial<MerchantSettings>;
	/** Set by the operator after restoring a backup: terminals then ship again what the backup lacks (invariant 4). */
	readonly restored?: boolean;
	/** Required of every API call when set. */
	readonly operatorToken?: string;
	/** Names browsers may reach the API by; those of loopback when it listens there. */
	readonly hostNames?: readonly string[];
	/** Folder of the built dashboard. */
	readonly dashboardDir?: string;
	readonly logLevel?: "silent" | "error" | "warn" | "info" | "debug";
	readonly logStream?: { write(line: string): void };
	readonly connectionsMax?: number;
	/** Where what is committed is kept a second time; without it terminals may free what is committed. */
	readonly archive?: Archive | undefined;
}

export const defaultStall: MerchantSettings = {
	zone: "UTC",
	dayEndMinutes: 0,
	country: "",
	taxMode: TaxMode.inclusive,
	headerLines: [],
	taxClasses: [
		{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
		{ name: "reduced", rates: [{ rateMillipercent: 5_000 }] },
		{ name: "zero", rates: [{ rateMillipercent: 0 }] },
	],
	promotions: [],
	weightPrefixes: [],
};

/**
 * The settings with their defaults, checked before anything is opened. Throws HostFault STALL_INVALID naming the
 * first wrong one.
 */
export function checkStall(settings: Partial<MerchantSettings> = {}): MerchantSettings {
	const stall = { ...defaultStall, ...settings };
	if (!isZoneName(stall.zone)) throw new HostFault("STALL_INVALID", `time zone "${stall.zone}"`);
	try {
		// Promotions name categories of items: they are checked with the items.
		checkCatalog({ ...stall, version: 1, currency: "EUR", items: [], promotions: [], zone: universalTime });
	} catch (error) {
		if (error instanceof Fault) throw new HostFault("STALL_INVALID", error.detail);
		throw error;
	}
	return stall;
}

/**
 * "NAME=RATE[:AUTHORITY[:JURISDICTION]][,…]" with rates in percent of up to three decimals:
 * "food=4:US-NY,4.875:US-NY:NYC". Throws HostFault STALL_INVALID.
 */
export function readTaxClass(text: string): MerchantSettings["taxClasses"][number] {
	const [, name, list] = /^([^=]+)=(.+)$/.exec(text) ?? [];
	if (name === undefined || list === undefined) throw new HostFault("STALL_INVALID", `tax class "${text}"`);
	const rates = list.split(",").map((each) => {
		const [percent = "", authority = "", jurisdiction = "", ...more] = each.split(":").map((part) => part.trim());
		const [, whole, decimals = ""] = /^(\d{1,3})(?:\.(\d{1,3}))?$/.exec(percent) ?? [];
		if (whole === undefined || more.length > 0)
			throw new HostFault("STALL_INVALID", `tax class "${text}": "${each}"`);
		return { rateMillipercent: Number(whole + decimals.padEnd(3, "0")), authority, jurisdiction };
	});
	return { name: name.trim(), rates };
}

/** "04:00" as minutes after midnight. Throws HostFault STALL_INVALID. */
export function readDayEnd(text: string): number {
	const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
	if (hours === undefined) throw new HostFault("STALL_INVALID", `end of the business day "${text}"`);
	return Number(hours) * 60 + Number(minutes);
}
