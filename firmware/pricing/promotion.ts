// What every promotion has, whatever its rule, and when it is active. Pure: the time is a parameter.

/** Wall time as the stall's clock shows it; undefined while the terminal's clock is unset. */
export interface PricingTime {
	readonly epochSeconds: number;
	/** 0 = Sunday. */
	readonly weekday: number;
	readonly minutesOfDay: number;
}

/** In the stall's local time. */
export interface PromotionWindow {
	/** Seconds since 1970; 0 = no beginning. */
	readonly fromSeconds: number;
	/** Exclusive; 0 = no end. */
	readonly untilSeconds: number;
	/** Bit 0 = Sunday. */
	readonly weekdays: number;
	readonly fromMinute: number;
	/** Exclusive, 1440 = midnight. A window over midnight has `untilMinute` below `fromMinute`. */
	readonly untilMinute: number;
}

export interface PromotionTerms {
	readonly id: string;
	readonly name: string;
	/** Index of the category that it is limited to; undefined = everything. */
	readonly category: number | undefined;
	/** Undefined = always. */
	readonly window: PromotionWindow | undefined;
}

/**
 * A promotion with a window is never active while the clock is unset: a discount that nobody can explain is worse than
 * none.
 */
function isActive({ window }: PromotionTerms, time: PricingTime | undefined): boolean {
	if (window === undefined) return true;
	if (time === undefined) return false;
	if (time.epochSeconds < window.fromSeconds) return false;
	if (window.untilSeconds !== 0 && time.epochSeconds >= window.untilSeconds) return false;
	if (((window.weekdays >> time.weekday) & 1) === 0) return false;
	const { fromMinute, untilMinute } = window;
	const minute = time.minutesOfDay;
	return fromMinute <= untilMinute
		? minute >= fromMinute && minute < untilMinute
		: minute >= fromMinute || minute < untilMinute;
}

/** The one that applies: the first active in the catalog's order. Promotions do not stack. */
export function activePromotion<Promotion extends PromotionTerms>(
	promotions: readonly Promotion[],
	time: PricingTime | undefined,
): Promotion | undefined {
	return promotions.find((promotion) => isActive(promotion, time));
}
