// The figures of one currency: takings, tenders, tax, and documents of a newer version.
import { amountIn, count, counted, tenderName } from "./format.js";
import { Figure } from "./parts.js";
import type { CurrencySums, TerminalSummary, Takings } from "./types.js";

/** The sums of a currency; zeroes when nothing was sold in it. */
export function sumsOf(currencies: readonly CurrencySums[], currency: string): CurrencySums {
	const none = { currency, grossMinor: 0, taxMinor: 0, roundingMinor: 0, tenders: [], others: 0, othersMinor: 0 };
	return currencies.find((sums) => sums.currency === currency) ?? none;
}

/** A terminal's takings by currency: a single zero when it has sold nothing, none while it is loading. */
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

/** A note on records that this host cannot read, and what to do about them. */
export function NewerNote({ records }: { readonly records: number }) {
	if (records === 0) return null;
	return (
		<p class="quiet" role="note">
			{count(records)} {records === 1 ? "record is" : "records are"} of a newer version: stored and counted, but
			not read. Update this host, then start it once with --rebuild.
		</p>
	);
}
