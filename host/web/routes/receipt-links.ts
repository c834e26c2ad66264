// The page behind the QR code of a receipt: whether this host knows the receipt, for whoever holds it. It needs no
// token, and tells nothing that the code does not say itself: whoever does not know total and time of sale to the
// millisecond learns nothing, also not whether there is such a number.
import { Type } from "typebox";
import { findCurrency } from "../../../firmware/core/currencies.js";
import { formatMinor } from "../../../firmware/core/money.js";
import { decodePrefix } from "../../../firmware/wire/prefix.js";
import { Series } from "../../../firmware/wire/record.js";
import type { ReceiptRow, ReceiptsContext } from "../../context.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { App } from "../app.js";
import { receiptView } from "../receipt-view.js";

const codeCharactersMax = 160;
const codeOf = /^TMR1:([a-z0-9-]{1,32}):([a-z0-9-]{1,32}):([0-9]{1,10}):([A-Z]{3}):(-?[0-9]{1,15}):([0-9]{1,15})$/;

/** The only page that the name of `receiptAddress` leads to where the host demands no token. */
export const receiptPageRoute = "/r/:code";

export function receiptLinkRoutes(app: App, context: ReceiptsContext): void {
	const countLook = app.createRateLimit({ max: hostLimits.receiptLooksMax, timeWindow: 60_000 });
	app.get(
		receiptPageRoute,
		{ schema: { hide: true, params: Type.Object({ code: Type.String({ maxLength: codeCharactersMax }) }) } },
		async (request, reply) => {
			const looks = await countLook(request);
			if (!looks.isAllowed && looks.isExceeded) throw new HostFault("HTTP_TOO_MANY", "receipts");
			const row = await find(context, request.params.code);
			const page = row ? await knownPage(context, row) : unknownPage;
			void reply.header("cache-control", "no-store").header("x-robots-tag", "noindex");
			return reply
				.status(row ? 200 : 404)
				.type("text/html; charset=utf-8")
				.send(page);
		},
	);
}

/** The receipt at the time that it shows. The books have another one where the till's clock was unset or wrong. */
async function find(context: ReceiptsContext, code: string): Promise<ReceiptRow | undefined> {
	const { merchant, reports } = context;
	const [, seller, terminal = "", number, currency = "", totalMinor, shownMs] = codeOf.exec(code) ?? [];
	if (seller !== merchant || Number(number) > 0xffffffff) return undefined;
	const sum = { currency, totalMinor: Number(totalMinor) };
	for (const row of await reports.receiptsByNumber(terminal, Series.receipt, Number(number), sum)) {
		const wallMs = await recordedMs(context, row);
		if (wallMs === Number(shownMs)) return { ...row, wallMs };
	}
	return undefined;
}

/** The till's time in the record. */
async function recordedMs({ chains, cbor }: ReceiptsContext, row: ReceiptRow): Promise<number | undefined> {
	const held = await chains.record(row.terminal, row.epoch, row.sequence);
	return held && decodePrefix(cbor, held.payload, row.epoch).wallMs;
}

async function knownPage(context: ReceiptsContext, row: ReceiptRow): Promise<string> {
	const view = await receiptView(context, [row]);
	const decimals = findCurrency(row.currency)?.decimals ?? 2;
	const proof = view?.proof;
	const state = proof?.intact
		? "This receipt is recorded, and the record is unchanged and signed by the till."
		: proof?.checkpointSequence === null
			? "This receipt is recorded. The till has not signed that part of its records yet."
			: "This receipt is recorded, but its record cannot be proven. Please tell the seller.";
	const states = (view?.paid ?? []).map((tender) => tender.state);
	return pageOf(`Receipt ${row.number}`, [
		`${context.merchant}, terminal ${row.terminal}`,
		`${formatMinor(row.totalMinor, decimals)} ${row.currency}`,
		`${new Date(row.wallMs).toISOString().slice(0, 16).replace("T", " ")} UTC`,
		state,
		...(states.includes("unconfirmed") ? ["The card payment is not yet confirmed by the bank."] : []),
		...(states.includes("notCharged") ? ["The card was not charged. Please ask the seller."] : []),
	]);
}

const unknownPage = pageOf("Receipt not known", [
	"This host has no such receipt. A till without a network sends its receipts later: try again tomorrow.",
]);

/** All texts are identifiers, figures and sentences of ours: none needs to be escaped. */
function pageOf(title: string, lines: readonly string[]): string {
	return (
		`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
		'<meta name="viewport" content="width=device-width"><body style="font:1.1rem sans-serif;margin:2rem">' +
		`<main><h1>${title}</h1>${lines.map((line) => `<p>${line}</p>`).join("")}</main></body></html>`
	);
}
