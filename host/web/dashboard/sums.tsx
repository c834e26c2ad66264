// The figures of one currency: takings, how they were paid, the tax in them, and what of them a newer version wrote.
import { amountIn, count, counted, tenderName } from "./format.js";
import { Figure } from "./parts.js";
import type { CurrencySums, TerminalSummary, Takings } from "./types.js";

/** Zeroes for a currency that nothing was sold in. */
export function sumsOf(currencies: readonly CurrencySums[], currency: string): CurrencySums {
	const none = { currency, grossMinor: 0, taxMinor: 0, roundingMinor: 0, tenders: [], others: 0, othersMinor: 0 };
	return currencies.find((sums) => sums.currency === currency) ?? none;
}

/** Zero where a terminal has sold nothing; nothing while it is not known. */
export function takingsOf(terminal: TerminalSummary | undefined, currency: string): Takings {
	if (terminal === undefined) return [];
	return terminal.takingsToday.length > 0 ? terminal.takingsToday : [{ currency, grossMinor: 0 }];
}

export function CurrencyFigures({ sums }: { readonly sums: CurrencySums }) {
	const show = (minor: number): string => amountIn(minor, sums.currency);
	return (
		<>
			{sums.tenders.map(({ kind, amountMinor }) => (
				<Figure key={kind} name={tenderName(kind)}>
					{show(amountMinor)}
				</Figure>
			))}
			<Figure name="incl. tax">{show(sums.taxMinor)}</Figure>
			{sums.others > 0 ? (
				<Figure name={`in ${counted(sums.others, "document")} of a newer version`}>
					{show(sums.othersMinor)}
				</Figure>
			) : null}
		</>
	);
}

/** What to do about records that this host cannot read. */
export function NewerLine({ records }: { readonly records: number }) {
	if (records === 0) return null;
	return (
		<p class="quiet" role="note">
			{count(records)} {records === 1 ? "record is" : "records are"} of a newer version: kept and counted, and not
			read. Update this host, then start it once with --rebuild.
		</p>
	);
}
