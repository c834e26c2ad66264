// The hours of a business day in the chart.

export interface Hour {
	/** 0–23, in the terminals' zone. */
	readonly hour: number;
	readonly grossMinor: number;
}

/** An hour on the axis. `grossMinor` is null for a future hour, for which nothing is drawn. */
export interface DrawnHour {
	readonly hour: number;
	/** Hours since the start of the business day. */
	readonly position: number;
	readonly grossMinor: number | null;
}

/** The fewest hours on the axis. */
const hoursMin = 8;
const dayHours = 24;

/** "14–15 h" */
export function hourSpan(hour: number): string {
	return `${String(hour).padStart(2, "0")}–${String((hour + 1) % dayHours).padStart(2, "0")} h`;
}

/**
 * The hours to draw, without gaps: from the hour before the first sale to the current hour or the last hour with sales,
 * and at least eight. A business day starts with `firstHour`.
 */
export function hoursToDraw(hours: readonly Hour[], nowHour: number, firstHour = 0): DrawnHour[] {
	const positionOf = (hour: number): number => (hour - firstHour + dayHours) % dayHours;
	const taken = new Map(hours.map((hour) => [positionOf(hour.hour), hour.grossMinor]));
	const sold = hours.filter((hour) => hour.grossMinor !== 0).map((hour) => positionOf(hour.hour));
	const now = positionOf(nowHour);
	// A terminal's clock may be fast: its sales are shown anyway.
	const present = Math.max(now, ...sold);
	const begin = Math.max(0, Math.min(now, ...sold) - 1);
	const end = Math.min(dayHours - 1, Math.max(present, begin + hoursMin - 1));
	const first = Math.max(0, Math.min(begin, end - hoursMin + 1));
	return Array.from({ length: end - first + 1 }, (_, index) => {
		const position = first + index;
		const hour = (position + firstHour) % dayHours;
		return { hour, position, grossMinor: position > present ? null : (taken.get(position) ?? 0) };
	});
}
