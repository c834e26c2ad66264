// Local time of the stall, and the business day that it belongs to. Civil dates by Howard Hinnant's days-to-civil
// algorithm (https://howardhinnant.github.io/date_algorithms.html#civil_from_days), without Date and Intl, so that
// every engine prints the same.

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** From this second since 1970 on (it included) local time is UTC + `offsetMinutes`. */
export interface ZoneTransition {
	readonly fromSeconds: number;
	readonly offsetMinutes: number;
}

/**
 * Ascending; the first one's offset also applies before it. An empty zone is UTC. The host makes zones from an IANA
 * name (host/zone.ts).
 */
export type Zone = readonly ZoneTransition[];

export interface LocalTime {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	/** 0 = Sunday. */
	readonly weekday: number;
	readonly minutesOfDay: number;
}

/** @forTests: the transitions in a catalog image are compared with those it was built from. */
export function offsetMinutesAt(zone: Zone, wallMs: number): number {
	const seconds = wallMs / 1_000;
	let offsetMinutes = 0;
	// The host begins a table near the present, so the time asked for is mostly among the first entries.
	for (let at = 0; at < zone.length; at++) {
		const transition = zone[at]!;
		if (at > 0 && transition.fromSeconds > seconds) break;
		offsetMinutes = transition.offsetMinutes;
	}
	return offsetMinutes;
}

export function localTime(wallMs: number, zone: Zone): LocalTime {
	const minutes = minutesSince1970(wallMs, zone);
	const days = Math.floor(minutes / dayMinutes);
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) /
			365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
	const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
	return {
		year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
		weekday: (((days + 4) % 7) + 7) % 7,
		minutesOfDay: minutes - days * dayMinutes,
	};
}

/** `minutesOfDay` alone, for the clock in the status bar. */
export function localMinutes(wallMs: number, zone: Zone): number {
	return ((minutesSince1970(wallMs, zone) % dayMinutes) + dayMinutes) % dayMinutes;
}

/**
 * Days since 1970 of the business day, which ends that many minutes after local midnight: a sale at half past one may
 * belong to the day before.
 */
export function businessDay(wallMs: number, zone: Zone, dayEndMinutes: number): number {
	return Math.floor((minutesSince1970(wallMs, zone) - dayEndMinutes) / dayMinutes);
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** "2026-11-21 19:45". */
export function localText(wallMs: number, zone: Zone): string {
	const time = localTime(wallMs, zone);
	const hour = twoDigits(Math.floor(time.minutesOfDay / 60));
	const minute = twoDigits(time.minutesOfDay % 60);
	return `${time.year}-${twoDigits(time.month)}-${twoDigits(time.day)} ${hour}:${minute}`;
}

function minutesSince1970(wallMs: number, zone: Zone): number {
	return Math.floor(wallMs / minuteMs) + offsetMinutesAt(zone, wallMs);
}
