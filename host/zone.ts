// IANA time zones on the host: the table of offsets that terminals get instead of a zone, and the local day and hour
// that records are booked under. The rules come from Node's time-zone data. A booked day does not change when later
// data differ.
import {
	businessDay,
	localMinutes,
	offsetMinutesAt,
	type Zone,
	type ZoneTransition,
} from "../firmware/core/local-time.js";
import { hostLimits } from "./limits.js";

const dayMs = 86_400_000;
/** Before and after these years, which only wrong clocks report, the first and the last offset apply. */
const yearFirst = 1970;
const yearLast = 2199;
const yearLastEndMs = Date.UTC(yearLast + 1);

/** Tables of years are computed on first use, in about a millisecond each, and cached. */
interface KnownZone {
	readonly format: Intl.DateTimeFormat;
	readonly years: Map<number, Zone>;
}

const zones = new Map<string, KnownZone>();

/**
 * Whether `name` is an IANA name such as "Europe/Vienna". Fixed offsets ("+02:00") are refused, because they have no
 * daylight saving time.
 */
export function isZoneName(name: string): boolean {
	if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return false;
	try {
		known(name);
		return true;
	} catch (error) {
		if (error instanceof RangeError) return false;
		throw error;
	}
}

/**
 * The offset that applies at `fromMs`, then each change up to and including `untilMs`. Throws RangeError when the name
 * is not a zone's.
 */
export function zoneTransitions(name: string, fromMs: number, untilMs: number): ZoneTransition[] {
	const transitions: ZoneTransition[] = [];
	const fromSeconds = Math.floor(fromMs / 1_000);
	let offsetMinutes: number | undefined;
	for (let year = yearOf(fromMs); year <= yearOf(untilMs); year++) {
		for (const transition of yearTable(known(name), year)) {
			if (transition.fromSeconds * 1_000 > untilMs) return transitions;
			if (transition.fromSeconds <= fromSeconds)
				transitions[0] = { fromSeconds, offsetMinutes: transition.offsetMinutes };
			else if (transition.offsetMinutes !== offsetMinutes) transitions.push(transition);
			offsetMinutes = transition.offsetMinutes;
		}
	}
	return transitions;
}

/**
 * The business day (in days since 1970) and the local hour of an instant. Business days end `dayEndMinutes` after local
 * midnight. Throws RangeError when the name is not a zone's.
 */
export function localDayHour(wallMs: number, zoneName: string, dayEndMinutes: number): { day: number; hour: number } {
	const table = yearTable(known(zoneName), yearOf(wallMs));
	return { day: businessDay(wallMs, table, dayEndMinutes), hour: Math.floor(localMinutes(wallMs, table) / 60) };
}

/**
 * The instant at which the zone's clocks show a local time, given as if it were UTC. Where they show it twice or never,
 * it is the one that the offset after the change makes of it. Throws RangeError when the name is not a zone's.
 */
export function instantOf(localMs: number, zoneName: string): number {
	const table = zoneTransitions(zoneName, localMs - 2 * dayMs, localMs + 2 * dayMs);
	const roughMs = localMs - offsetMinutesAt(table, localMs) * 60_000;
	return localMs - offsetMinutesAt(table, roughMs) * 60_000;
}

function known(name: string): KnownZone {
	let zone = zones.get(name);
	if (zone) return zone;
	zone = {
		format: new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" }),
		years: new Map(),
	};
	if (zones.size >= hostLimits.zonesKept) zones.delete(zones.keys().next().value!);
	zones.set(name, zone);
	return zone;
}

function yearOf(wallMs: number): number {
	if (wallMs < 0) return yearFirst;
	return wallMs < yearLastEndMs ? new Date(wallMs).getUTCFullYear() : yearLast;
}

/** The offset at the start of the year in UTC, and each change within the year. */
function yearTable({ format, years }: KnownZone, year: number): Zone {
	const table = years.get(year);
	if (table) return table;
	const endMs = Date.UTC(year + 1);
	let atMs = Date.UTC(year);
	let offsetMinutes = offsetAt(format, atMs);
	const transitions: ZoneTransition[] = [{ fromSeconds: atMs / 1_000, offsetMinutes }];
	for (; atMs < endMs; atMs += dayMs) {
		const lastMs = atMs + dayMs - 1_000;
		// The loop allows for several changes in a day, although no zone has had that so far.
		while (offsetAt(format, lastMs) !== offsetMinutes) {
			const low = Math.max(transitions.at(-1)!.fromSeconds, atMs / 1_000 - 1);
			const fromSeconds = changeBetween(format, low, lastMs / 1_000, offsetMinutes);
			offsetMinutes = offsetAt(format, fromSeconds * 1_000);
			transitions.push({ fromSeconds, offsetMinutes });
		}
	}
	years.set(year, transitions);
	return transitions;
}

/** Finds the second of a change by bisection: offset `before` applies at `low` and no longer at `high`. */
function changeBetween(format: Intl.DateTimeFormat, low: number, high: number, before: number): number {
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (offsetAt(format, middle * 1_000) === before) low = middle;
		else high = middle;
	}
	return high;
}

/** Minutes east of UTC, parsed from a text such as "3/29/2026, GMT+02:00"; "GMT" alone is UTC. */
function offsetAt(format: Intl.DateTimeFormat, wallMs: number): number {
	const [, sign, hours = 0, minutes = 0, seconds = 0] =
		/GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(wallMs)) ?? [];
	const offset = Math.round(Number(hours) * 60 + Number(minutes) + Number(seconds) / 60);
	return sign === "-" ? 0 - offset : offset;
}
