// Common query parameters of lists: number of rows, terminal, days.
import { Type } from "typebox";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import { Identifier } from "../schemas.js";
import { dayOf } from "../views.js";

export const pageRows = 50;

export const Page = Type.Object({
	terminal: Type.Optional(Identifier),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: hostLimits.pageRowsMax })),
});

/** Rows of shifts. */
export const ShiftPage = Type.Object({
	...Page.properties,
	shift: Type.Optional(Type.Integer({ minimum: 0, maximum: hostLimits.numberMax })),
	offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
});

const dayMax = 0xffffff;

/** The first and the last business day, as days since 1970-01-01. Throws HostFault HTTP_BAD_REQUEST. */
export function daysOf({ from, to }: { from?: string; to?: string }): [number, number] {
	const days: [number, number] = [from === undefined ? 0 : dayOf(from), to === undefined ? dayMax : dayOf(to)];
	if (days.some((day) => Number.isNaN(day)))
		throw new HostFault("HTTP_BAD_REQUEST", "from and to take dates such as 2026-05-02");
	return days;
}
