// What may be done with the cash in the drawer, decided from plain values.

/** Whether so much may be paid out of a drawer that should hold `expectedMinor`. Anything may be paid in. */
export function mayPayOut(cashMinor: number, expectedMinor: number): boolean {
	return cashMinor >= 0 || expectedMinor + cashMinor >= 0;
}
