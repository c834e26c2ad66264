// The hours of a day as the chart shows them.

export interface Hour {
	readonly hour: number;
	readonly grossMinor: number;
}

/** A null takes place on the axis, but nothing is drawn: that hour is still to come. */
export interface DrawnHour {
	readonly hour: number;
	readonly grossMinor: number | null;
}

/** The axis never has fewer, so that a young day has room to grow. */
const hoursMin = 8;
const lastHour = 23;

/** "14–15 h" */
export function hourSpan(hour: number): string {
	return `${String(hour).padStart(2, "0")}–${String((hour + 1) % 24).padStart(2, "0")} h`;
}

/** Without gaps, from the hour before the first sale to the last hour that has begun or sold, and on to at least eight. */
export function hoursToDraw(hours: readonly Hour[], nowHour: number): DrawnHour[] {
	const taken = new Map(hours.map((hour) => [hour.hour, hour.grossMinor]));
	const sold = hours.filter((hour) => hour.grossMinor !== 0).map((hour) => hour.hour);
	// A terminal's clock may run ahead of ours: what it sold is shown.
	const present = Math.max(nowHour, ...sold);
	const begin = Math.max(0, Math.min(nowHour, ...sold) - 1);
	const end = Math.min(lastHour, Math.max(present, begin + hoursMin - 1));
	const first = Math.max(0, Math.min(begin, end - hoursMin + 1));
	return Array.from({ length: end - first + 1 }, (_, index) => {
		const hour = first + index;
		return { hour, grossMinor: hour > present ? null : (taken.get(hour) ?? 0) };
	});
}
