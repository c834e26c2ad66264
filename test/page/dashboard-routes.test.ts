// Addresses of receipts of every series.
import { expect, it } from "vitest";
import { parseRoute, receiptAddress, terminalAddress } from "../../host/web/dashboard/route.js";

it.each([
	["stall-1", 5, 1, undefined],
	["stall-1", 5, 3, 3],
	["größe/50%", 4_294_967_295, 77, 77],
])("the address of terminal %s, number %i, series %i leads back to it", (terminal, number, series, read) => {
	const expected = { page: "receipt", terminal, number, ...(read === undefined ? {} : { series: read }) };
	expect(parseRoute(receiptAddress(terminal, number, series))).toEqual(expected);
	expect(parseRoute(terminalAddress(terminal))).toEqual({ page: "terminal", terminal });
});
