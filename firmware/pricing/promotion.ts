// A percentage promotion and when it holds. Pure: the time comes in, integers go out.

/** Wall time as the stall's clock shows it; undefined while the terminal's clock is unset. */
export interface PricingTime {
	readonly epochSeconds: number;
	/** 0 = Sunday. */
	readonly weekday: number;
	readonly minutesOfDay: number;
}

export interface PromotionWindow {
	/** Seconds since 1970; 0 = since ever. */
	readonly fromSeconds: number;
	/** Exclusive; 0 = for good. */
	readonly untilSeconds: number;
	/** Bit 0 = Sunday. */
	readonly weekdays: number;
	readonly fromMinute: number;
	/** Exclusive, 1440 = midnight. A window over midnight has `untilMinute` below `fromMinute`. */
	readonly untilMinute: number;
}

export interface PercentPromotion {
	readonly id: string;
	readonly name: string;
	/** 10 % = 1000; 1–10,000. */
	readonly basisPoints: number;
	/** The category it is limited to; undefined = everything. */
	readonly category: number | undefined;
	/** Undefined = always. */
	readonly window: PromotionWindow | undefined;
}

/**
 * A promotion with a window never holds while the clock is unset: a discount that nobody can explain is worse than
 * none.
 */
export function isActive(promotion: PercentPromotion, time: PricingTime | undefined): boolean {
	const window = promotion.window;
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
export function activePromotion(
	promotions: readonly PercentPromotion[],
	time: PricingTime | undefined,
): PercentPromotion | undefined {
	return promotions.find((promotion) => isActive(promotion, time));
}
