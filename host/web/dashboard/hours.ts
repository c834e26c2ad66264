// The hours of a business day as the chart shows them.

export interface Hour {
	/** 0–23, on the clock at the terminals. */
	readonly hour: number;
	readonly grossMinor: number;
}

/** A null takes place on the axis, but nothing is drawn: that hour is still to come. */
export interface DrawnHour {
	readonly hour: number;
	/** Hours since the business day began: 25 o'clock is one in the morning of the next date. */
	readonly position: number;
	readonly grossMinor: number | null;
}

/** The axis never has fewer, so that a young day has room to grow. */
const hoursMin = 8;
const dayHours = 24;

/** "14–15 h" */
export function hourSpan(hour: number): string {
	return `${String(hour).padStart(2, "0")}–${String((hour + 1) % dayHours).padStart(2, "0")} h`;
}

/**
 * Without gaps, from the hour before the first sale to the last hour that has begun or sold, and on to at least eight.
 * A business day begins with `firstHour`.
 */
export function hoursToDraw(hours: readonly Hour[], nowHour: number, firstHour = 0): DrawnHour[] {
	const positionOf = (hour: number): number => (hour - firstHour + dayHours) % dayHours;
	const taken = new Map(hours.map((hour) => [positionOf(hour.hour), hour.grossMinor]));
	const sold = hours.filter((hour) => hour.grossMinor !== 0).map((hour) => positionOf(hour.hour));
	const now = positionOf(nowHour);
	// A terminal's clock may run ahead of ours: what it sold is shown.
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
