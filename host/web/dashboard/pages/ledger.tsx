// The ledger's sums by currency, with the state hash by which two hosts can be compared.
import { formatRate } from "../../../../firmware/core/money.js";
import { useApi } from "../api.js";
import { amountIn, count } from "../format.js";
import { Figure, PageHead, Problem, Section, Skeleton } from "../parts.js";
import { CurrencyFigures, NewerNote } from "../sums.js";
import { amountColumn, currencyColumn, DataTable, type Column } from "../table.js";
import type { Ledger, TaxRow } from "../types.js";
import type { PageOptions } from "./options.js";

const modes = ["incl. tax", "before tax"] as const;
const currency = (row: TaxRow): string => row.currency;

const columns: ReadonlyArray<Column<TaxRow>> = [
	{ title: "Rate", value: (row) => row.rateMillipercent, text: (row) => formatRate(row.rateMillipercent) },
	{
		title: "Levied by",
		value: (row) => [row.authority, row.jurisdiction].filter((name) => name !== "").join(", ") || "–",
	},
	amountColumn("Taxed", currency, (row) => row.baseMinor),
	{ title: "Amounts", value: (row) => modes[row.taxMode] ?? "of a newer version", wide: true },
	amountColumn("Tax", currency, (row) => row.taxMinor),
	currencyColumn(currency),
];

export function LedgerPage({ version }: PageOptions) {
	const ledger = useApi<Ledger>("/api/ledger", version);
	const taxes = useApi<readonly TaxRow[]>("/api/taxes", version);
	const totals = ledger.value;
	return (
		<main id="main" class="page">
			<PageHead title="Ledger">
				<p class="quiet">All sales, computed from the journals of all terminals.</p>
			</PageHead>
			<Problem text={ledger.error ?? taxes.error} />
			{totals ? (
				<Totals totals={totals} />
			) : ledger.error ? null : (
				<Skeleton lines={4} label="Totals are loading" />
			)}
			<Section title="Tax by rate">
				<DataTable
					caption="Tax by rate"
					columns={columns}
					rows={taxes.value}
					rowKey={(row) =>
						`${row.currency}/${row.taxMode}/${row.rateMillipercent}/${row.authority}/${row.jurisdiction}`
					}
					empty="The tax of each rate appears here after the first sale."
					plain
				/>
			</Section>
			{totals ? (
				<Section title="State hash" aside={<a href="/api/items.csv">Items sold as CSV</a>}>
					<div class="hash-box">
						<p class="hash" data-testid="state-hash">
							{totals.stateHash}
						</p>
						<p class="quiet">
							Every host with the same sales shows the same hash, whatever order they arrived in.
						</p>
					</div>
				</Section>
			) : null}
		</main>
	);
}

function Totals({ totals }: { readonly totals: Ledger }) {
	return (
		<section class="lead" aria-label="Totals">
			{totals.currencies.map((sums) => (
				<div key={sums.currency}>
					<p class="quiet">Takings, all time</p>
					<p class="amount">
						{amountIn(sums.grossMinor, sums.currency)}{" "}
						<span class="unit">{sums.currency || "unknown currency"}</span>
					</p>
					<dl class="figures">
						<CurrencyFigures sums={sums} />
					</dl>
				</div>
			))}
			<dl class="figures">
				<Figure name="sales">{count(totals.sales)}</Figure>
				<Figure name="units">{count(totals.units)}</Figure>
				<Figure name="drawer openings without a sale">{count(totals.noSales)}</Figure>
				{totals.trainingSales > 0 ? (
					<Figure name="training sales, in no total">{count(totals.trainingSales)}</Figure>
				) : null}
			</dl>
			<NewerNote records={totals.newerRecords} />
		</section>
	);
}
