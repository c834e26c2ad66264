// Wall time as the stall's clock on the wall shows it. Civil dates by Howard Hinnant's days-to-civil algorithm
// (https://howardhinnant.github.io/date_algorithms.html#civil_from_days): no Date, so that every engine prints the same.

export interface LocalTime {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	/** 0 = Sunday. */
	readonly weekday: number;
	readonly minutesOfDay: number;
}

export function localTime(wallMs: number, utcOffsetMinutes: number): LocalTime {
	const minutes = Math.floor(wallMs / 60_000) + utcOffsetMinutes;
	const days = Math.floor(minutes / 1_440);
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
	const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
	return {
		year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
		weekday: (((days + 4) % 7) + 7) % 7,
		minutesOfDay: minutes - days * 1_440,
	};
}

/** `minutesOfDay` alone, for the clock that stands on every screen. */
export function localMinutes(wallMs: number, utcOffsetMinutes: number): number {
	return (((Math.floor(wallMs / 60_000) + utcOffsetMinutes) % 1_440) + 1_440) % 1_440;
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** "2026-11-21 19:45". */
export function localText(wallMs: number, utcOffsetMinutes: number): string {
	const time = localTime(wallMs, utcOffsetMinutes);
	const hour = Math.floor(time.minutesOfDay / 60);
	return `${time.year}-${twoDigits(time.month)}-${twoDigits(time.day)} ${twoDigits(hour)}:${twoDigits(time.minutesOfDay % 60)}`;
}
