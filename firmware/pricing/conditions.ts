// The conditions of pricing rules. Pure: time, flags and customer are parameters.
import { RuleCondition, type RuleEntry } from "./rule-entry.js";

/** Wall time as the stall's clock shows it; undefined while the terminal's clock is unset. */
export interface PricingTime {
	readonly epochSeconds: number;
	/** 0 = Sunday. */
	readonly weekday: number;
	readonly minutesOfDay: number;
}

/** In the stall's local time. */
export interface RuleWindow {
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

/** What is known of the customer, while a customer is known. */
export interface PricingCustomer {
	/** Bit i: the customer belongs to group i. */
	readonly groups: number;
	/** Visits before this one. */
	readonly visits: number;
	/** How often the rule was applied to this customer before. */
	usesOf(rule: number): number;
}

/** What this terminal may still grant of rules that are shared out among stalls. */
export interface Allowances {
	usesLeft(rule: number): number;
	minorLeft(rule: number): number;
}

/** The coupons of a basket. */
export interface PricingCoupons {
	/** Whether there is one of the campaign at this index of the catalog. */
	hasCampaign(index: number): boolean;
}

/** What rules depend on beside the basket. */
export interface PricingContext {
	/** Read once, and only where a rule has a window; undefined while the clock is unset. */
	pricingTime(): PricingTime | undefined;
	/** Bit i: the catalog's flag i is set at this time. Read only for rules that depend on flags. */
	readonly flags?: number;
	readonly customer?: PricingCustomer | undefined;
	readonly allowances?: Allowances | undefined;
	readonly coupons?: PricingCoupons | undefined;
}

/**
 * A rule with a window is never active while the clock is unset: a discount that nobody can explain is worse than none.
 */
function isInWindow(window: RuleWindow, time: PricingTime | undefined): boolean {
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

/** Whether the conditions hold that do not depend on the basket. */
export function isActive(
	rule: number,
	entry: RuleEntry,
	context: PricingContext,
	time: PricingTime | undefined,
): boolean {
	const { conditions } = entry;
	const { customer, allowances } = context;
	if ((conditions & RuleCondition.window) !== 0 && !isInWindow(entry, time)) return false;
	if ((conditions & RuleCondition.flags) !== 0 && (entry.flags & ~(context.flags ?? 0)) !== 0) return false;
	if ((conditions & RuleCondition.allowance) !== 0 && !(allowances && allowances.usesLeft(rule) > 0)) return false;
	if ((conditions & RuleCondition.coupon) !== 0 && !context.coupons?.hasCampaign(entry.campaign)) return false;
	return (conditions & RuleCondition.customer) === 0 || isFor(rule, entry, customer);
}

/** Whether the rule is for this customer. */
function isFor(rule: number, entry: RuleEntry, customer: PricingCustomer | undefined): boolean {
	if (customer === undefined || customer.visits < entry.visitsMin) return false;
	const { customerGroups, usesPerCustomer } = entry;
	if (customerGroups !== 0 && (customerGroups & customer.groups) === 0) return false;
	return usesPerCustomer === 0 || customer.usesOf(rule) < usesPerCustomer;
}
